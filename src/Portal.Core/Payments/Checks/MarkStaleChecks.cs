using Microsoft.EntityFrameworkCore;
using Portal.Core.Billing.Rules;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Ledger;
using Portal.Core.Payments.Refunds;
using Portal.Core.Staff;

namespace Portal.Core.Payments.Checks;

/// <summary>
/// Every night: checks that nobody cashed within the rule's days, 180 as printed on them, are stale. The cash is the
/// city's again and the money still the payee's (1010 to 2160). Each once; safe to run twice.
/// </summary>
public sealed class MarkStaleChecks(PortalDbContext db, ChangeCheck change, BusinessClock clock)
{
    public const int ChecksPerRun = 500;

    /// <returns>How many became stale.</returns>
    public async Task<int> RunAsync(CancellationToken ct)
    {
        var days = (await db.RulesOnAsync<RefundRules>(MoneyRuleKind.Refunds, clock.Today, ct) ?? RefundRules.Usual)
            .StaleDays;
        var issuedBefore = clock.Today.AddDays(-days);
        var old = await db.Set<BankCheck>().AsNoTracking()
            .Where(c => c.State == CheckState.Mailed && c.IssuedOn < issuedBefore)
            .OrderBy(c => c.IssuedOn).ThenBy(c => c.Number).Select(c => c.Id).Take(ChecksPerRun).ToListAsync(ct);
        var (each, stale) = (new OneByOne(db, ct), 0);
        foreach (var id in old)
        {
            stale += await each.DoAsync(() => change.RunAsync(
                id, CheckState.Stale, $"{days} days", Actor.System,
                held => Task.FromResult<JournalEntry?>(Unclaimed(held)), null, ct))
                is Outcome<BankCheck>.Done ? 1 : 0;
        }

        each.TellFaults();
        return stale;
    }

    private JournalEntry Unclaimed(ChangeCheck.Held held) => JournalEntry.Of(
        new(Guid.CreateVersion7(), EntryKinds.CheckStale, $"{held.Check.Id}", clock.Today, clock.Now,
            Actor.System.Name, $"Check {held.Check.Number} was not cashed"),
        JournalLine.Debit(Funds.TreasuryClearing, GlAccounts.CashPooled, held.Check.Amount),
        JournalLine.Credit(Funds.TreasuryClearing, GlAccounts.UnclaimedChecks, held.Check.Amount));
}
