using Microsoft.EntityFrameworkCore;
using Portal.Core.Billing.Adjustments;
using Portal.Core.Data;
using Portal.Core.Money;
using Portal.Core.Staff;

namespace Portal.Core.Billing.Runs;

/// <summary>
/// Credits what estimates had too much on the lines of the bills that counted them, in the chunk's transaction and
/// under the accounts' locks, before the bills that show it are posted. Whoever released the run approved them, as part
/// of its digest, and they carry its bill date (ck_adjustment_approval_given). More than is left of a line is left to a
/// person.
/// </summary>
public sealed class PostEstimateCredits(PortalDbContext db, WriteAdjustment write)
{
    /// <returns>The accounts that could not be credited.</returns>
    internal async Task<HashSet<Guid>> RunAsync(
        BillRun run, IReadOnlyList<PricedAccount> accounts, CancellationToken ct)
    {
        var refused = new HashSet<Guid>();
        foreach (var account in accounts.Where(a => a.Credits.Count > 0))
        {
            if (!await CreditAsync(run, account, ct))
            {
                refused.Add(account.Inputs.Id);
            }
        }

        db.ChangeTracker.Clear();
        return refused;
    }

    private async Task<bool> CreditAsync(BillRun run, PricedAccount account, CancellationToken ct)
    {
        db.RequireTransaction();
        var locked = await db.LockAccountAsync(account.Inputs.Id, ct)
            ?? throw new InvalidOperationException($"Account {account.Inputs.Id} is gone.");
        var bills = account.Credits.Select(c => (Guid?)c.BillId).Distinct().ToList();
        var items = await db.OpenItems.Where(i => bills.Contains(i.BillId)).ToListAsync(ct);
        var lines = (await AdjustableLine.WithAsync(db, items, ct))
            .ToDictionary(l => (l.Item.BillId!.Value, l.Item.LineNo));
        if (account.Credits.Any(c => !lines.TryGetValue((c.BillId, c.LineNo), out var line) || line.Left < c.Amount))
        {
            return false;
        }

        var no = 1;
        foreach (var bill in account.Credits.GroupBy(c => c.BillId))
        {
            var number = lines[(bill.Key, bill.First().LineNo)].BillNumber;
            var draft = new WriteAdjustment.Draft(
                run.Id, no++, AdjustmentKind.Correction, "true_up",
                AdjustmentWords.TrueUp(number), Actor.System)
            {
                CitesBillId = bill.Key,
                ApprovedBy = new(run.ReleasedBy!),
                On = run.BillOn,
            };
            await write.CreditAsync(
                locked, draft,
                [
                    .. bill.Select(c => (Line: lines[(c.BillId, c.LineNo)], c.Amount))
                        .Select(c => new WriteAdjustment.Credit(c.Line.Item, c.Line.GlAccount, c.Amount)),
                ],
                ct);
        }

        return true;
    }
}
