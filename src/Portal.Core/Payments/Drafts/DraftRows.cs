using Microsoft.EntityFrameworkCore;
using Portal.Core.Data;
using Portal.Core.Staff;

namespace Portal.Core.Payments.Drafts;

/// <summary>What several acts do with a draft's row alike.</summary>
internal static class DraftRows
{
    /// <summary>Locks a draft; the locks of its account and its attempt come before it.</summary>
    public static async Task<Draft?> LockDraftAsync(this PortalDbContext db, Guid id, CancellationToken ct)
    {
        db.Forget(read => read is Draft d && d.Id == id);
        return await db.Drafts.FromSql($"select * from draft where id = {id} for update").SingleOrDefaultAsync(ct);
    }

    /// <summary>Writes a line of the draft's history: how it stands after an event.</summary>
    public static async Task RecordAsync(
        this PortalDbContext db, Draft draft, DraftEvent e, Actor by, DateTimeOffset at, CancellationToken ct)
    {
        var last = await db.DraftHistories.Where(h => h.DraftId == draft.Id).MaxAsync(h => (int?)h.No, ct) ?? 0;
        db.Add(new DraftHistory
        {
            DraftId = draft.Id,
            No = last + 1,
            Event = e,
            State = draft.State,
            Why = draft.Why,
            Amount = draft.Amount,
            PlannedOn = draft.PlannedOn,
            By = by.Name,
            At = at,
        });
        await db.SaveChangesAsync(ct);
    }
}
