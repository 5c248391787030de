using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Portal.Core.Billing.Rules;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Requests;
using Portal.Core.Staff;

namespace Portal.Core.Billing.Approvals;

/// <summary>
/// Gathers what waits for a second person from every table that has a maker and a checker. The reader sees what they
/// are allowed to decide, what they asked for themselves, and everything if they read everything. What waits longer
/// than the city's patience is overdue, and says so when nobody at work may decide it.
/// </summary>
public sealed class LoadApprovalInbox(PortalDbContext db, IEnumerable<IApprovedAct> acts, BusinessClock clock)
{
    /// <param name="Kind">Only these; null for all.</param>
    /// <param name="Mine">Only what the reader may decide.</param>
    /// <param name="Page">From 1.</param>
    public sealed record Request(Actor Reader, string? Kind = null, bool Mine = false, int Page = 1)
    {
        /// <summary>Only what is overdue.</summary>
        public bool Overdue { get; init; }

        /// <summary>As one page, for a file.</summary>
        public bool Whole { get; init; }
    }

    public async Task<ApprovalInbox> RunAsync(Request request, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(request);
        var rules = await db.RulesOnAsync<AdjustmentRules>(MoneyRuleKind.Adjustments, clock.Today, ct);
        var patience = rules?.Patience ?? ApprovalPatience.Usual;
        var office = await OfficeDays.OfAsync(db, ct);
        var all = await WaitingAsync(request.Reader, patience, office, ct);
        var groups = await all.GroupBy(r => new { r.Kind, r.MayDecide, r.IsOverdue })
            .Select(g => new { g.Key.Kind, g.Key.MayDecide, g.Key.IsOverdue, Count = g.Count() }).ToListAsync(ct);
        var listed = groups
            .Where(g => (!request.Mine || g.MayDecide) && (!request.Overdue || g.IsOverdue)).ToList();
        var count = listed.Where(g => request.Kind is null || g.Kind == request.Kind).Sum(g => g.Count);
        var page = request.Whole ? 1 : Math.Clamp(request.Page, 1, ApprovalInbox.PagesOf(count));
        var shown = await all
            .Where(r => (request.Kind == null || r.Kind == request.Kind) && (!request.Mine || r.MayDecide)
                && (!request.Overdue || r.IsOverdue))
            .OrderBy(r => r.At).ThenBy(r => r.Id)
            .Skip((page - 1) * ApprovalInbox.RowsPerPage)
            .Take(request.Whole ? ApprovalInbox.MostExported : ApprovalInbox.RowsPerPage).ToListAsync(ct);
        var rows = shown.Select(r => Of(r, rules) with
        {
            OverdueSince = r.IsOverdue
                ? office.Add(clock.DayOf(r.At), patience.For(r.Kind) + 1)
                : null,
        }).ToList();
        var alone = await NobodyHereAsync(shown, ct);
        var papers = await ApprovalPapers.OfAsync(db, acts, [.. shown.Select(r => (r.Kind, r.Id, r.Why))], ct);
        return new(
            [
                .. rows.Select(r => r with
                {
                    NobodyHere = alone.Contains(r.Id),
                    Papers = papers.GetValueOrDefault(r.Id, []),
                }),
            ],
            groups.GroupBy(g => g.Kind).OrderBy(g => g.Key).ToDictionary(g => g.Key, g => g.Sum(k => k.Count)),
            groups.Where(g => g.IsOverdue).Sum(g => g.Count), count, page);
    }

    /// <summary>How many the reader sees waiting, and how many of these are overdue.</summary>
    public async Task<ApprovalInbox.Counts> CountAsync(Actor reader, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(reader);
        var patience = await ApprovalPatience.OnAsync(db, clock.Today, ct);
        var groups = await (await WaitingAsync(reader, patience, await OfficeDays.OfAsync(db, ct), ct))
            .GroupBy(r => r.IsOverdue).Select(g => new { IsOverdue = g.Key, Count = g.Count() }).ToListAsync(ct);
        return new(groups.Sum(g => g.Count), groups.Where(g => g.IsOverdue).Sum(g => g.Count));
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

    /// <summary>Of what is overdue, what nobody at work may decide.</summary>
    private async Task<HashSet<Guid>> NobodyHereAsync(IReadOnlyList<Waiting> shown, CancellationToken ct)
    {
        var late = shown.Where(r => r.IsOverdue && !r.MayDecide).Take(ApprovalInbox.RowsPerPage).ToList();
        var deciders = await ApprovalDeciders.OfAsync(
            db, [.. late.Select(r => new ApprovalDeciders.Matter(
                r.Id, r.AccountId, r.Makers, r.Others, r.Needs, r.Rank))],
            clock.Today, ct);
        return [.. late.Zip(deciders).Where(d => d.Second.Here.Count == 0).Select(d => d.First.Id)];
    }

    private async Task<IQueryable<Waiting>> WaitingAsync(
        Actor reader, ApprovalPatience patience, OfficeDays office, CancellationToken ct)
    {
        var staff = await db.StaffMembers.AsNoTracking()
            .SingleOrDefaultAsync(s => reader.Name == "staff:" + s.UserId && s.SuspendedAt == null, ct);
        string[] holds = staff is null ? [] : [.. StaffRoles.HeldBy(staff.Roles)];
        var reach = await db.ReachOfAsync(reader, ct);
        string[] kinds = [.. patience.Kinds?.Keys ?? []];
        DateTimeOffset[] before = [.. kinds.Select(k => patience.OverdueBefore(k, office, clock))];
        return db.Database.SqlQueryRaw<Waiting>(
            ApprovalSql.Inbox, reader.Name, holds, reach, clock.Today, kinds, before,
            patience.OverdueBefore(null, office, clock));
    }

    private sealed record Waiting(
        string Kind, Guid Id, Guid? AccountId, string? AccountNumber, string? CustomerName, long? Cents,
        string AskedBy, DateTimeOffset At, string Why, string? Detail, bool IsOwn, bool MayOpen, bool MayDecide,
        bool IsOverdue, string[] Makers, string[] Others, string Needs, int Rank);
}
