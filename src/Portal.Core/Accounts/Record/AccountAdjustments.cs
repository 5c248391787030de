using Microsoft.EntityFrameworkCore;
using Portal.Core.Billing.Adjustments;
using Portal.Core.Billing.Approvals;
using Portal.Core.Billing.LateCharges;
using Portal.Core.Data;
using Portal.Core.Fees;

namespace Portal.Core.Accounts.Record;

/// <summary>Charges and credits outside bills, newest first, what waits for a second person, and holds.</summary>
public sealed record AccountAdjustments(
    IReadOnlyList<AccountAdjustments.Row> Rows,
    IReadOnlyList<ApprovalRequest> Waiting,
    IReadOnlyList<AccountHold> Holds)
{
    private const int Shown = 50;

    public static async Task<AccountAdjustments> OfAsync(PortalDbContext db, Guid accountId, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        var waivable = WaiveCharge.Waivable(db, accountId);
        var rows = await db.Adjustments.AsNoTracking().Where(a => a.CustomerAccountId == accountId)
            .OrderByDescending(a => a.PostedAt).ThenByDescending(a => a.Id).Take(Shown)
            .Select(a => new Row(
                a,
                db.Bills.Where(b => b.Id == a.CitesBillId).Select(b => (long?)b.Number).FirstOrDefault(),
                db.Adjustments.Any(r => r.ReversesId == a.Id),
                waivable.Any(w => w.Id == a.Id),
                db.Set<Records.KeptDocument>().Where(d => d.Id == a.KeptDocumentId).Select(d => d.Title)
                    .FirstOrDefault()))
            .ToListAsync(ct);
        return new(
            rows,
            await db.Set<ApprovalRequest>().AsNoTracking()
                .Where(r => r.CustomerAccountId == accountId
                    && !db.Set<ApprovalDecision>().Any(d => d.RequestId == r.Id))
                .OrderBy(r => r.AskedAt).ToListAsync(ct),
            await db.Set<AccountHold>().AsNoTracking().Where(h => h.CustomerAccountId == accountId)
                .OrderByDescending(h => h.StartsOn).ToListAsync(ct));
    }

    /// <param name="BillNumber">Of the bill it is about.</param>
    /// <param name="TakenBack">Another took it back later.</param>
    /// <param name="Waivable">A fee or late charge that stands and was not waived.</param>
    /// <param name="DocumentTitle">Of the kept document behind it.</param>
    public sealed record Row(
        Adjustment Adjustment, long? BillNumber, bool TakenBack, bool Waivable, string? DocumentTitle);
}
