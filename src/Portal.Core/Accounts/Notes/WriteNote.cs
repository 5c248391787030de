using Microsoft.EntityFrameworkCore;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Staff;

namespace Portal.Core.Accounts.Notes;

/// <summary>
/// Writes a note on an account; one that sets another right takes its place on top. The same operation is one note.
/// Refuses no words, too many, and to set right what is not on the account or was set right before.
/// </summary>
public sealed class WriteNote(PortalDbContext db, BusinessClock clock)
{
    public const int Longest = 4000;

    public sealed record Request(Guid OperationId, Guid CustomerAccountId, string? Body, Guid? CorrectsId, Actor By);

    public async Task<Outcome<AccountNote>> RunAsync(Request request, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(request);
        await using var tx = await ActTransaction.BeginOrJoinAsync(db, ct);
        if (await db.LockAccountAsync(request.CustomerAccountId, ct) is not { } account)
        {
            return new Refusal("Account_NotFound");
        }

        var notes = db.Set<AccountNote>();
        if (await notes.SingleOrDefaultAsync(n => n.Id == request.OperationId, ct) is { } already) { return already; }

        var body = (request.Body ?? "").Trim();
        if (body.Length is 0 or > Longest) { return new Refusal("Note_Missing", Longest); }

        if (request.CorrectsId is { } old
            && (!await notes.AnyAsync(n => n.Id == old && n.CustomerAccountId == account.Id, ct)
                || await notes.AnyAsync(n => n.CorrectsId == old, ct)))
        {
            return new Refusal("Note_NotToCorrect");
        }

        var note = new AccountNote
        {
            Id = request.OperationId,
            CustomerAccountId = account.Id,
            Body = body,
            CorrectsId = request.CorrectsId,
            WrittenBy = request.By.Name,
            WrittenAt = clock.Now,
        };
        db.Add(note);
        await db.SaveChangesAsync(ct);
        if (note.CorrectsId is { } corrected && await db.PinnedNoteAsync(account.Id, ct) == corrected)
        {
            db.Add(PinNote.Row(account.Id, note.Id, request.By, clock.Now));
        }

        db.Add(AuditEntry.Of(clock.Now, request.By.Name, nameof(WriteNote), account.Id, new { note = note.Id }));
        await db.SaveChangesAsync(ct);
        await tx.CommitAsync(ct);
        return note;
    }
}
