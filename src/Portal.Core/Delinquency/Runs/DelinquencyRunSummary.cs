using Microsoft.EntityFrameworkCore;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Lists;
using Portal.Core.Money;

namespace Portal.Core.Delinquency.Runs;

/// <summary>How a run of the ladder stands.</summary>
/// <param name="Moves">Accounts that take a step.</param>
/// <param name="Skips">Accounts that take none, each for a reason.</param>
/// <param name="Done">Of those that move: done with by now, moved or not.</param>
/// <param name="Changed">Of those done with: not moved, because something had changed since the preview.</param>
public sealed record DelinquencyRunSummary(
    Guid Id, DateOnly AsOf, string MadeBy, DateTimeOffset MadeAt, bool IsReleased, long Moves, long Skips, long Done,
    long Changed)
{
    private const int Shown = 20;

    public LadderRunState State => !IsReleased ? LadderRunState.Previewed
        : Done < Moves ? LadderRunState.Posting
        : LadderRunState.Posted;

    /// <summary>The latest runs, newest first.</summary>
    public static async Task<IReadOnlyList<DelinquencyRunSummary>> LatestAsync(
        PortalDbContext db, CancellationToken ct) =>
        await Of(db).OrderByDescending(r => r.MadeAt).Take(Shown).ToListAsync(ct);

    /// <summary>One run; null when there is none.</summary>
    public static Task<DelinquencyRunSummary?> OfAsync(PortalDbContext db, Guid id, CancellationToken ct) =>
        Of(db).SingleOrDefaultAsync(r => r.Id == id, ct);

    /// <summary>What a run found: accounts by step, then by reason.</summary>
    public static async Task<IReadOnlyList<Part>> PartsAsync(PortalDbContext db, Guid runId, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        return await db.Database.SqlQuery<Part>($"""
            select event as "Event", step_code as "StepCode", skipped as "Skipped", count(*) as "Accounts",
              sum(past_due_cents)::bigint as "Cents"
            from delinquency_run_item where run_id = {runId} group by event, step_code, skipped
            order by event is null, count(*) desc, step_code, skipped
            """).ToListAsync(ct);
    }

    /// <summary>A page of accounts, by what is past due.</summary>
    /// <param name="only">Those of one part; all when null.</param>
    public static async Task<(IReadOnlyList<Row> Rows, int Count, int Page)> RowsAsync(
        PortalDbContext db, Guid runId, Part? only, int page, CancellationToken ct)
    {
        var all = Rows(db, runId, only);
        var count = await all.CountAsync(ct);
        var at = ListPages.At(page, count);
        return (await all.OrderByDescending(r => r.Cents).ThenBy(r => r.Number).Page(at).ToListAsync(ct), count, at);
    }

    /// <summary>Every account of a run, for a file.</summary>
    public static IAsyncEnumerable<Row> AllRowsAsync(PortalDbContext db, Guid runId, Part? only) =>
        Rows(db, runId, only).OrderByDescending(r => r.Cents).ThenBy(r => r.Number).AsAsyncEnumerable();

    private static IQueryable<Row> Rows(PortalDbContext db, Guid runId, Part? only)
    {
        ArgumentNullException.ThrowIfNull(db);
        var (isAll, what, step, skipped) = (only is null, only?.Event, only?.StepCode, only?.Skipped);
        return db.Database.SqlQuery<Row>($"""
            select i.customer_account_id as "AccountId", a.number as "Number", c.name as "Name", p.line1 as "Place",
              i.past_due_cents as "Cents", i.event as "Event", i.step_code as "StepCode", i.skipped as "Skipped",
              d.done_at as "DoneAt", d.skipped as "Changed"
            from delinquency_run_item i join customer_account a on a.id = i.customer_account_id
            join customer c on c.id = a.customer_id join premise p on p.id = a.premise_id
            left join delinquency_run_account d
              on d.run_id = i.run_id and d.customer_account_id = i.customer_account_id
            where i.run_id = {runId} and ({isAll} or (i.event is not distinct from {what}
              and i.step_code is not distinct from {step} and i.skipped is not distinct from {skipped}))
            """);
    }

    private static IQueryable<DelinquencyRunSummary> Of(PortalDbContext db)
    {
        ArgumentNullException.ThrowIfNull(db);
        return db.Database.SqlQuery<DelinquencyRunSummary>($"""
            select r.id as "Id", r.as_of as "AsOf", r.made_by as "MadeBy", r.made_at as "MadeAt",
              exists (select from delinquency_run_release x where x.run_id = r.id) as "IsReleased",
              (select count(*) from delinquency_run_item i where i.run_id = r.id and i.event is not null) as "Moves",
              (select count(*) from delinquency_run_item i where i.run_id = r.id and i.event is null) as "Skips",
              (select count(*) from delinquency_run_account d where d.run_id = r.id) as "Done",
              (select count(*) from delinquency_run_account d where d.run_id = r.id and d.skipped is not null)
                as "Changed"
            from delinquency_run r
            """);
    }

    /// <summary>Accounts that do the same, or are skipped for the same reason.</summary>
    /// <param name="Event">A word of <see cref="CaseEvent"/>; null for skipped ones.</param>
    public sealed record Part(string? Event, string? StepCode, string? Skipped, long Accounts, long Cents)
    {
        public CaseEvent? Happened => Event is null ? null : EnumWords<CaseEvent>.Read(Event);

        public Usd PastDue => new(Cents);

        /// <summary>Its name in an address: the event and step, or the reason.</summary>
        public string Key => Skipped is null ? $"{Event}.{StepCode}" : $"-{Skipped}";
    }

    /// <summary>An account of a run.</summary>
    /// <param name="Changed">Why it was not moved in the end.</param>
    public sealed record Row(
        Guid AccountId, string Number, string Name, string Place, long Cents, string? Event, string? StepCode,
        string? Skipped, DateTimeOffset? DoneAt, string? Changed)
    {
        public CaseEvent? Happened => Event is null ? null : EnumWords<CaseEvent>.Read(Event);

        public Usd PastDue => new(Cents);
    }
}

/// <summary>Where a run of the ladder is.</summary>
public enum LadderRunState
{
    Previewed,
    Posting,
    Posted,
}
