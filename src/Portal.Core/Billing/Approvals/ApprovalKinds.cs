namespace Portal.Core.Billing.Approvals;

/// <summary>The names of what waits for a second person. The schema knows the banded ones (approval_kinds).</summary>
public static class ApprovalKinds
{
    /// <summary>A credit paid back, which has a desk of its own.</summary>
    public const string Refund = "Refund";

    /// <summary>Kinds that have bands: every <see cref="IApprovedAct.Kind"/>, and refunds.</summary>
    public static readonly IReadOnlyList<string> Banded =
    [
        "AdjustAccount", "CancelBill", "ChargeFee", "CreditLeak", "GrantAssistance", "PutOnAccount", "RebillPeriod",
        Refund, "ReturnDeposit", "TransferPayment", "WaiveCharge",
    ];

    /// <summary>All that can wait in the inbox.</summary>
    public static readonly IReadOnlyList<string> Waiting = [.. Banded.Union(ApprovalInbox.Elsewhere)];
}
