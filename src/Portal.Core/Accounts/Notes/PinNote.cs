using Microsoft.EntityFrameworkCore;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Staff;

namespace Portal.Core.Accounts.Notes;

/// <summary>
/// Puts one note on top of the account, instead of what was there; or takes it down. Pinned twice is once. Refuses a
/// note of another account.
/// </summary>
public sealed class PinNote(PortalDbContext db, BusinessClock clock)
{
    /// <param name="NoteId">Null takes the pinned one down.</param>
    public sealed record Request(Guid CustomerAccountId, Guid? NoteId, Actor By);

    /// <returns>False when it was like that before.</returns>
    public async Task<Outcome<bool>> RunAsync(Request request, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(request);
        await using var tx = await ActTransaction.BeginOrJoinAsync(db, ct);
        if (await db.LockAccountAsync(request.CustomerAccountId, ct) is not { } account)
        {
            return new Refusal("Account_NotFound");
        }

        if (request.NoteId is { } id && !await db.Set<AccountNote>().AnyAsync(
            n => n.Id == id && n.CustomerAccountId == account.Id, ct))
        {
            return new Refusal("Note_NotFound");
        }

        if (await db.PinnedNoteAsync(account.Id, ct) == request.NoteId) { return false; }

        db.Add(Row(account.Id, request.NoteId, request.By, clock.Now));
        db.Add(AuditEntry.Of(
            clock.Now, request.By.Name, nameof(PinNote), account.Id, new { note = request.NoteId }));
        await db.SaveChangesAsync(ct);
        await tx.CommitAsync(ct);
        return true;
    }

    internal static AccountNotePin Row(Guid accountId, Guid? noteId, Actor by, DateTimeOffset now) => new()
    {
        Id = Guid.CreateVersion7(),
        CustomerAccountId = accountId,
        NoteId = noteId,
        PinnedBy = by.Name,
        PinnedAt = now,
    };
}
