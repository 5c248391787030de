using Microsoft.EntityFrameworkCore;
using Portal.Core.Billing.Rules;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Staff;

namespace Portal.Core.Billing.Approvals;

/// <summary>Who approves up to how much, as a part of the city's rule (ck_approval_decision_band).</summary>
/// <param name="UpToCents">The largest amount of it.</param>
/// <param name="Role">The least role that approves (<see cref="StaffRoles.RankOf"/>).</param>
/// <param name="Kind">
/// One of <see cref="ApprovalKinds.Banded"/> with bands of its own (ck_money_rule_band_kinds); null for all that have
/// none.
/// </param>
/// <param name="Approvals">Of refunds, how many people must approve it, each another; else one.</param>
public sealed record ApprovalBand(long UpToCents, StaffRole Role, string? Kind = null, int? Approvals = null)
{
    /// <summary>Farther than any role's word reaches.</summary>
    public const int Nobody = 99;

    /// <summary>Each kind's rise, and every role of them approves something.</summary>
    internal static bool AreMeant(IReadOnlyList<ApprovalBand> bands) =>
        bands.Any(b => b.Kind is null)
        && bands.All(b => b.UpToCents > 0 && StaffRoles.RankOf(b.Role) > 0
            && (b.Kind is null || ApprovalKinds.Banded.Contains(b.Kind))
            && (b.Approvals is null || (b.Kind == ApprovalKinds.Refund && b.Approvals is >= 1 and <= 8)))
        && bands.GroupBy(b => b.Kind)
            .All(same => same.Zip(same.Skip(1)).All(p => p.First.UpToCents < p.Second.UpToCents));

    /// <summary>
    /// Why a request is above the one who would approve it, by the bands that hold on a day; null when it is not. Who
    /// is no person of the office has no band.
    /// </summary>
    public static async Task<Refusal?> WhyNotAsync(
        PortalDbContext db, ApprovalRequest asked, Actor by, DateOnly day, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        ArgumentNullException.ThrowIfNull(asked);
        ArgumentNullException.ThrowIfNull(by);
        var rules = await db.RulesOnAsync<AdjustmentRules>(MoneyRuleKind.Adjustments, day, ct);
        var rank = rules?.RankFor(asked.Kind, asked.Amount) ?? 0;
        return await ReachForAsync(db, asked, by, day, ct) < rank
            && await db.StaffMembers.AnyAsync(s => by.Name == "staff:" + s.UserId, ct)
                ? new("Approval_AboveBand", asked.Amount)
                : null;
    }

    /// <summary>How far a word reaches for one request: one's own, or what is lent (approval_reach).</summary>
    private static async Task<int> ReachForAsync(
        PortalDbContext db, ApprovalRequest asked, Actor by, DateOnly day, CancellationToken ct) =>
        (await db.Database.SqlQuery<int>($"select approval_reach({by.Name}, {asked.Id}, {day}) as \"Value\"")
            .ToListAsync(ct)).Single();
}
