using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Portal.Core.Accounts;
using Portal.Core.Reads.Validation;

namespace Portal.Core.Reads.Exceptions;

/// <summary>
/// Something about a read, or one that did not come, that a person must decide. While it is unresolved its account is
/// not billed, and no other is held with it.
/// </summary>
public sealed class ReadException
{
    public required Guid Id { get; init; }

    public required Guid ServicePointId { get; init; }

    /// <summary>Who would be billed; null where nobody is served.</summary>
    public Guid? CustomerAccountId { get; init; }

    /// <summary>Null until a missing read comes.</summary>
    public Guid? MeterReadId { get; set; }

    public required ReadRule Rule { get; init; }

    /// <summary>The read's day when it was found; of a missing read the day it was due.</summary>
    public required DateOnly PeriodOn { get; init; }

    /// <summary>The figures the rule went by, as JSON: <see cref="ReadFigures"/>.</summary>
    public required string Evidence { get; init; }

    public ReadExceptionState State { get; private set; }

    public required DateTimeOffset OpenedAt { get; init; }

    public DateTimeOffset? ClosedAt { get; private set; }

    /// <summary>Who proposed the correction that waits for a second person, or was approved by one.</summary>
    public string? ProposedBy { get; private set; }

    public decimal? ProposedReading { get; private set; }

    public string? ProposedReason { get; private set; }

    /// <summary>The day of a re-read that waits; null for a correction by hand.</summary>
    public DateOnly? ProposedOn { get; private set; }

    public bool IsOverLimit { get; private set; }

    public string? ApprovedBy { get; private set; }

    /// <summary>Goes where the event leads.</summary>
    /// <exception cref="InvalidOperationException">The event does not belong to the state: a bug.</exception>
    internal void Apply(ReadExceptionEventKind e, DateTimeOffset at)
    {
        State = ReadExceptionMoves.Next(State, e)
            ?? throw new InvalidOperationException($"Read exception {Id}: {e} is not allowed from {State}.");
        ClosedAt = ReadExceptionMoves.IsUnresolved(State) ? null : at;
    }

    internal void Propose(decimal reading, string? reason, string by, DateOnly? on = null) =>
        (ProposedReading, ProposedReason, ProposedBy, ProposedOn, IsOverLimit) = (reading, reason, by, on, true);

    /// <summary>Doubted again after it was decided: nothing of that decision binds the next.</summary>
    internal void Renew(DateTimeOffset at)
    {
        Apply(ReadExceptionEventKind.Reopen, at);
        Decline();
        ApprovedBy = null;
    }

    internal void Approve(string by) => ApprovedBy = by;

    internal void Decline() =>
        (ProposedReading, ProposedReason, ProposedBy, ProposedOn, IsOverLimit) = (null, null, null, null, false);

    internal sealed class Table : IEntityTypeConfiguration<ReadException>
    {
        public void Configure(EntityTypeBuilder<ReadException> builder)
        {
            builder.HasOne<ServicePoint>().WithMany().HasForeignKey(x => x.ServicePointId);
            builder.Property(x => x.Evidence).HasColumnType("jsonb");
        }
    }
}

/// <summary>What was done about an exception. Append-only.</summary>
public sealed class ReadExceptionEvent
{
    public required Guid Id { get; init; }

    public required Guid ReadExceptionId { get; init; }

    /// <summary>Made with the form; the same act is recorded once.</summary>
    public required Guid OperationId { get; init; }

    public required DateTimeOffset At { get; init; }

    /// <summary>An actor's name.</summary>
    public required string By { get; init; }

    /// <summary>The act's name.</summary>
    public required string Act { get; init; }

    /// <summary>Null where a rule found it.</summary>
    public ReadExceptionState? FromState { get; init; }

    public required ReadExceptionState ToState { get; init; }

    public string? Reason { get; init; }

    /// <summary>Figures of the act, as JSON.</summary>
    public string Detail { get; init; } = "{}";

    internal sealed class Table : IEntityTypeConfiguration<ReadExceptionEvent>
    {
        public void Configure(EntityTypeBuilder<ReadExceptionEvent> builder)
        {
            builder.HasOne<ReadException>().WithMany().HasForeignKey(x => x.ReadExceptionId);
            builder.Property(x => x.Detail).HasColumnType("jsonb");
        }
    }
}

/// <summary>A note or a photo about an exception. Append-only.</summary>
public sealed class ReadEvidence
{
    public required Guid Id { get; init; }

    public required Guid ReadExceptionId { get; init; }

    public required Guid OperationId { get; init; }

    public required DateTimeOffset At { get; init; }

    public required string By { get; init; }

    public string? Note { get; init; }

    /// <summary>By its content, whatever it was called: image/jpeg or image/png.</summary>
    public string? MediaType { get; init; }

    public byte[]? Photo { get; init; }

    internal sealed class Table : IEntityTypeConfiguration<ReadEvidence>
    {
        public void Configure(EntityTypeBuilder<ReadEvidence> builder) =>
            builder.HasOne<ReadException>().WithMany().HasForeignKey(x => x.ReadExceptionId);
    }
}
