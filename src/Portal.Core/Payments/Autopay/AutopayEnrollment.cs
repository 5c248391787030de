using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Portal.Core.Accounts;
using Portal.Core.Money;
using Portal.Core.Payments.Wallet;
using Portal.Core.People;
using Portal.Core.People.Consents;

namespace Portal.Core.Payments.Autopay;

/// <summary>
/// That what an account is asked for is taken from somebody's card or bank account. It belongs to the person who
/// enrolled; one at a time that has not ended (ux_autopay_enrollment_one_standing).
/// </summary>
public sealed class AutopayEnrollment
{
    /// <summary>Made with the form.</summary>
    public required Guid Id { get; init; }

    public required Guid CustomerAccountId { get; init; }

    public required Guid UserId { get; init; }

    public Guid MethodId { get; private set; }

    /// <summary>The words that were agreed to last.</summary>
    public Guid ConsentId { get; private set; }

    public AutopayRule Rule { get; private set; }

    /// <summary>Days before the due date, or the day of the month; null for the due date.</summary>
    public int? RuleDay { get; private set; }

    /// <summary>The most that one draft takes; null for no limit.</summary>
    public Usd? Cap { get; private set; }

    public AutopayState State { get; private set; } = AutopayState.Active;

    /// <summary>Why it is suspended or has ended.</summary>
    public AutopayWhy? Why { get; private set; }

    public required DateTimeOffset EnrolledAt { get; init; }

    public DateTimeOffset ChangedAt { get; private set; }

    public DateTimeOffset? EndedAt { get; private set; }

    public string? EndedBy { get; private set; }

    public AutopayTerms Terms => new(MethodId, Rule, RuleDay, Cap);

    internal void Agree(AutopayTerms terms, Guid consentId, DateTimeOffset at)
    {
        (MethodId, Rule, RuleDay, Cap) = (terms.MethodId, terms.Rule, terms.RuleDay, terms.Cap);
        (ConsentId, State, Why, ChangedAt) = (consentId, AutopayState.Active, null, at);
    }

    internal void Suspend(AutopayWhy why, DateTimeOffset at) =>
        (State, Why, ChangedAt) = (AutopayState.Suspended, why, at);

    internal void End(AutopayWhy why, string by, DateTimeOffset at) =>
        (State, Why, ChangedAt, EndedAt, EndedBy) = (AutopayState.Ended, why, at, at, by);

    internal sealed class Table : IEntityTypeConfiguration<AutopayEnrollment>
    {
        public void Configure(EntityTypeBuilder<AutopayEnrollment> builder)
        {
            builder.Ignore(e => e.Terms);
            builder.HasOne<CustomerAccount>().WithMany().HasForeignKey(x => x.CustomerAccountId);
            builder.HasOne<PortalUser>().WithMany().HasForeignKey(x => x.UserId);
            builder.HasOne<SavedMethod>().WithMany().HasForeignKey(x => x.MethodId);
            builder.HasOne<Consent>().WithMany().HasForeignKey(x => x.ConsentId);
        }
    }
}

/// <summary>When a draft is taken; never after the due date (<see cref="Drafts.DraftDay"/>).</summary>
public enum AutopayRule
{
    DueDate,

    /// <summary>Some days before the due date.</summary>
    DaysBefore,

    /// <summary>On a day of the month, or on the due date when that comes first.</summary>
    DayOfMonth,
}

public enum AutopayState
{
    Active,

    /// <summary>Nothing is taken until its owner does something.</summary>
    Suspended,

    Ended,
}

/// <summary>Why autopay is suspended or has ended.</summary>
public enum AutopayWhy
{
    /// <summary>The card's bank will not take it any more: lost, stolen, closed.</summary>
    CardRefused,

    /// <summary>The card's bank wants its holder to confirm each payment.</summary>
    CardNeedsPayer,

    /// <summary>No such bank account, or closed: R02, R03, R04, R12, R17, R20.</summary>
    BankClosed,

    /// <summary>The bank was told that we may not: R05, R07, R10, R29. Needs a new agreement.</summary>
    BankRevoked,

    /// <summary>R16.</summary>
    BankFrozen,

    /// <summary>R08.</summary>
    StopPayment,

    /// <summary>R14, R15.</summary>
    HolderDied,

    /// <summary>Two debits came back for want of money within a year: R01, R09.</summary>
    TwoReturns,

    /// <summary>The processor no longer holds the method.</summary>
    MethodGone,

    ByPayer,
    ByOffice,

    /// <summary>Who enrolled may no longer pay the account.</summary>
    LinkEnded,

    AccountClosed,

    /// <summary>Its payer told the bank that a payment was not theirs. Needs a new agreement.</summary>
    Disputed,

    /// <summary>A payment came back, and the bank did not say why.</summary>
    CameBack,
}

/// <summary>What each reason asks of the payer.</summary>
public static class AutopayWhys
{
    /// <summary>Only a new agreement lets autopay go on: another card alone does not.</summary>
    public static bool NeedsAgreement(this AutopayWhy why) =>
        why is AutopayWhy.BankRevoked or AutopayWhy.HolderDied or AutopayWhy.Disputed;
}
