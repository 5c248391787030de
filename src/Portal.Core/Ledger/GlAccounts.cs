namespace Portal.Core.Ledger;

/// <summary>The GL accounts that acts post to (domain.md §9.1).</summary>
public static class GlAccounts
{
    public const string CashPooled = "1010";

    /// <summary>Taken by the processor or the counter, not yet in the bank.</summary>
    public const string DepositsInTransit = "1020";

    /// <summary>Control account of open items; every line names a customer account.</summary>
    public const string AccountsReceivable = "1110";

    public const string DueFromOtherFunds = "1310";

    /// <summary>Refunds that were approved and have not left yet.</summary>
    public const string RefundsPayable = "2010";

    /// <summary>Security deposits: money of the customers that the city holds.</summary>
    public const string CustomerDeposits = "2110";

    /// <summary>Control account of unapplied credits; every line names a customer account.</summary>
    public const string CustomerCredits = "2120";

    /// <summary>Suspense: money whose owner or purpose is not certain.</summary>
    public const string UnidentifiedReceipts = "2130";

    public const string UsersTaxPayable = "2140";

    /// <summary>Fees of paying that are the processor's; of no customer.</summary>
    public const string ProcessorsFees = "2150";

    /// <summary>Checks that nobody cashed in time: still their payees' money.</summary>
    public const string UnclaimedChecks = "2160";

    public const string DueToOtherFunds = "2210";

    public const string Penalties = "4110";

    public const string ReturnedItemFees = "4120";

    public const string ServiceFees = "4130";

    /// <summary>What paying by card or bank costs, where it is the city's; of no customer.</summary>
    public const string PaymentFees = "4140";

    /// <summary>Of no customer: what people give with a payment.</summary>
    public const string ReliefGifts = "4310";

    /// <summary>Unclaimed money that became the city's; of no customer.</summary>
    public const string UnclaimedMoney = "4320";

    public const string DepositInterest = "5130";

    /// <summary>
    /// Refunds of payments that came back: what the city paid out for nothing, less what it charged for it.
    /// </summary>
    public const string RefundsOfReturned = "5140";

    /// <summary>What a fund pays of customers' bills.</summary>
    public const string BillAssistance = "5310";
}

/// <summary>Funds that acts post to by name; charges name theirs in the rate schedule.</summary>
public static class Funds
{
    public const string General = "100";

    public const string Water = "510";

    /// <summary>Gifts that help others pay.</summary>
    public const string Relief = "600";

    /// <summary>Where money waits before it is shared out to the utilities' funds.</summary>
    public const string TreasuryClearing = "700";
}

/// <summary>The kinds of journal entries: with an idempotency key they name an event.</summary>
public static class EntryKinds
{
    public const string Bill = "bill";

    public const string Payment = "payment";

    /// <summary>An unapplied credit put to a later bill.</summary>
    public const string CreditApplied = "credit_applied";

    /// <summary>Money taken off an item again: it waits as the customer's credit.</summary>
    public const string CreditFreed = "credit_freed";

    /// <summary>A charge or credit outside a bill.</summary>
    public const string Adjustment = "adjustment";

    /// <summary>The mirror image of another entry; keyed by that entry's id.</summary>
    public const string Reversal = "reversal";

    public const string Suspense = "suspense";

    /// <summary>A gift to the relief fund, received with a payment.</summary>
    public const string Gift = "gift";

    /// <summary>What paying by card or bank cost, a transaction of its own.</summary>
    public const string PaymentFee = "payment_fee";

    /// <summary>A security deposit taken, or interest on one.</summary>
    public const string SecurityDeposit = "security_deposit";

    /// <summary>A credit became payable to its customer; keyed by the refund.</summary>
    public const string Refund = "refund";

    /// <summary>The processor sent money back; keyed by the refund's part.</summary>
    public const string RefundPaid = "refund_paid";

    /// <summary>A check was written; keyed by the check.</summary>
    public const string Check = "check";

    /// <summary>A check that nobody cashed became unclaimed money; keyed by the check.</summary>
    public const string CheckStale = "check_stale";

    /// <summary>Unclaimed money is payable again, for a new check; keyed by the stale one.</summary>
    public const string CheckReissued = "check_reissued";

    /// <summary>Unclaimed money became the city's; keyed by the row of its turnover.</summary>
    public const string UnclaimedTurnedOver = "unclaimed_turned_over";

    /// <summary>A refund that did not arrive became a credit again; keyed by its part.</summary>
    public const string RefundReopened = "refund_reopened";

    /// <summary>A refunded part of a payment that comes back counts as credit again; keyed by the part.</summary>
    public const string RefundClaimed = "refund_claimed";
}

/// <summary>A month of the books.</summary>
public sealed class AccountingPeriod
{
    /// <summary>First day of the month.</summary>
    public required DateOnly StartsOn { get; init; }

    public required PeriodState State { get; set; }

    internal sealed class Table : Microsoft.EntityFrameworkCore.IEntityTypeConfiguration<AccountingPeriod>
    {
        public void Configure(
            Microsoft.EntityFrameworkCore.Metadata.Builders.EntityTypeBuilder<AccountingPeriod> builder) =>
            builder.HasKey(p => p.StartsOn);
    }
}

public enum PeriodState
{
    Future,
    Open,
    SoftClosed,
    Closed,
    Locked,
}
