using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Portal.Core.Money;
using Portal.Core.Payments.Refunds;

namespace Portal.Core.Payments.Checks;

/// <summary>
/// A check that pays a refund. Its number is used once in its bank account and never given back, also when it is void.
/// Its states: CheckMoves. Only the state, its run and the day it was mailed change.
/// </summary>
public sealed class BankCheck
{
    public required Guid Id { get; init; }

    /// <summary>A <see cref="CheckAccount"/>.</summary>
    public required string AccountCode { get; init; }

    public required long Number { get; init; }

    public required Guid RefundId { get; init; }

    /// <summary>The check in whose place it stands.</summary>
    public Guid? ReplacesId { get; init; }

    public required Usd Amount { get; init; }

    /// <summary>The customer whose account it is, as the account is named.</summary>
    public required string Payee { get; init; }

    /// <summary>Lines of it, without the name.</summary>
    public required string Address { get; init; }

    public required DateOnly IssuedOn { get; init; }

    public required string IssuedBy { get; init; }

    /// <summary>The run that printed it.</summary>
    public Guid? RunId { get; set; }

    public DateOnly? MailedOn { get; set; }

    public CheckState State { get; private set; } = CheckState.Issued;

    public required string ChangedBy { get; set; }

    public required DateTimeOffset ChangedAt { get; set; }

    /// <summary>By which it was issued (2010 to 1010).</summary>
    public required Guid JournalEntryId { get; init; }

    /// <summary>Makes one move of the table.</summary>
    /// <exception cref="InvalidOperationException">The table has no such move: a bug.</exception>
    public void Move(CheckState to, string by, DateTimeOffset at)
    {
        if (!CheckMoves.May(State, to))
        {
            throw new InvalidOperationException($"Check {Number} does not go from {State} to {to}.");
        }

        (State, ChangedBy, ChangedAt) = (to, by, at);
    }

    internal sealed class Table : IEntityTypeConfiguration<BankCheck>
    {
        public void Configure(EntityTypeBuilder<BankCheck> builder)
        {
            builder.HasOne<CheckAccount>().WithMany().HasForeignKey(c => c.AccountCode);
            builder.HasOne<Refund>().WithMany().HasForeignKey(c => c.RefundId);
            builder.HasOne<CheckRun>().WithMany().HasForeignKey(c => c.RunId);
            builder.HasOne<BankCheck>().WithMany().HasForeignKey(c => c.ReplacesId);
        }
    }
}

/// <summary>Where a check stands.</summary>
public enum CheckState
{
    /// <summary>It has its number and waits to be printed.</summary>
    Issued,

    Printed,

    Mailed,

    /// <summary>The bank paid it.</summary>
    Cleared,

    /// <summary>Never left the office.</summary>
    Void,

    /// <summary>The bank was asked not to pay it and has not said that it will not.</summary>
    StopAsked,

    /// <summary>The bank confirmed the stop.</summary>
    Stopped,

    /// <summary>Nobody cashed it in time: unclaimed money.</summary>
    Stale,

    /// <summary>Another check stands in its place.</summary>
    Reissued,

    /// <summary>Its payee claimed it, as credit on their account.</summary>
    Credited,

    /// <summary>Nobody claimed it: it became the city's.</summary>
    TurnedOver,
}

/// <summary>A move of a check. Append-only.</summary>
public sealed class BankCheckEvent
{
    public required Guid Id { get; init; }

    public required Guid CheckId { get; init; }

    /// <summary>Where it came to.</summary>
    public required CheckState State { get; init; }

    public required string Note { get; init; }

    public required DateOnly OnDay { get; init; }

    public required DateTimeOffset At { get; init; }

    public required string ByWhom { get; init; }

    /// <summary>What the move posted; null for nothing.</summary>
    public Guid? JournalEntryId { get; init; }

    internal sealed class Table : IEntityTypeConfiguration<BankCheckEvent>
    {
        public void Configure(EntityTypeBuilder<BankCheckEvent> builder) =>
            builder.HasOne<BankCheck>().WithMany().HasForeignKey(e => e.CheckId);
    }
}

/// <summary>A bank account that checks are drawn on, and the next number on its stock.</summary>
public sealed class CheckAccount
{
    public required string Code { get; init; }

    public required string Name { get; init; }

    public required string BankName { get; init; }

    public required string RoutingNumber { get; init; }

    public required string AccountNumber { get; init; }

    /// <summary>How its bank wants to be told of checks.</summary>
    public required PositivePayLayout Layout { get; init; }

    public required long NextNumber { get; set; }

    internal sealed class Table : IEntityTypeConfiguration<CheckAccount>
    {
        public void Configure(EntityTypeBuilder<CheckAccount> builder) => builder.HasKey(a => a.Code);
    }
}

/// <summary>Checks printed together: one PDF. Append-only, made whole or not at all.</summary>
public sealed class CheckRun
{
    /// <summary>The operation that printed it.</summary>
    public required Guid Id { get; init; }

    public required string AccountCode { get; init; }

    public required int Checks { get; init; }

    public required long FirstNumber { get; init; }

    public required long LastNumber { get; init; }

    public required Usd Total { get; init; }

    public required DateOnly MadeOn { get; init; }

    public required DateTimeOffset MadeAt { get; init; }

    public required string MadeBy { get; init; }

    public required byte[] Pdf { get; init; }

    /// <summary>Of the PDF.</summary>
    public required string Sha256 { get; init; }

    internal sealed class Table : IEntityTypeConfiguration<CheckRun>
    {
        public void Configure(EntityTypeBuilder<CheckRun> builder) =>
            builder.HasOne<CheckAccount>().WithMany().HasForeignKey(r => r.AccountCode);
    }
}
