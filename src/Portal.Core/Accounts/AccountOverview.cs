using Portal.Core.Accounts.Access;
using Portal.Core.Billing;
using Portal.Core.Common;
using Portal.Core.Delinquency;
using Portal.Core.Mail.Bounces;
using Portal.Core.Money;
using Portal.Core.Payments;
using Portal.Core.Payments.Autopay;

namespace Portal.Core.Accounts;

/// <summary>One account as its resident sees it at home.</summary>
public sealed record AccountOverview
{
    public required Guid Id { get; init; }

    public required string Number { get; init; }

    /// <summary>What the reader may do.</summary>
    public required AccountLevel Level { get; init; }

    public bool MayPay => Level is not AccountLevel.SeeBills;

    /// <summary>The street address that is served.</summary>
    public required string Place { get; init; }

    /// <summary>The day service ended; null while it lasts.</summary>
    public required DateOnly? ClosedOn { get; init; }

    /// <summary>Security deposits asked for and not yet taken.</summary>
    public required Usd DepositDemanded { get; init; }

    /// <summary>What is on its way to a shut-off, or off; null where nothing is collected.</summary>
    public ShutOffStanding? ShutOff { get; init; }

    /// <summary>Its bills come on paper because mail to its customer came back lately.</summary>
    public required bool MailCameBack { get; init; }

    /// <summary>An address of theirs that nothing is mailed to, and why.</summary>
    public (string Address, StopCause Cause)? MailStopped { get; init; }

    /// <summary>Asked for; negative is a credit. Money on its way is not yet taken off.</summary>
    public required Usd Due { get; init; }

    /// <summary>What of what is owed is asked for, and what waits.</summary>
    public required AccountAsking Asking { get; init; }

    /// <summary>Used and not asked for, by budget billing; below zero when paid ahead.</summary>
    public required Usd Deferred { get; init; }

    /// <summary>It is or was on budget billing.</summary>
    public required bool HasBudget { get; init; }

    /// <summary>What it owed is paid later, as agreed: past due is what was promised and not paid.</summary>
    public required bool HasArrangement { get; init; }

    /// <summary>On its way from a bank.</summary>
    public required Usd InFlight { get; init; }

    public required DateTimeOffset? InFlightSince { get; init; }

    /// <summary>The part of what is due whose due day has passed.</summary>
    public required Usd PastDue { get; init; }

    /// <summary>The earliest due day of anything unpaid.</summary>
    public required DateOnly? DueOn { get; init; }

    /// <summary>The earliest due day that is still to come.</summary>
    public required DateOnly? NextDueOn { get; init; }

    /// <summary>A checkout page that this resident opened and has not finished, perhaps in another tab.</summary>
    public required UnfinishedCheckout? Live { get; init; }

    public required LastBill? LastBill { get; init; }

    public required LastPayment? LastPaid { get; init; }

    /// <summary>Up to 13 months, oldest first; empty without a meter.</summary>
    public required IReadOnlyList<UseMonth> Use { get; init; }

    public required IReadOnlyList<RecentEvent> Recent { get; init; }

    /// <summary>What autopay will do next, whoever turned it on; null when it is off.</summary>
    public NextDraft? Autopay { get; init; }

    public string MaskedNumber => CustomerAccount.Mask(Number);

    /// <summary>What is left to pay once the money on its way has arrived; never negative.</summary>
    public Usd ToPay => Usd.Max(Due - InFlight, Usd.Zero);

    /// <summary>When money on its way should have arrived at the latest.</summary>
    public DateOnly? InFlightBy(BusinessClock clock) => InFlightSince is { } since
        ? BankingDays.Add(clock.DayOf(since), BankingDays.ToSettleDebit)
        : null;
}

/// <summary>A checkout that was opened and neither paid nor canceled yet.</summary>
public sealed record UnfinishedCheckout(Guid AttemptId, Usd Amount, DateTimeOffset StartedAt);

/// <summary>The newest bill, as My home shows it.</summary>
public sealed record LastBill(
    Guid Id, DateOnly PeriodFrom, DateOnly PeriodTo, DateOnly IssuedOn, DateOnly DueOn, Usd AmountDue);

/// <summary>The newest payment that stands.</summary>
public sealed record LastPayment(DateTimeOffset ReceivedAt, Usd Amount);
