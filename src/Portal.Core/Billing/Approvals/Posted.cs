using Portal.Core.Billing.Adjustments;

namespace Portal.Core.Billing.Approvals;

/// <summary>What became of an act: what it posted, or the request in which it waits for a second person.</summary>
public sealed record Posted(Adjustment? Adjustment, ApprovalRequest? Waiting)
{
    /// <summary>The bill that was issued, where the act issues one.</summary>
    public Bill? Bill { get; init; }

    public static Posted Now(Adjustment? adjustment) => new(adjustment, null);

    public static Posted Later(ApprovalRequest waiting) => new(null, waiting);
}
