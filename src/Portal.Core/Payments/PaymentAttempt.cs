using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Portal.Core.Money;
using Portal.Core.Payments.Drafts;
using Portal.Core.Payments.Gateway;

namespace Portal.Core.Payments;

/// <summary>
/// One try to pay through the processor: at its checkout, for one or several accounts, or a draft with a kept method.
/// Its states: PaymentMoves.
/// </summary>
public sealed class PaymentAttempt
{
    /// <summary>Also the form's operation id and the processor's idempotency key.</summary>
    public required Guid Id { get; init; }

    public PaymentAttemptState State { get; private set; } = PaymentAttemptState.Created;

    public required AttemptChannel Channel { get; init; }

    public Guid? UserId { get; init; }

    /// <summary>The draft that it takes; null of a checkout.</summary>
    public Guid? DraftId { get; init; }

    /// <summary>The processor's names of the kept method, as they were when it was recorded.</summary>
    public string? ProcessorCustomerId { get; init; }

    public string? ProcessorMethodId { get; init; }

    public required Usd Amount { get; init; }

    /// <summary>Part of the amount that is no share: a gift to the relief fund.</summary>
    public Usd Gift { get; init; }

    /// <summary>The one way of paying that was chosen; null where the payer chooses at the checkout.</summary>
    public GatewayTender? Means { get; init; }

    /// <summary>What that way costs, as shown: besides the amount, and a transaction of its own.</summary>
    public Usd Fee { get; init; }

    /// <summary>The version of the rule that says so; null without a fee.</summary>
    public Guid? FeeRuleId { get; init; }

    /// <summary>Its checkout offers no bank debit: the payer's came back too often.</summary>
    public bool CardsOnly { get; init; }

    public required string Language { get; init; }

    public string? ReceiptEmail { get; init; }

    /// <summary>The processor's; a guest's return address carries it, for only the payer's browser learns it.</summary>
    public string? SessionId { get; set; }

    public string? SessionUrl { get; set; }

    public string? ProcessorPaymentId { get; set; }

    public GatewayTender? Tender { get; set; }

    public string? Brand { get; set; }

    public string? LastFour { get; set; }

    public string? FailureCode { get; set; }

    /// <summary>Of a bank debit that came back: "R01" and so on.</summary>
    public string? ReturnCode { get; set; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>After this the checkout page takes no more money.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }

    public required DateTimeOffset ChangedAt { get; set; }

    /// <summary>When the sweeper asks the processor again; null once the state is final.</summary>
    public DateTimeOffset? CheckAt { get; set; }

    public uint Version { get; private set; }

    public List<PaymentAttemptShare> Shares { get; init; } = [];

    /// <summary>Makes one move of the state table.</summary>
    /// <exception cref="InvalidOperationException">The table has no such move: a bug.</exception>
    public void Apply(PaymentAttemptEvent e, DateTimeOffset at)
    {
        State = PaymentMoves.Next(State, e)
            ?? throw new InvalidOperationException($"Attempt {Id}: {e} is not allowed from {State}.");
        ChangedAt = at;
        CheckAt = PaymentMoves.NextCheck(State, at);
        foreach (var share in Shares)
        {
            share.IsLive = PaymentMoves.IsLive(State);
            share.IsInFlight = State == PaymentAttemptState.Processing;
        }
    }

    internal sealed class Table : IEntityTypeConfiguration<PaymentAttempt>
    {
        public void Configure(EntityTypeBuilder<PaymentAttempt> builder)
        {
            builder.Property(a => a.Version).IsRowVersion();
            builder.HasOne<Draft>().WithMany().HasForeignKey(x => x.DraftId);
            builder.HasMany(a => a.Shares).WithOne().HasForeignKey(s => s.AttemptId);
        }
    }
}

/// <summary>What an attempt pays on one account.</summary>
public sealed class PaymentAttemptShare
{
    public Guid AttemptId { get; init; }

    public required Guid CustomerAccountId { get; init; }

    public required Usd Amount { get; init; }

    /// <summary>The payer may still pay at the checkout.</summary>
    public bool IsLive { get; set; } = true;

    /// <summary>A bank debit is on its way.</summary>
    public bool IsInFlight { get; set; }

    internal sealed class Table : IEntityTypeConfiguration<PaymentAttemptShare>
    {
        public void Configure(EntityTypeBuilder<PaymentAttemptShare> builder) =>
            builder.HasKey(s => new { s.AttemptId, s.CustomerAccountId });
    }
}

public enum AttemptChannel
{
    Resident,
    Guest,

    /// <summary>A kept method, as its owner agreed once.</summary>
    Autopay,

    /// <summary>A kept method, as somebody scheduled.</summary>
    Scheduled,
}
