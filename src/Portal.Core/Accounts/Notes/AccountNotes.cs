using Microsoft.EntityFrameworkCore;
using Portal.Core.Accounts.Flags;
using Portal.Core.Data;

namespace Portal.Core.Accounts.Notes;

/// <summary>A page of the notes of an account, newest first, and the one on top.</summary>
public sealed record AccountNotes(
    IReadOnlyList<AccountNotes.Row> Rows, AccountNotes.Row? Pinned, int Count, int Page)
{
    public const int PageSize = 25;

    public int Pages => Math.Max(1, (Count + PageSize - 1) / PageSize);

    /// <param name="By">The name of who wrote it.</param>
    /// <param name="CorrectedBy">The note that set it right later.</param>
    public sealed record Row(AccountNote Note, string By, Guid? CorrectedBy);

    public static async Task<AccountNotes> OfAsync(
        PortalDbContext db, Guid accountId, int page, int size, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        var all = db.Set<AccountNote>().AsNoTracking().Where(n => n.CustomerAccountId == accountId);
        var count = await all.CountAsync(ct);
        var shown = Math.Clamp(page, 1, Math.Max(1, (count + size - 1) / size));
        var notes = await all.OrderByDescending(n => n.WrittenAt).ThenByDescending(n => n.Id)
            .Skip((shown - 1) * size).Take(size).ToListAsync(ct);
        var pin = await db.PinnedNoteAsync(accountId, ct);
        var top = notes.FirstOrDefault(n => n.Id == pin)
            ?? (pin is null ? null : await all.SingleAsync(n => n.Id == pin, ct));
        var ids = notes.Select(n => (Guid?)n.Id).ToList();
        var corrected = await db.Set<AccountNote>().Where(n => ids.Contains(n.CorrectsId))
            .ToDictionaryAsync(n => n.CorrectsId!.Value, n => n.Id, ct);
        var names = await StaffNames.OfAsync(
            db, [.. notes.Select(n => n.WrittenBy), .. top is null ? [] : new[] { top.WrittenBy }], [], ct);
        return new(
            [.. notes.Select(RowOf)], top is null ? null : RowOf(top), count, shown);

        Row RowOf(AccountNote note) => new(
            note, names.Of(note.WrittenBy), corrected.TryGetValue(note.Id, out var by) ? by : null);
    }
}

/// <summary>Which note is on top.</summary>
internal static class PinnedNotes
{
    /// <returns>Null when none is.</returns>
    public static Task<Guid?> PinnedNoteAsync(this PortalDbContext db, Guid accountId, CancellationToken ct) =>
        db.Set<AccountNotePin>().Where(p => p.CustomerAccountId == accountId)
            .OrderByDescending(p => p.PinnedAt).ThenByDescending(p => p.Id).Select(p => p.NoteId)
            .FirstOrDefaultAsync(ct);
}
