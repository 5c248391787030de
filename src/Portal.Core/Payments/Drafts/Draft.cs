using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Portal.Core.Accounts;
using Portal.Core.Billing;
using Portal.Core.Money;
using Portal.Core.Payments.Autopay;
using Portal.Core.Payments.Wallet;
using Portal.Core.People;
using Portal.Core.People.Consents;

namespace Portal.Core.Payments.Drafts;

/// <summary>
/// A promised debit: at most so much, on such a day, of autopay (one for each bill) or as somebody scheduled it. Each
/// try to take it is a <see cref="PaymentAttempt"/>. Its moves are <see cref="DraftMoves"/>.
/// </summary>
public sealed class Draft
{
    public required Guid Id { get; init; }

    public required DraftSource Source { get; init; }

    public required Guid CustomerAccountId { get; init; }

    /// <summary>Of autopay.</summary>
    public Guid? EnrollmentId { get; init; }

    /// <summary>The bill that autopay takes it for.</summary>
    public Guid? BillId { get; init; }

    /// <summary>Null for a guest.</summary>
    public required Guid? UserId { get; init; }

    /// <summary>Of a scheduled payment; autopay goes by its enrollment: a new card needs no new promise.</summary>
    public Guid? MethodId { get; set; }

    /// <summary>The visit by which a guest keeps the method.</summary>
    public Guid? SetupId { get; init; }

    public Guid? ConsentId { get; set; }

    public required string Language { get; init; }

    /// <summary>A guest's address.</summary>
    public string? Email { get; init; }

    /// <summary>The most that is taken. Of autopay never raised (tr_draft_keeps_its_promise).</summary>
    public required Usd Amount { get; set; }

    /// <summary>The day it is promised for, a banking day.</summary>
    public required DateOnly PlannedOn { get; set; }

    /// <summary>Null when it never was promised.</summary>
    public DateOnly? PromisedOn { get; private set; }

    public DraftState State { get; private set; } = DraftState.AwaitingMethod;

    /// <summary>Why it failed, was skipped or canceled.</summary>
    public DraftWhy? Why { get; private set; }

    /// <summary>How often it was sent.</summary>
    public int Tries { get; private set; }

    /// <summary>From when on it may be sent; while it is promised.</summary>
    public DateTimeOffset? SendAt { get; private set; }

    public byte[]? SecretHash { get; set; }

    public Guid? LeaseBy { get; init; }

    public DateTimeOffset? LeaseUntil { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset ChangedAt { get; set; }

    /// <summary>Whether its payer may still change or cancel it.</summary>
    public bool CanBeChanged => State == DraftState.Promised && Tries == 0;

    /// <exception cref="InvalidOperationException">The table has no such move: a bug.</exception>
    internal void Apply(DraftEvent e, DateTimeOffset at, DraftWhy? why = null)
    {
        State = DraftMoves.Next(State, e)
            ?? throw new InvalidOperationException($"Draft {Id}: {e} is not allowed from {State}.");
        (Why, ChangedAt) = (why, at);
        Tries += e == DraftEvent.Send ? 1 : 0;
        SendAt = State == DraftState.Promised ? SendAt : null;
    }

    /// <summary>Promised from now on, or tried again: not sent before a moment.</summary>
    internal void SendFrom(DateTimeOffset moment, DateOnly today)
    {
        SendAt = moment;
        PromisedOn ??= today;
    }

    internal sealed class Table : IEntityTypeConfiguration<Draft>
    {
        public void Configure(EntityTypeBuilder<Draft> builder)
        {
            builder.Ignore(d => d.CanBeChanged);
            builder.HasOne<CustomerAccount>().WithMany().HasForeignKey(x => x.CustomerAccountId);
            builder.HasOne<AutopayEnrollment>().WithMany().HasForeignKey(x => x.EnrollmentId);
            builder.HasOne<Bill>().WithMany().HasForeignKey(x => x.BillId);
            builder.HasOne<PortalUser>().WithMany().HasForeignKey(x => x.UserId);
            builder.HasOne<SavedMethod>().WithMany().HasForeignKey(x => x.MethodId);
            builder.HasOne<MethodSetup>().WithMany().HasForeignKey(x => x.SetupId);
            builder.HasOne<Consent>().WithMany().HasForeignKey(x => x.ConsentId);
        }
    }
}

/// <summary>A move of a draft, or a change of its promise, and how it stood afterwards. Append-only.</summary>
public sealed class DraftHistory
{
    public required Guid DraftId { get; init; }

    /// <summary>From 1.</summary>
    public required int No { get; init; }

    public required DraftEvent Event { get; init; }

    public required DraftState State { get; init; }

    public required DraftWhy? Why { get; init; }

    public required Usd Amount { get; init; }

    public required DateOnly PlannedOn { get; init; }

    /// <summary>A <see cref="Staff.Actor.Name"/>.</summary>
    public required string By { get; init; }

    public required DateTimeOffset At { get; init; }

    internal sealed class Table : IEntityTypeConfiguration<DraftHistory>
    {
        public void Configure(EntityTypeBuilder<DraftHistory> builder)
        {
            builder.ToTable("draft_event");
            builder.HasKey(e => new { e.DraftId, e.No });
            builder.HasOne<Draft>().WithMany().HasForeignKey(x => x.DraftId);
        }
    }
}

public enum DraftSource
{
    Autopay,
    Scheduled,
}
