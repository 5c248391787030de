using Microsoft.EntityFrameworkCore;
using Portal.Core.Accounts.Access;
using Portal.Core.Billing;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Delinquency;
using Portal.Core.Mail.Bounces;
using Portal.Core.Money;
using Portal.Core.Payments;
using Portal.Core.Payments.Autopay;

namespace Portal.Core.Accounts;

/// <summary>
/// Everything My home says about a resident's accounts, in a number of queries that does not grow with the accounts:
/// what is owed, use, what happened lately, what autopay will do, and whether a passkey is set up.
/// </summary>
/// <param name="Invitations">Waiting for this person's answer.</param>
public sealed record HomeOverview(IReadOnlyList<AccountOverview> Accounts, bool HasPasskey, int Invitations)
{
    /// <summary>Events shown for each account.</summary>
    public const int RecentShown = 6;

    /// <summary>So long home says that bills come on paper because mail came back.</summary>
    private const int MailCameBackDays = 60;

    /// <param name="userId">The resident; only accounts linked to them are read.</param>
    /// <param name="clock">The city's day decides what is past due.</param>
    public static async Task<HomeOverview> ForAsync(
        PortalDbContext db, Guid userId, BusinessClock clock, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(clock);
        var today = clock.Today;
        var rows = await OwedAsync(db, userId, today, ct);
        var ids = rows.Select(r => r.Id).ToArray();
        var use = ids.Length == 0
            ? []
            : await UseAsync(db, ids, today, ct);
        var recent = ids.Length == 0 ? [] : await RecentEvent.ForAsync(db, userId, ids, RecentShown, ct);
        var autopay = await NextDraft.ForAsync(
            db, [.. rows.Where(r => r.HasAutopay).Select(r => r.Id)], clock, ct);
        var invitations = db.InvitationsFor(userId, new(today, TimeOnly.MinValue, TimeSpan.Zero));
        var person = await db.Users.Where(u => u.Id == userId)
            .Select(u => new
            {
                HasPasskey = db.UserPasskeys.Any(p => p.UserId == userId),
                Invitations = invitations.Count(),
            }).SingleAsync(ct);
        return new(
            [
                .. rows.Select(r => Overview(
                    r, use.GetValueOrDefault(r.Id) ?? [], [.. recent.Where(e => e.AccountId == r.Id)])
                    with { Autopay = autopay.GetValueOrDefault(r.Id) }),
            ],
            person.HasPasskey,
            person.Invitations);
    }

    private static Task<List<Row>> OwedAsync(
        PortalDbContext db, Guid userId, DateOnly today, CancellationToken ct) =>
        db.Database.SqlQuery<Row>($"""
            select a.id as "Id", l.level as "Level", a.number as "Number", p.line1 as "Line1", p.line2 as "Line2",
                   a.closed_on as "ClosedOn", a.deferred_cents as "DeferredCents",
                   owed.next_due_on as "NextDueOn", owed.past_due_on as "PastDueOn",
                   owed.past_due_cents as "PastDueCents", owed.has_arrangement as "HasArrangement",
                   owed.was_on_budget or exists (
                     select from budget_enrollment n where n.customer_account_id = a.id and n.state <> 'ended')
                     as "HasBudget",
                   exists (select from autopay_enrollment t where t.customer_account_id = a.id and t.state <> 'ended')
                     as "HasAutopay",
                   coalesce((select sum(d.amount_cents) from deposit_demand d where d.customer_account_id = a.id
                     and not exists (select from deposit_demand_drop x where x.demand_id = d.id)
                     and not exists (select from security_deposit x where x.demand_id = d.id)), 0)::bigint
                     as "DepositCents",
                   asking.asked_cents as "AskedCents", asking.arranged_cents as "ArrangedCents",
                   asking.arranged_on as "ArrangedOn", asking.arranged_next_cents as "NextCents",
                   asking.disputed_cents as "DisputedCents",
                   a.bill_delivery = 'paper' and exists (select from mail_came_back m
                     where m.customer_account_id = a.id and m.at > {today.AddDays(-MailCameBackDays)}::date)
                     as "MailCameBack",
                   off.case_id as "CaseId", off.state as "CaseState", off.shut_off_on as "ShutOffOn",
                   off.to_pay_cents as "ToStopCents", off.held_by as "HeldBy", off.is_restoring as "IsRestoring",
                   stop.address as "StoppedAddress", stop.cause as "StopCause",
                   coalesce(flight.cents, 0)::bigint as "InFlightCents", flight.started_at as "InFlightSince",
                   live.id as "LiveAttemptId", live.amount_cents as "LiveCents", live.started_at as "LiveSince",
                   bill.id as "BillId", bill.period_from as "PeriodFrom", bill.period_to as "PeriodTo",
                   bill.issued_on as "IssuedOn", bill.due_on as "BillDueOn", bill.asked_cents as "AmountDueCents",
                   paid.received_at as "PaidAt", paid.amount_cents as "PaidCents"
            from account_link l join customer_account a on a.id = l.customer_account_id
            join premise p on p.id = a.premise_id
            cross join lateral owed_on(a.id, {today}) owed cross join lateral asking_on(a.id, {today}) asking
            cross join lateral (
              select sum(s.amount_cents) as cents, min(t.changed_at) as started_at
              from payment_attempt_share s join payment_attempt t on t.id = s.attempt_id
              where s.customer_account_id = a.id and s.is_in_flight) flight
            left join lateral shut_off_standing(a.id, {today}) off on true
            left join lateral mail_stop_for(a.id, l.user_id, l.level) stop on true
            left join lateral (
              select t.id, s.amount_cents, t.created_at as started_at
              from payment_attempt_share s join payment_attempt t on t.id = s.attempt_id
              where s.customer_account_id = a.id and s.is_live and t.user_id = {userId}
                and t.draft_id is null) live on true
            left join lateral (
              select b.id, b.period_from, b.period_to, b.issued_on, b.due_on,
                b.total_due_cents - coalesce((select e.gathered_cents from budget_entry e
                  where e.bill_id = b.id and e.kind = 'bill'), 0)
                  - coalesce((select w.arranged_cents + w.disputed_cents from bill_wait w
                  where w.bill_id = b.id), 0) as asked_cents
              from bill b where b.customer_account_id = a.id
                and not exists (select from bill_cancellation c where c.bill_id = b.id)
              order by b.issued_on desc limit 1) bill on true
            left join lateral (
              select y.received_at, y.amount_cents from payment y
              where y.customer_account_id = a.id
                and not exists (select from payment_reversal r where r.payment_id = y.id)
              order by y.received_at desc limit 1) paid on true
            where l.user_id = {userId} and l.ended_at is null order by l.linked_at, a.number
            """).ToListAsync(ct);

    private static async Task<Dictionary<Guid, IReadOnlyList<UseMonth>>> UseAsync(
        PortalDbContext db, Guid[] accountIds, DateOnly today, CancellationToken ct)
    {
        var since = today.AddMonths(-UseSeries.MonthsToRead);
        var reads = await (
            from bill in db.Bills
            join read in db.BillReads on bill.Id equals read.BillId
            where accountIds.Contains(bill.CustomerAccountId) && bill.PeriodFrom >= since
                && !db.BillCancellations.Any(c => c.BillId == bill.Id)
            select new { bill.CustomerAccountId, read }).AsNoTracking().ToListAsync(ct);
        return reads.GroupBy(r => r.CustomerAccountId)
            .ToDictionary(g => g.Key, g => UseSeries.Of(g.Select(r => r.read)));
    }

    private static AccountOverview Overview(
        Row r, IReadOnlyList<UseMonth> use, IReadOnlyList<RecentEvent> recent) => new()
        {
            Id = r.Id,
            Level = EnumWords<AccountLevel>.Read(r.Level),
            Number = r.Number,
            ClosedOn = r.ClosedOn,
            MailCameBack = r.MailCameBack == true,
            MailStopped = r.StopCause is { } why ? (r.StoppedAddress!, EnumWords<StopCause>.Read(why)) : null,
            ShutOff = r.CaseId is { } pursued
                ? ShutOffStanding.Of(
                    r.Id, pursued, r.CaseState!, r.ShutOffOn, r.ToStopCents ?? 0, r.HeldBy, r.IsRestoring == true)
                : null,
            DepositDemanded = new(r.DepositCents),
            Place = r.Line2 is null ? r.Line1 : $"{r.Line1}, {r.Line2}",
            Due = new(r.AskedCents),
            Asking = new(
                new(r.AskedCents), new(r.ArrangedCents), r.ArrangedOn, new(r.NextCents), new(r.DisputedCents)),
            Deferred = new(r.DeferredCents),
            HasBudget = r.HasBudget,
            HasArrangement = r.HasArrangement,
            InFlight = new(r.InFlightCents),
            InFlightSince = r.InFlightSince,
            PastDue = new(r.PastDueCents),
            DueOn = r.PastDueOn ?? r.NextDueOn,
            NextDueOn = r.NextDueOn,
            Live = r.LiveAttemptId is { } id ? new(id, new(r.LiveCents!.Value), r.LiveSince!.Value) : null,
            LastBill = r.BillId is { } bill
            ? new(bill, r.PeriodFrom!.Value, r.PeriodTo!.Value, r.IssuedOn!.Value, r.BillDueOn!.Value,
                new(r.AmountDueCents!.Value))
            : null,
            LastPaid = r.PaidAt is { } at ? new(at, new(r.PaidCents!.Value)) : null,
            Use = use,
            Recent = recent,
        };

    private sealed record Row(
        Guid Id,
        string Level,
        string Number,
        string Line1,
        string? Line2,
        DateOnly? ClosedOn,
        long DeferredCents,
        DateOnly? NextDueOn,
        DateOnly? PastDueOn,
        long PastDueCents,
        bool HasArrangement,
        long AskedCents,
        long ArrangedCents,
        DateOnly? ArrangedOn,
        long NextCents,
        long DisputedCents,
        bool HasBudget,
        bool HasAutopay,
        long DepositCents,
        bool? MailCameBack,
        Guid? CaseId,
        string? CaseState,
        DateOnly? ShutOffOn,
        long? ToStopCents,
        string? HeldBy,
        bool? IsRestoring,
        string? StoppedAddress,
        string? StopCause,
        long InFlightCents,
        DateTimeOffset? InFlightSince,
        Guid? LiveAttemptId,
        long? LiveCents,
        DateTimeOffset? LiveSince,
        Guid? BillId,
        DateOnly? PeriodFrom,
        DateOnly? PeriodTo,
        DateOnly? IssuedOn,
        DateOnly? BillDueOn,
        long? AmountDueCents,
        DateTimeOffset? PaidAt,
        long? PaidCents);
}
