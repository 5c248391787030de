using Portal.Core.Money;

namespace Portal.Core.Billing.Approvals;

/// <summary>What waits for a second person, as one reader may see it, a page at a time, oldest first.</summary>
/// <param name="Kinds">How many of each kind wait, whatever kind is shown.</param>
/// <param name="Overdue">How many of them wait longer than the city's patience, whatever kind is shown.</param>
/// <param name="Count">How many are shown on all pages.</param>
public sealed record ApprovalInbox(
    IReadOnlyList<ApprovalInbox.Row> Rows, IReadOnlyDictionary<string, int> Kinds, int Overdue, int Count, int Page)
{
    /// <summary>How many a reader sees waiting.</summary>
    public sealed record Counts(int All, int Overdue);

    public const int RowsPerPage = 25;

    /// <summary>Rows of an export.</summary>
    public const int MostExported = 5000;

    public int Pages => PagesOf(Count);

    internal static int PagesOf(int count) => Math.Max(1, (count + RowsPerPage - 1) / RowsPerPage);

    /// <param name="Kind">An <see cref="IApprovedAct.Kind"/>, or one of <see cref="Elsewhere"/>.</param>
    /// <param name="AccountId">Null for what is of no one account.</param>
    /// <param name="Amount">Null where it is not about an amount.</param>
    /// <param name="Why">What the maker wrote, in words of the office.</param>
    /// <param name="Detail">Which one it is, where that has a name: a reference, a kind of rule, a colleague.</param>
    /// <param name="IsOwn">The reader made it.</param>
    /// <param name="MayOpen">The reader may open the page on which it is decided.</param>
    /// <param name="MayDecide">The reader may decide it: allowed to, and neither maker nor of the account.</param>
    public sealed record Row(
        string Kind, Guid Id, Guid? AccountId, string? AccountNumber, string? CustomerName, Usd? Amount, string AskedBy,
        DateTimeOffset At, string Why, string? Detail, bool IsOwn, bool MayOpen, bool MayDecide)
    {
        /// <summary>The first day on which it was overdue; null while it is in time.</summary>
        public DateOnly? OverdueSince { get; init; }

        /// <summary>It is overdue and nobody at work may decide it.</summary>
        public bool NobodyHere { get; init; }

        /// <summary>Kept documents behind it.</summary>
        public IReadOnlyList<Paper> Papers { get; init; } = [];

        /// <summary>The page on which it is decided.</summary>
        public string Address => Kind switch
        {
            "Refund" => $"/office/refunds/{Id}/approve",
            "Merge" => "/office/merges",
            "Destruction" => $"/office/records/destroy/{Id}",
            "Read" => $"/office/billing/reads/{Id}",
            "Rates" => $"/office/billing/rates/{Id}/release",
            "FeeRate" => $"/office/billing/fees/versions/{Id}/release",
            "MoneyRule" => $"/office/settings/rules/{Detail}",
            "NoticeTemplate" => $"/office/letters/templates/versions/{Id}",
            "BillRun" => $"/office/billing/runs/{Id}",
            "LateCharges" => $"/office/latecharges/{Id}",
            "LadderRun" => $"/office/delinquency/runs/{Id}",
            "ShutOffList" => $"/office/delinquency/lists/{Id}",
            "RulePack" => $"/office/delinquency/packs/{Id}",
            "AdjustmentBatch" => $"/office/billing/batches/{Id}",
            "Turnover" => $"/office/unclaimed/turnovers/{Id}",
            "StaffRole" => $"/office/people/{Id}",
            "Dispute" => $"/office/requests/{Id}",
            _ => $"/office/approvals/{Id}",
        };
    }

    /// <summary>A kept document: opening it is recorded (<see cref="Records.OpenDocument"/>).</summary>
    public sealed record Paper(Guid Id, string Title)
    {
        public string Address => $"/office/records/{Id}";
    }

    /// <summary>Kinds that wait in tables of their own and are decided on pages of their own.</summary>
    public static readonly IReadOnlyList<string> Elsewhere =
    [
        "Refund", "Merge", "Destruction", "Read", "Rates", "FeeRate", "MoneyRule", "BillRun", "LateCharges",
        "LadderRun", "ShutOffList", "RulePack", "AdjustmentBatch", "Turnover", "StaffRole", "Dispute",
        "NoticeTemplate",
    ];
}
