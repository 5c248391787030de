using Microsoft.EntityFrameworkCore;
using Portal.Core.Billing;
using Portal.Core.Billing.LateCharges;
using Portal.Core.Billing.Rules;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Mail.Letters;
using Portal.Core.Money;
using Portal.Core.Staff;

namespace Portal.Core.Payments.Arrangements;

/// <summary>
/// Sees where one account's arrangement stands today and does what follows: closes it as kept once the money is good,
/// reminds, tells of a missed payment or current bill, and breaks it when the days of grace after that notice are over.
/// Nothing is broken that the customer was not told of, nor while money is on its way from a bank. Safe to repeat.
/// </summary>
public sealed class FollowArrangement(
    PortalDbContext db, CloseArrangement close, TellOfArrangement tell, BusinessClock clock)
{
    /// <returns>True when something followed.</returns>
    public async Task<bool> RunAsync(Guid accountId, CancellationToken ct)
    {
        await using var tx = await ActTransaction.BeginOrJoinAsync(db, ct);
        await db.LockAccountAsync(accountId, ct);
        var arrangement = await db.Set<PaymentArrangement>().Include(a => a.Items).Include(a => a.Installments)
            .SingleOrDefaultAsync(a => a.CustomerAccountId == accountId && a.State == ArrangementState.Active, ct);
        if (arrangement is null || !await FollowAsync(arrangement, ct))
        {
            return false;
        }

        await db.SaveChangesAsync(ct);
        await tx.CommitAsync(ct);
        return true;
    }

    private async Task<bool> FollowAsync(PaymentArrangement arrangement, CancellationToken ct)
    {
        var left = await db.LeftOfAsync(arrangement, ct);
        var document = await db.Set<MoneyRule>().Where(r => r.Id == arrangement.RuleId).Select(r => r.Document)
            .SingleAsync(ct);
        var rules = MoneyRules.Read<ArrangementRules>(document);
        if (left.All.IsZero)
        {
            return await CloseAsync(arrangement, rules, ct);
        }

        var steps = arrangement.Promise().Steps(left.Undisputed);
        var isOnItsWay = await db.PaymentAttemptShares
            .AnyAsync(s => s.CustomerAccountId == arrangement.CustomerAccountId && s.IsInFlight, ct);
        return !isOnItsWay
                && (await FollowMissedAsync(arrangement, rules, LateStep(steps), ct)
                    || await FollowMissedAsync(arrangement, rules, await LateBillAsync(arrangement, rules, ct), ct))
            || await RemindAsync(arrangement, rules, steps, ct);
    }

    /// <summary>Nothing is left: kept once the money is good; until then it stands and asks for nothing.</summary>
    private async Task<bool> CloseAsync(
        PaymentArrangement arrangement, ArrangementRules rules, CancellationToken ct)
    {
        if (await IsBillCanceledAsync(arrangement, ct))
        {
            await close.RunAsync(
                arrangement, ArrangementState.Ended, "What it covered was canceled.", Actor.System, ct);
            return true;
        }

        if (!await IsMoneyGoodAsync(arrangement, rules, ct))
        {
            return false;
        }

        await close.RunAsync(arrangement, ArrangementState.Kept, null, Actor.System, ct);
        return true;
    }

    /// <summary>The last check or debit that paid a part of it has been out long enough to have come back.</summary>
    private async Task<bool> IsMoneyGoodAsync(
        PaymentArrangement arrangement, ArrangementRules rules, CancellationToken ct)
    {
        var covered = arrangement.Items.Select(i => i.OpenItemId).ToList();
        var paid = await (
            from allocation in db.Allocations
            join payment in db.Payments on allocation.PaymentId equals payment.Id
            where covered.Contains(allocation.OpenItemId) && allocation.ReversesId == null
                && !db.Allocations.Any(r => r.ReversesId == allocation.Id)
            select new { payment.Tender, payment.ReceivedAt }).Distinct().ToListAsync(ct);
        return paid.Where(p => Payment.CanComeBack(p.Tender)).All(p => clock.Today > BankingDays.Add(
            clock.DayOf(p.ReceivedAt), p.Tender == Tender.BankDebit ? rules.DebitDays : rules.CheckDays));
    }

    /// <summary>A bill it covered was canceled: what is billed instead is not under it, and it was not kept.</summary>
    private Task<bool> IsBillCanceledAsync(PaymentArrangement arrangement, CancellationToken ct)
    {
        var covered = arrangement.Items.Select(i => i.OpenItemId).ToList();
        return db.OpenItems.AnyAsync(
            i => covered.Contains(i.Id) && db.BillCancellations.Any(c => c.BillId == i.BillId), ct);
    }

    /// <summary>What of its payments should have been made by now, named by the earliest.</summary>
    private Missed? LateStep(IReadOnlyList<PaymentPromise.Step> steps) =>
        steps.Where(s => s.DueOn < clock.Today && s.Unpaid.IsPositive).ToList() is [var first, ..] late
            ? new(ArrangementNoticeKind.Missed, first.DueOn, late.Select(s => s.Unpaid).Sum())
            : null;

    /// <summary>What of current bills is unpaid beyond the policy's days; disputed charges are not.</summary>
    private async Task<Missed?> LateBillAsync(
        PaymentArrangement arrangement, ArrangementRules rules, CancellationToken ct)
    {
        if (rules.CurrentBillDays is not { } days)
        {
            return null;
        }

        var (account, covered) = (arrangement.CustomerAccountId, arrangement.Items.Select(i => i.OpenItemId).ToList());
        var (today, before) = (clock.Today, clock.Today.AddDays(-days));
        var late = await db.OpenItems.AsNoTracking()
            .Where(i => i.CustomerAccountId == account && i.Open > Usd.Zero && i.DueOn < before
                && !covered.Contains(i.Id)
                && !db.Set<AccountHold>().Any(h => h.CustomerAccountId == account
                    && (h.OpenItemId == null || h.OpenItemId == i.Id) && h.StartsOn <= today
                    && (h.EndsOn == null || h.EndsOn >= today)))
            .Select(i => new { i.DueOn, i.Open }).ToListAsync(ct);
        return late.Count == 0
            ? null
            : new(ArrangementNoticeKind.BillMissed, late.Min(i => i.DueOn), late.Select(i => i.Open).Sum());
    }

    /// <summary>First the notice, then the days of grace, then it is broken.</summary>
    private async Task<bool> FollowMissedAsync(
        PaymentArrangement arrangement, ArrangementRules rules, Missed? missed, CancellationToken ct)
    {
        if (missed is null)
        {
            return false;
        }

        if (await ToldAsync(arrangement, missed.Kind, missed.DueOn, ct) is { } told)
        {
            if (told.ToldOn.AddDays(rules.GraceDays) >= clock.Today)
            {
                return false;
            }

            await close.RunAsync(arrangement, ArrangementState.Broken, null, Actor.System, ct);
            return true;
        }

        var news = missed.Kind == ArrangementNoticeKind.Missed
            ? ArrangementLetter.News.Missed
            : ArrangementLetter.News.BillMissed;
        await TellAsync(
            arrangement, missed.Kind,
            new(news, missed.Amount, missed.DueOn, clock.Today.AddDays(rules.GraceDays), rules.GraceDays), ct);
        return true;
    }

    private async Task<bool> RemindAsync(
        PaymentArrangement arrangement, ArrangementRules rules, IReadOnlyList<PaymentPromise.Step> steps,
        CancellationToken ct)
    {
        var next = steps.FirstOrDefault(s => s.DueOn >= clock.Today && s.Unpaid.IsPositive);
        if (next is null || next.DueOn.AddDays(-rules.ReminderDays) > clock.Today
            || await ToldAsync(arrangement, ArrangementNoticeKind.Reminder, next.DueOn, ct) is not null)
        {
            return false;
        }

        await TellAsync(
            arrangement, ArrangementNoticeKind.Reminder,
            new(ArrangementLetter.News.Reminder, next.Unpaid, next.DueOn), ct);
        return true;
    }

    /// <summary>The last notice of it, unless a payment came back since: made up and lost is missed anew.</summary>
    private async Task<ArrangementNotice?> ToldAsync(
        PaymentArrangement arrangement, ArrangementNoticeKind kind, DateOnly dueOn, CancellationToken ct)
    {
        var told = await db.Set<ArrangementNotice>().AsNoTracking()
            .Where(n => n.ArrangementId == arrangement.Id && n.Kind == kind && n.DueOn == dueOn)
            .OrderByDescending(n => n.ToldOn).FirstOrDefaultAsync(ct);
        var cameBack = await (
            from reversal in db.PaymentReversals
            join payment in db.Payments on reversal.PaymentId equals payment.Id
            where payment.CustomerAccountId == arrangement.CustomerAccountId
            select (DateTimeOffset?)reversal.ReversedAt).MaxAsync(ct);
        return told is not null && cameBack is { } at && clock.DayOf(at) > told.ToldOn ? null : told;
    }

    private Task TellAsync(
        PaymentArrangement arrangement, ArrangementNoticeKind kind, ArrangementLetter.Figures figures,
        CancellationToken ct)
    {
        db.Add(new ArrangementNotice
        {
            ArrangementId = arrangement.Id, Kind = kind, DueOn = figures.On!.Value, ToldOn = clock.Today,
        });
        return tell.RunAsync(arrangement, figures, null, ct);
    }

    /// <summary>Something that should have been paid.</summary>
    private sealed record Missed(ArrangementNoticeKind Kind, DateOnly DueOn, Usd Amount);
}

/// <summary>
/// Every morning: follows every active arrangement. Safe to run twice and at once: FollowArrangement looks under the
/// account's lock.
/// </summary>
public sealed class FollowArrangements(PortalDbContext db, FollowArrangement follow)
{
    /// <summary>Accounts read at once.</summary>
    private const int Page = 500;

    /// <returns>For how many something followed.</returns>
    public async Task<int> RunAsync(CancellationToken ct)
    {
        var (followed, last) = (0, Guid.Empty);
        var each = new OneByOne(db, ct);
        while (true)
        {
            var accounts = await db.Set<PaymentArrangement>()
                .Where(a => a.State == ArrangementState.Active && a.CustomerAccountId > last)
                .Select(a => a.CustomerAccountId).Order().Take(Page).ToListAsync(ct);
            foreach (var account in accounts)
            {
                followed += await each.DoAsync(() => follow.RunAsync(account, ct)) ? 1 : 0;
            }

            if (accounts.Count < Page)
            {
                each.TellFaults();
                return followed;
            }

            last = accounts[^1];
        }
    }
}
