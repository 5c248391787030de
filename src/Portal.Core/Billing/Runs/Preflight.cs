using Microsoft.EntityFrameworkCore;
using Portal.Core.Billing.Rates;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Reads.Validation;

namespace Portal.Core.Billing.Runs;

/// <summary>
/// Judges the reads of a run's cycle, gathers its accounts into chunks, once, and finds what concerns no single account
/// of it: accounts in no cycle, meters that turn for nobody, the rate versions that will price. What concerns one
/// account is found when it is priced.
/// </summary>
public sealed class Preflight(PortalDbContext db, RunChunks chunks, ValidateReads validateReads, BusinessClock clock)
{
    /// <returns>False when the run is no longer this worker's.</returns>
    internal async Task<bool> RunAsync(BillRun run, Guid me, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(run);
        if (run.GatheredAt is not null)
        {
            return true;
        }

        // A read that is doubtful or did not come holds its account before any is priced. To judge a large cycle takes
        // minutes: nothing of the run is locked meanwhile, so that a stop falls at once.
        var period = await db.Set<BillingPeriod>().AsNoTracking().SingleAsync(p => p.Id == run.BillingPeriodId, ct);
        if (!await chunks.WhileMineAsync(
            run, me, c => validateReads.RunAsync(new(BillingCycle: period.BillingCycle), c), ct))
        {
            return false;
        }

        await using var tx = await ActTransaction.BeginOrJoinAsync(db, ct);
        if (!await chunks.FenceAsync(run, me, 0, ct))
        {
            return false;
        }

        if (await db.Database.ExecuteSqlAsync($"""
            update bill_run set gathered_at = {clock.Now} where id = {run.Id} and gathered_at is null
            """, ct) == 0)
        {
            return true;
        }

        await db.Database.ExecuteSqlAsync($"set local jit = off", ct);
        var terms = await chunks.TermsAsync(run, ct);
        await GatherAsync(run, terms, ct);
        await FindAsync(run, terms, ct);
        await tx.CommitAsync(ct);
        return true;
    }

    /// <summary>Every open account of the cycle that has no bill of this period yet.</summary>
    private async Task GatherAsync(BillRun run, RunTerms terms, CancellationToken ct)
    {
        db.RequireTransaction();
        await db.Database.ExecuteSqlAsync($"""
            insert into bill_run_chunk (run_id, no, account_ids)
            select {run.Id}, 1 + (place - 1) / {chunks.Size}, array_agg(id order by id)
            from (
              select a.id, row_number() over (order by a.id) as place
              from customer_account a
              where a.closed_on is null
                and a.billing_cycle = (select billing_cycle from billing_period where id = {run.BillingPeriodId})
                and not exists (
                  select from bill b where b.customer_account_id = a.id and b.period_to >= {terms.To})) member
            group by 2
            """, ct);
        await db.Database.ExecuteSqlAsync($"""
            update bill_run set done = 0, accounts = (
              select coalesce(sum(cardinality(account_ids)), 0) from bill_run_chunk where run_id = {run.Id})
            where id = {run.Id}
            """, ct);
    }

    private async Task FindAsync(BillRun run, RunTerms terms, CancellationToken ct)
    {
        db.RequireTransaction();
        await db.Database.ExecuteSqlAsync($"""
            insert into bill_run_finding (run_id, customer_account_id, code, blocks)
            select {run.Id}, a.id, 'missing_cycle', false from customer_account a
            where a.billing_cycle is null and a.closed_on is null and exists (
              select from service_agreement g where g.customer_account_id = a.id
                and g.starts_on < {terms.To} and (g.ends_on is null or g.ends_on > {terms.From}))
            """, ct);
        // A run bills no canceled period again (decision 0020): of this period, or of one before, it says so.
        await db.Database.ExecuteSqlAsync($"""
            insert into bill_run_finding (run_id, customer_account_id, code, blocks, detail)
            select {run.Id}, a.id, 'canceled_unbilled', false,
              array[b.number::text, b.period_from::text, b.period_to::text]
            from bill_cancellation c
            join bill b on b.id = c.bill_id and b.period_from < {terms.To}
            join customer_account a on a.id = b.customer_account_id
              and a.billing_cycle = (select billing_cycle from billing_period where id = {run.BillingPeriodId})
            where not exists (select from bill n where n.rebills_id = b.id)
              and not exists (
                select from bill s where s.customer_account_id = a.id
                  and s.period_from < b.period_to and s.period_to > b.period_from
                  and not exists (select from bill_cancellation x where x.bill_id = s.id))
              and exists (
                select from service_agreement g where g.customer_account_id = a.id
                  and g.starts_on < b.period_to and (g.ends_on is null or g.ends_on > b.period_from))
            """, ct);
        await db.Database.ExecuteSqlAsync($"""
            insert into bill_run_finding (run_id, customer_account_id, code, blocks, detail)
            select {run.Id}, last.customer_account_id, 'closed_with_use', false,
              array[s.meter_number, last.ends_on::text, (newest.reading - final.reading)::text]
            from service_agreement last
            join service_point s on s.id = last.service_point_id and s.meter_number is not null
            join route r on r.code = s.route
              and r.billing_cycle = (select billing_cycle from billing_period where id = {run.BillingPeriodId})
            cross join lateral (
              select m.reading from meter_read m where m.service_point_id = s.id and m.read_on <= last.ends_on
              order by m.read_on desc limit 1) final
            cross join lateral (
              select m.reading from meter_read m where m.service_point_id = s.id and m.read_on > last.ends_on
              order by m.read_on desc limit 1) newest
            where last.ends_on <= {terms.From} and newest.reading > final.reading and not exists (
              select from service_agreement later
              where later.service_point_id = s.id and later.starts_on > last.starts_on)
            """, ct);
        await db.Database.ExecuteSqlAsync($"""
            insert into bill_run_finding (run_id, code, blocks, detail)
            select distinct on (code) {run.Id}, 'rate_version', false, array[code, effective_on::text]
            from rate_schedule where effective_on <= {terms.BillOn} and state = 'released'
              and code <> {RateVersion.SettingsCode}
            order by code, effective_on desc, version desc
            """, ct);
    }
}
