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

        // A read that is doubtful or did not come holds its account before any is priced.
        var period = await db.Set<BillingPeriod>().AsNoTracking().SingleAsync(p => p.Id == run.BillingPeriodId, ct);
        await db.Database.ExecuteSqlAsync($"set local jit = off", ct);
        await validateReads.RunAsync(new(BillingCycle: period.BillingCycle), ct);
        var terms = await chunks.TermsAsync(run, ct);
        await GatherAsync(run, terms, ct);
        await FindAsync(run, terms, ct);

        // Judging a large cycle outlasts the lease; the run's row was held all the while.
        if (!await chunks.FenceAsync(run, me, 0, ct))
        {
            return false;
        }

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
