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
        var ended = await EndLostAsync(ct);
        var due = await Waiting(clock.Today).Take(BillsPerRun).ToListAsync(ct);
        foreach (var (enrollmentId, _) in due.Select(d => (d.EnrollmentId, d.BillId)).DistinctBy(d => d.EnrollmentId))
        {
            await using var tx = await db.Database.BeginTransactionAsync(ct);
            var accountId = await db.AutopayEnrollments.Where(e => e.Id == enrollmentId)
                .Select(e => e.CustomerAccountId).SingleAsync(ct);
            await db.LockAccountAsync(accountId, ct);
            var enrollment = await db.AutopayEnrollments.AsNoTracking().SingleAsync(e => e.Id == enrollmentId, ct);
            await OfEnrollmentAsync(enrollment, ct);
            await tx.CommitAsync(ct);
            db.ChangeTracker.Clear();
        }

        return ended + due.Count;
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
        var amount = Usd.Max(await ToPromiseAsync(enrollment, bill.DueOn, ct), Usd.Zero);
        var draft = new Draft
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
            CreatedAt = clock.Now,
            ChangedAt = clock.Now,
        };
        DraftWhy? why = amount < DraftFacts.Smallest
            ? amount.IsPositive ? DraftWhy.TooSmall : DraftWhy.NothingDue
            : day is null ? DraftWhy.NoNotice : null;
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
            draft.Apply(DraftEvent.Skip, clock.Now, DraftWhy.NoNotice);
            await db.RecordAsync(draft, DraftEvent.Skip, Actor.System, clock.Now, ct);
        }
        else if (why == DraftWhy.NoNotice && bill.IssuedAt > enrollment.EnrolledAt)
        {
            // Who enrolled with the bill in hand was told on the page.
            await tell.LeftAsync(draft, ct);
        }
    }

    /// <summary>What is due by the bill's day, less what is on its way and what drafts before it will take.</summary>
    private async Task<Usd> ToPromiseAsync(AutopayEnrollment enrollment, DateOnly dueOn, CancellationToken ct)
    {
        var due = await db.DueByAsync(enrollment.CustomerAccountId, dueOn, ct);
        var inFlight = (await db.InProgressAsync([enrollment.CustomerAccountId], ct))
            .GetValueOrDefault(enrollment.CustomerAccountId)?.InFlight ?? Usd.Zero;
        var promised = await db.Drafts
            .Where(d => d.CustomerAccountId == enrollment.CustomerAccountId && d.Source == DraftSource.Autopay
                && (d.State == DraftState.Promised || d.State == DraftState.Sending))
            .Select(d => d.Amount).SumUsdAsync(ct);
        var open = due - inFlight - promised;
        return enrollment.Cap is { } cap ? Usd.Min(cap, open) : open;
    }

    private async Task<int> EndLostAsync(CancellationToken ct)
    {
        var lost = await (
            from enrollment in db.AutopayEnrollments
            join account in db.CustomerAccounts on enrollment.CustomerAccountId equals account.Id
            where enrollment.State != AutopayState.Ended
                && !db.AccountLinks.Any(l => l.UserId == enrollment.UserId && l.CustomerAccountId == account.Id
                    && l.EndedAt == null && l.Level != Accounts.AccountLevel.SeeBills)
            orderby enrollment.Id
            select account.Id).Take(BillsPerRun).ToListAsync(ct);
        foreach (var account in lost)
        {
            await leave.RunAsync(new(account, null, AutopayWhy.LinkEnded, Actor.System), ct);
            db.ChangeTracker.Clear();
        }

        return lost.Count;
    }

    private sealed class WaitingBill
    {
        public Guid EnrollmentId { get; init; }

        public Guid BillId { get; init; }
    }
}
