using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Portal.Core.Billing.Rules;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Staff;

namespace Portal.Core.Billing.Approvals;

/// <summary>
/// Gathers what waits for a second person from every table that has a maker and a checker. The reader sees what they
/// are allowed to decide, what they asked for themselves, and everything if they read everything.
/// </summary>
public sealed class LoadApprovalInbox(PortalDbContext db, IEnumerable<IApprovedAct> acts, BusinessClock clock)
{
    private static readonly Lazy<string> Sql = new(ReadSql);

    /// <param name="Kind">Only these; null for all.</param>
    /// <param name="Mine">Only what the reader may decide.</param>
    /// <param name="Page">From 1.</param>
    public sealed record Request(Actor Reader, string? Kind = null, bool Mine = false, int Page = 1)
    {
        /// <summary>As one page, for a file.</summary>
        public bool Whole { get; init; }
    }

    public async Task<ApprovalInbox> RunAsync(Request request, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(request);
        var all = await WaitingAsync(request.Reader, ct);
        var kinds = await all.GroupBy(r => r.Kind)
            .Select(g => new { g.Key, All = g.Count(), Mine = g.Count(r => r.MayDecide) })
            .OrderBy(g => g.Key).ToListAsync(ct);
        var count = kinds.Where(k => request.Kind is null || k.Key == request.Kind)
            .Sum(k => request.Mine ? k.Mine : k.All);
        var page = request.Whole ? 1 : Math.Clamp(request.Page, 1, ApprovalInbox.PagesOf(count));
        var shown = all
            .Where(r => (request.Kind == null || r.Kind == request.Kind) && (!request.Mine || r.MayDecide))
            .OrderBy(r => r.At).ThenBy(r => r.Id)
            .Skip((page - 1) * ApprovalInbox.RowsPerPage)
            .Take(request.Whole ? ApprovalInbox.MostExported : ApprovalInbox.RowsPerPage);
        var rules = await db.RulesOnAsync<AdjustmentRules>(MoneyRuleKind.Adjustments, clock.Today, ct);
        return new(
            [.. (await shown.ToListAsync(ct)).Select(r => Of(r, rules))], kinds.ToDictionary(k => k.Key, k => k.All),
            count, page);
    }

    /// <summary>How many the reader sees waiting.</summary>
    public async Task<int> CountAsync(Actor reader, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(reader);
        return await (await WaitingAsync(reader, ct)).CountAsync(ct);
    }

    /// <summary>What an act says of its request, with the city's words for the code it begins with.</summary>
    public static string InWords(string why, AdjustmentRules? rules)
    {
        ArgumentNullException.ThrowIfNull(why);
        var parts = why.Split(": ", 2);
        return rules?.Reason(parts[0]) is { } reason && parts.Length == 2
            ? $"{reason.Label.In(CultureInfo.CurrentUICulture.TwoLetterISOLanguageName)}: {parts[1]}"
            : why;
    }

    private ApprovalInbox.Row Of(Waiting row, AdjustmentRules? rules) => new(
        row.Kind, row.Id, row.AccountId, row.AccountNumber, row.CustomerName,
        row.Cents is { } cents ? new(cents) : null, row.AskedBy, row.At,
        acts.FirstOrDefault(a => a.Kind == row.Kind) is { } act ? InWords(act.Describe(row.Why), rules) : row.Why,
        row.Detail, row.IsOwn, row.MayOpen, row.MayDecide);

    private async Task<IQueryable<Waiting>> WaitingAsync(Actor reader, CancellationToken ct)
    {
        var staff = await db.StaffMembers.AsNoTracking()
            .SingleOrDefaultAsync(s => reader.Name == "staff:" + s.UserId && s.SuspendedAt == null, ct);
        string[] holds = staff is null ? [] : [.. StaffRoles.HeldBy(staff.Roles)];
        var reach = await db.ReachOfAsync(reader, ct);
        return db.Database.SqlQueryRaw<Waiting>(Sql.Value, reader.Name, holds, reach, clock.Today);
    }

    private static string ReadSql()
    {
        using var stream = typeof(LoadApprovalInbox).Assembly
            .GetManifestResourceStream("Portal.Core.Billing.Approvals.ApprovalInbox.sql")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    private sealed record Waiting(
        string Kind, Guid Id, Guid? AccountId, string? AccountNumber, string? CustomerName, long? Cents,
        string AskedBy, DateTimeOffset At, string Why, string? Detail, bool IsOwn, bool MayOpen, bool MayDecide);
}
