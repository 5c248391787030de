using Microsoft.EntityFrameworkCore;
using Portal.Core.Billing;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Money;
using Portal.Core.Payments.Autopay;
using Portal.Core.Staff;

namespace Portal.Core.Payments.Drafts;

/// <summary>
/// The worker's turn at bills of accounts on autopay: announces a draft for each, with amount and day, in one
/// transaction with its letter. A bill without room for the notice gets a draft that is skipped, so that its page can
/// say so. Also ends autopay of those who may no longer pay the account, and of closed accounts. Safe to repeat.
/// </summary>
public sealed class PromiseDrafts(
    PortalDbContext db, LeaveAutopay leave, TellDraft tell, BusinessClock clock)
{
    public const int BillsPerRun = 50;

    /// <returns>How many drafts and ends of autopay were written.</returns>
    public async Task<int> RunAsync(CancellationToken ct)
    {
        var each = new OneByOne(db, ct);
        var lost = await LostAsync(ct);
        foreach (var (account, why) in lost)
        {
            await each.DoAsync(() => leave.RunAsync(new(account, null, why, Actor.System), ct));
        }

        var due = await Waiting(clock.Today).Take(BillsPerRun).ToListAsync(ct);
        foreach (var enrollment in due.Select(d => d.EnrollmentId).Distinct())
        {
            await each.DoAsync(() => PromiseAsync(enrollment, ct));
        }

        each.TellFaults();
        return lost.Count + due.Count;
    }

    private async Task PromiseAsync(Guid enrollmentId, CancellationToken ct)
    {
        await using var tx = await db.Database.BeginTransactionAsync(ct);
        var accountId = await db.AutopayEnrollments.Where(e => e.Id == enrollmentId)
            .Select(e => e.CustomerAccountId).SingleAsync(ct);
        await db.LockAccountAsync(accountId, ct);
        var enrollment = await db.AutopayEnrollments.AsNoTracking().SingleAsync(e => e.Id == enrollmentId, ct);
        if (enrollment.State == AutopayState.Active)
        {
            await OfEnrollmentAsync(enrollment, ct);
        }

        await tx.CommitAsync(ct);
    }

    /// <summary>
    /// Announces what is open of one enrollment, in the caller's transaction, which holds the account's lock.
    /// </summary>
    internal async Task OfEnrollmentAsync(AutopayEnrollment enrollment, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(enrollment);
        var bills = await (
            from waiting in Waiting(clock.Today)
            join bill in db.Bills on waiting.BillId equals bill.Id
            where waiting.EnrollmentId == enrollment.Id
            orderby bill.DueOn
            select bill).AsNoTracking().ToListAsync(ct);
        foreach (var bill in bills)
        {
            await PromiseAsync(enrollment, bill, ct);
        }
    }

    /// <summary>Bills of accounts with active autopay that are not due yet and have no draft.</summary>
    private IQueryable<WaitingBill> Waiting(DateOnly today) =>
        from enrollment in db.AutopayEnrollments
        join bill in db.Bills on enrollment.CustomerAccountId equals bill.CustomerAccountId
        where enrollment.State == AutopayState.Active && bill.DueOn >= today
            && !db.BillCancellations.Any(c => c.BillId == bill.Id)
            && !db.Drafts.Any(d => d.EnrollmentId == enrollment.Id && d.BillId == bill.Id)
        orderby bill.DueOn, bill.Id
        select new WaitingBill { EnrollmentId = enrollment.Id, BillId = bill.Id };

    private async Task PromiseAsync(AutopayEnrollment enrollment, Bill bill, CancellationToken ct)
    {
        var language = await db.Users.Where(u => u.Id == enrollment.UserId).Select(u => u.Language).SingleAsync(ct);
        var day = DraftDay.Of(enrollment.Rule, enrollment.RuleDay, bill.DueOn, clock.Today);
        var amount = Usd.Max(
            await db.ToPromiseAsync(enrollment.CustomerAccountId, enrollment.Cap, bill.DueOn, ct), Usd.Zero);
        var draft = Make(enrollment, bill, amount, day, language, clock.Now);
        DraftWhy? why = amount < DraftFacts.Smallest
            ? amount.IsPositive ? DraftWhy.TooSmall : DraftWhy.NothingDue
            : day is null ? DraftWhy.NoNotice : await WhyNotAsync(draft, ct);
        if (why is null)
        {
            draft.SendFrom(DraftDay.SendFrom(clock, draft.PlannedOn), clock.Today);
        }

        var e = why is null ? DraftEvent.Promise : DraftEvent.Skip;
        draft.Apply(e, clock.Now, why);
        db.Add(draft);
        await db.SaveChangesAsync(ct);
        await db.RecordAsync(draft, e, Actor.System, clock.Now, ct);
        if (why is null && !await tell.PromisedAsync(draft, ct))
        {
            // Nobody could be told: what was not announced is not taken.
            draft.Apply(DraftEvent.Skip, clock.Now, DraftWhy.NotTold);
            await db.RecordAsync(draft, DraftEvent.Skip, Actor.System, clock.Now, ct);
        }
        else if (why is DraftWhy.NotAllowed or DraftWhy.MethodRemoved
            || (why == DraftWhy.NoNotice && bill.IssuedAt > enrollment.EnrolledAt))
        {
            // Who enrolled with the bill in hand was told on the page.
            await tell.LeftAsync(draft, ct);
        }
    }

    /// <summary>The draft of a bill, as it is announced, or would be.</summary>
    internal static Draft Make(
        AutopayEnrollment enrollment, Bill bill, Usd amount, DateOnly? day, string language, DateTimeOffset at) => new()
        {
            Id = Guid.CreateVersion7(),
            Source = DraftSource.Autopay,
            CustomerAccountId = enrollment.CustomerAccountId,
            EnrollmentId = enrollment.Id,
            BillId = bill.Id,
            UserId = enrollment.UserId,
            ConsentId = enrollment.ConsentId,
            Language = language,
            Amount = amount,
            PlannedOn = day ?? BankingDays.OnOrBefore(bill.DueOn),
            CreatedAt = at,
            ChangedAt = at,
        };

    /// <summary>
    /// What stands in its way already. A card that will have expired can be replaced until then: it is announced, and
    /// the letter says so.
    /// </summary>
    private async Task<DraftWhy?> WhyNotAsync(Draft draft, CancellationToken ct) =>
        (await DraftFacts.OfAsync(db, draft, clock, ct)).Decide(draft, draft.PlannedOn, lastDay: null)
            is DraftAnswer.Leave(var why and not DraftWhy.MethodExpired) ? why : null;

    /// <summary>Whose owner may no longer pay, and closed accounts of which nothing more will be taken.</summary>
    private async Task<List<(Guid Account, AutopayWhy Why)>> LostAsync(CancellationToken ct)
    {
        var today = clock.Today;
        var rows = await (
            from enrollment in db.AutopayEnrollments
            join account in db.CustomerAccounts on enrollment.CustomerAccountId equals account.Id
            let mayPay = db.AccountLinks.Any(l => l.UserId == enrollment.UserId && l.CustomerAccountId == account.Id
                && l.EndedAt == null && l.Level != Accounts.AccountLevel.SeeBills)
            let isOver = account.ClosedOn != null
                && !db.Drafts.Any(d => d.EnrollmentId == enrollment.Id && (d.State == DraftState.Promised
                    || d.State == DraftState.Sending || d.State == DraftState.OnItsWay))
                && !db.Bills.Any(b => b.CustomerAccountId == account.Id && b.DueOn >= today
                    && !db.Drafts.Any(d => d.EnrollmentId == enrollment.Id && d.BillId == b.Id))
            where enrollment.State != AutopayState.Ended && (!mayPay || isOver)
            orderby enrollment.Id
            select new { account.Id, mayPay }).Take(BillsPerRun).ToListAsync(ct);
        return [.. rows.Select(r => (r.Id, r.mayPay ? AutopayWhy.AccountClosed : AutopayWhy.LinkEnded))];
    }

    private sealed class WaitingBill
    {
        public Guid EnrollmentId { get; init; }

        public Guid BillId { get; init; }
    }
}
