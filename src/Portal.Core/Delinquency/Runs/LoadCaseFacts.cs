using Microsoft.EntityFrameworkCore;
using Portal.Core.Accounts;
using Portal.Core.Data;
using Portal.Core.Money;

namespace Portal.Core.Delinquency.Runs;

/// <summary>
/// Reads what a run must know of every account that is past due or has an open case: three statements, however many
/// accounts. What budget billing or an arrangement lets wait is asked of the function that says so everywhere else.
/// </summary>
public static class LoadCaseFacts
{
    /// <param name="accounts">Only these; null for all.</param>
    public static async Task<IReadOnlyList<CaseFacts>> OnAsync(
        PortalDbContext db, DateOnly day, IReadOnlyCollection<Guid>? accounts, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        Guid[] only = [.. accounts ?? []];
        var rows = await RowsAsync(db, day, accounts is null, only, ct);
        var steps = (await StepsAsync(db, accounts is null, only, ct)).ToLookup(s => s.CaseId);
        var holds = await HoldsAsync(db, day, accounts is null, only, ct);
        return [.. rows.Select(row => Facts(row, [.. steps[row.CaseId ?? Guid.Empty]], holds, day))];
    }

    private static Task<List<Row>> RowsAsync(
        PortalDbContext db, DateOnly day, bool isAll, Guid[] only, CancellationToken ct) =>
        db.Database.SqlQuery<Row>($"""
            with due as (
              select i.customer_account_id as account, sum(i.open_cents)::bigint as cents, min(i.due_on) as due_on,
                (array_agg(i.billed_on order by i.due_on, i.billed_on))[1] as billed_on,
                (array_agg(i.bill_id order by i.due_on, i.billed_on))[1] as bill_id,
                string_agg(distinct i.service, ' ') as services
              from open_item i
              where i.open_cents > 0 and i.due_on < {day} and not i.is_disputed
                and ({isAll} or i.customer_account_id = any({only}))
              group by i.customer_account_id)
            select a.id as "AccountId", a.closed_on is not null as "IsClosed",
              case when d.account is null then 0
                when exists (select from budget_entry e where e.customer_account_id = a.id)
                  or exists (select from payment_arrangement p where p.customer_account_id = a.id
                    and p.state = 'active') then coalesce(past_due_cents(a.id, {day}), 0)
                else d.cents end as "PastDueCents",
              d.due_on as "DueOn", coalesce(mailed.mailed_on, d.billed_on) as "BilledOn",
              coalesce(d.services, '') as "Services", c.id as "CaseId", c.pack_id as "PackId", c.ladder as "Ladder",
              c.state as "State", c.bill_mailed_on as "CaseBillMailedOn", c.due_on as "CaseDueOn",
              c.shut_off_on as "ShutOffOn", coalesce(amount_to_stop_cents(c.id), 0) as "ToStopCents"
            from due d
            full join (select * from delinquency_case o where o.closed_at is null
                and ({isAll} or o.customer_account_id = any({only}))) c on c.customer_account_id = d.account
            join customer_account a on a.id = coalesce(d.account, c.customer_account_id)
            left join lateral (
              select max(b.mailed_on) as mailed_on from print_batch_bill p join print_batch b on b.id = p.batch_id
              where p.bill_id = d.bill_id) mailed on true
            order by a.id
            """).ToListAsync(ct);

    private static Task<List<Step>> StepsAsync(PortalDbContext db, bool isAll, Guid[] only, CancellationToken ct) =>
        db.Database.SqlQuery<Step>($"""
            select s.case_id as "CaseId", s.step_code as "Code", max(s.at_city) as "AtCity",
              bool_or(s.no > coalesce((select max(r.no) from delinquency_step r
                where r.case_id = s.case_id and r.event = 'restart'), 0)) as "Stands"
            from delinquency_step s join delinquency_case c on c.id = s.case_id and c.closed_at is null
            where s.step_code is not null and ({isAll} or c.customer_account_id = any({only}))
            group by s.case_id, s.step_code
            """).ToListAsync(ct);

    private static async Task<ILookup<Guid, Hold>> HoldsAsync(
        PortalDbContext db, DateOnly day, bool isAll, Guid[] only, CancellationToken ct) =>
        (await db.Database.SqlQuery<Hold>($"""
            select coalesce(h.customer_account_id, {Guid.Empty}) as "AccountId", h.kind as "Kind",
              h.starts_on as "StartsOn", h.ends_on as "EndsOn"
            from standing_hold h
            where h.starts_on <= {day} and (h.ends_on is null or h.ends_on >= {day.AddDays(-200)})
              and ({isAll} or h.customer_account_id is null or h.customer_account_id = any({only}))
            """).ToListAsync(ct)).ToLookup(h => h.AccountId);

    private static CaseFacts Facts(Row row, IReadOnlyList<Step> steps, ILookup<Guid, Hold> holds, DateOnly day)
    {
        List<Hold> all = [.. holds[row.AccountId], .. holds[Guid.Empty]];
        return new(row.AccountId, row.IsClosed, new(row.PastDueCents), row.DueOn, row.BilledOn)
        {
            Services = [.. row.Services.Split(' ', StringSplitOptions.RemoveEmptyEntries)
                .Select(EnumWords<UtilityService>.Read)],
            Holds = [.. all.Where(h => h.EndsOn is null || h.EndsOn >= day).Select(h => h.Kind)
                .Distinct().Order(StringComparer.Ordinal)],
            IsLapsed = row.ShutOffOn is { } printed
                && all.Any(h => h.StartsOn <= printed && h.EndsOn >= printed && h.EndsOn < day),
            Case = row.CaseId is not { } id ? null : new(
                id, row.PackId!.Value, row.Ladder!, EnumWords<CaseState>.Read(row.State!),
                row.CaseBillMailedOn!.Value, row.CaseDueOn!.Value, row.ShutOffOn, new(row.ToStopCents))
            {
                Given = steps.Where(s => s.Stands).ToDictionary(s => s.Code, s => s.AtCity),
                Told = steps.Select(s => s.Code).ToHashSet(),
            },
        };
    }

    private sealed record Row(
        Guid AccountId, bool IsClosed, long PastDueCents, DateOnly? DueOn, DateOnly? BilledOn, string Services,
        Guid? CaseId, Guid? PackId, string? Ladder, string? State, DateOnly? CaseBillMailedOn, DateOnly? CaseDueOn,
        DateOnly? ShutOffOn, long ToStopCents);

    private sealed record Step(Guid CaseId, string Code, DateTime AtCity, bool Stands);

    private sealed record Hold(Guid AccountId, string Kind, DateOnly StartsOn, DateOnly? EndsOn);
}
