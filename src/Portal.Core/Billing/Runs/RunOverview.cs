using Microsoft.EntityFrameworkCore;
using Portal.Core.Accounts;
using Portal.Core.Data;
using Portal.Core.Money;

namespace Portal.Core.Billing.Runs;

/// <summary>A run as the office sees it: how far it is, what it would bill or has billed, what was found.</summary>
public sealed record RunOverview
{
    /// <summary>Changes shown at once, the biggest first.</summary>
    public const int Shown = 10;

    public required BillRun Run { get; init; }

    public required BillingPeriod Period { get; init; }

    public required BillingCycle Cycle { get; init; }

    public required string PreparedBy { get; init; }

    public string? ReleasedBy { get; init; }

    /// <summary>Items by state.</summary>
    public required IReadOnlyDictionary<BillRunItemState, int> States { get; init; }

    /// <summary>Bills and money by class and service; empty until the preview is complete.</summary>
    public required IReadOnlyList<Total> Totals { get; init; }

    /// <summary>Its bills on budget billing; null when there are none.</summary>
    public OnBudget? Budget { get; init; }

    /// <summary>What was found, with the accounts it concerns.</summary>
    public required IReadOnlyList<Found> Findings { get; init; }

    /// <summary>Items by flag.</summary>
    public required IReadOnlyList<Flagged> Flags { get; init; }

    public required IReadOnlyList<RunItemRow> BiggestChanges { get; init; }

    /// <summary>How much of the stage that is going on is done, 0 to 100.</summary>
    public int Percent => Run.Accounts == 0 ? 0 : (int)(Run.Done * 100L / Run.Accounts);

    public int Count(BillRunItemState state) => States.GetValueOrDefault(state);

    /// <returns>Null when there is no such run.</returns>
    public static async Task<RunOverview?> OfAsync(PortalDbContext db, Guid id, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        var head = await (
            from run in db.Set<BillRun>()
            join period in db.Set<BillingPeriod>() on run.BillingPeriodId equals period.Id
            join cycle in db.BillingCycles on period.BillingCycle equals cycle.Code
            where run.Id == id
            select new { run, period, cycle }).AsNoTracking().SingleOrDefaultAsync(ct);
        if (head is null)
        {
            return null;
        }

        var items = db.Set<BillRunItem>().Where(i => i.RunId == id);
        return new()
        {
            Run = head.run,
            Period = head.period,
            Cycle = head.cycle,
            PreparedBy = await NameOfAsync(db, head.run.PreparedBy, ct),
            ReleasedBy = head.run.ReleasedBy is { } by ? await NameOfAsync(db, by, ct) : null,
            States = await items.GroupBy(i => i.State).Select(g => new { g.Key, Count = g.Count() })
                .ToDictionaryAsync(g => g.Key, g => g.Count, ct),
            Totals = await TotalsAsync(db, id, ct),
            Budget = await db.Database.SqlQuery<BudgetRow>($"""
                select count(*)::int as bills, coalesce(sum(total_cents), 0)::bigint as charged,
                  coalesce(sum(asked_cents), 0)::bigint as asked
                from bill_run_item where run_id = {id} and asked_cents is not null
                """).SingleAsync(ct) is { bills: > 0 } budget
                ? new(budget.bills, new(budget.charged), new(budget.asked))
                : null,
            Findings = await FindingsAsync(db, id, ct),
            Flags = await db.Database.SqlQuery<Flagged>($"""
                select flag, count(*)::int as accounts from bill_run_item, unnest(flags) flag
                where run_id = {id} group by flag order by flag
                """).ToListAsync(ct),
            BiggestChanges = await RunItemRow.BiggestAsync(db, id, Shown, ct),
        };
    }

    private static async Task<List<Total>> TotalsAsync(PortalDbContext db, Guid id, CancellationToken ct)
    {
        var rows = await db.Database.SqlQuery<TotalRow>($"""
            select customer_class, service, bills, cents from bill_run_total where run_id = {id}
            """).ToListAsync(ct);
        return
        [
            .. rows.Select(r => new Total(
                    RunWords.Class(r.customer_class), RunWords.Service(r.service), r.bills, new(r.cents)))
                .OrderBy(t => t.CustomerClass).ThenBy(t => t.Service),
        ];
    }

    private static async Task<List<Found>> FindingsAsync(PortalDbContext db, Guid id, CancellationToken ct)
    {
        var rows = await db.Database.SqlQuery<FoundRow>($"""
            select code, blocks, count(distinct customer_account_id)::int as accounts,
              (array_agg(array_to_string(detail, ' ') order by detail) filter (where customer_account_id is null))
                as notes
            from bill_run_finding where run_id = {id} group by code, blocks
            """).ToListAsync(ct);
        return
        [
            .. rows.Select(r => new Found(RunWords.Code(r.code), r.blocks, r.accounts, r.notes ?? []))
                .OrderByDescending(f => f.Blocks).ThenBy(f => f.Code),
        ];
    }

    /// <summary>A staff member's name; another actor's as it is.</summary>
    private static async Task<string> NameOfAsync(PortalDbContext db, string actor, CancellationToken ct) =>
        actor.Split(':') is ["staff", var id] && Guid.TryParse(id, out var user)
            ? await db.Users.Where(u => u.Id == user).Select(u => u.DisplayName).SingleOrDefaultAsync(ct) ?? actor
            : actor;

    /// <summary>Bills and money of one class and service.</summary>
    public sealed record Total(CustomerClass CustomerClass, UtilityService Service, int Bills, Usd Amount);

    /// <summary>Bills that ask for a budget amount in place of what they charge.</summary>
    public sealed record OnBudget(int Bills, Usd Charged, Usd Asked);

    /// <summary>One kind of finding.</summary>
    /// <param name="Notes">Of the run as a whole.</param>
    public sealed record Found(FindingCode Code, bool Blocks, int Accounts, IReadOnlyList<string> Notes);

    /// <summary>One kind of flag.</summary>
    public sealed record Flagged(string Flag, int Accounts);

    private sealed record BudgetRow(int bills, long charged, long asked);

    private sealed record TotalRow(string customer_class, string service, int bills, long cents);

    private sealed record FoundRow(string code, bool blocks, int accounts, string[]? notes);
}
