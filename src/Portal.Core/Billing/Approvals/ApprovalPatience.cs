using Portal.Core.Billing.Rules;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Requests;

namespace Portal.Core.Billing.Approvals;

/// <summary>
/// How many open days of the office a matter may wait for a second person, as a part of the city's rule about
/// adjustments. After each such span it goes to the next role up (<see cref="EscalateApprovals"/>).
/// </summary>
/// <param name="OpenDays">Open days of the office, the day of asking not counted.</param>
/// <param name="Kinds">Kinds (<see cref="ApprovalInbox"/>) with a span of their own.</param>
public sealed record ApprovalPatience(int OpenDays, IReadOnlyDictionary<string, int>? Kinds = null)
{
    /// <summary>Where the rule says nothing.</summary>
    public static readonly ApprovalPatience Usual = new(3);

    private const int Most = 60;

    /// <summary>The span of a kind, in open days.</summary>
    public int For(string kind) => Kinds?.GetValueOrDefault(kind) is > 0 and var own ? own : OpenDays;

    /// <summary>The last day by which it should be decided for the first time.</summary>
    public DateOnly DueOn(string kind, DateOnly askedOn, OfficeDays office)
    {
        ArgumentNullException.ThrowIfNull(office);
        return office.Add(askedOn, For(kind));
    }

    /// <summary>How many spans have passed without an answer; 0 while it is in time.</summary>
    public int StepsPassed(string kind, DateOnly askedOn, DateOnly today, OfficeDays office, int most)
    {
        ArgumentNullException.ThrowIfNull(office);
        var steps = 0;
        for (var due = DueOn(kind, askedOn, office); steps < most && today > due; due = office.Add(due, For(kind)))
        {
            steps++;
        }

        return steps;
    }

    /// <summary>What was asked before this moment is overdue by now.</summary>
    internal DateTimeOffset OverdueBefore(string? kind, OfficeDays office, BusinessClock clock)
    {
        var span = kind is null ? OpenDays : For(kind);
        var asked = clock.Today.AddDays(-1);
        while (office.Add(asked, span) >= clock.Today) { asked = asked.AddDays(-1); }

        return clock.StartOf(asked.AddDays(1));
    }

    /// <summary>The city's, on a day.</summary>
    internal static async Task<ApprovalPatience> OnAsync(PortalDbContext db, DateOnly day, CancellationToken ct) =>
        (await db.RulesOnAsync<AdjustmentRules>(MoneyRuleKind.Adjustments, day, ct))?.Patience ?? Usual;

    internal static bool IsMeant(ApprovalPatience patience) =>
        patience.OpenDays is >= 1 and <= Most
        && (patience.Kinds is null || patience.Kinds.All(
            k => k.Value is >= 1 and <= Most && ApprovalKinds.Waiting.Contains(k.Key)));
}
