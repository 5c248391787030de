using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Portal.Core.Accounts;
using Portal.Core.People;

namespace Portal.Core.Appointments;

/// <summary>
/// A time that a customer has with the office, at the counter or on the phone. Only canceled, never changed; whoever
/// wants another time books it.
/// </summary>
public sealed class Appointment
{
    /// <summary>Made with the form.</summary>
    public required Guid Id { get; init; }

    public required Guid CustomerAccountId { get; init; }

    /// <summary>Who booked it online; null when the office did.</summary>
    public required Guid? UserId { get; init; }

    public required AppointmentKind Kind { get; init; }

    public required DateOnly Day { get; init; }

    /// <summary>By the city's clocks.</summary>
    public required TimeOnly StartsAt { get; init; }

    public required TimeOnly EndsAt { get; init; }

    /// <summary>From 1: which of the places of its time it has.</summary>
    public required int Place { get; init; }

    public required AppointmentTopic Topic { get; init; }

    /// <summary>To call; null at the counter.</summary>
    public required string? Phone { get; init; }

    public required string BookedBy { get; init; }

    public required DateTimeOffset BookedAt { get; init; }

    public string? CanceledBy { get; private set; }

    public DateTimeOffset? CanceledAt { get; private set; }

    /// <summary>Why the office canceled it.</summary>
    public string? CancelNote { get; private set; }

    internal void Cancel(string by, DateTimeOffset at, string? note) =>
        (CanceledBy, CanceledAt, CancelNote) = (by, at, note);

    internal sealed class Table : IEntityTypeConfiguration<Appointment>
    {
        public void Configure(EntityTypeBuilder<Appointment> builder)
        {
            builder.HasOne<CustomerAccount>().WithMany().HasForeignKey(x => x.CustomerAccountId);
            builder.HasOne<PortalUser>().WithMany().HasForeignKey(x => x.UserId);
        }
    }
}

public enum AppointmentKind
{
    Counter,

    /// <summary>The office calls.</summary>
    CallBack,
}

/// <summary>What it is about.</summary>
public enum AppointmentTopic
{
    Bill,
    Payment,
    Service,
    Other,
}

/// <summary>On which weekday, from when to when, in which steps and for how many at once the office has time.</summary>
public sealed class AppointmentHours
{
    public required Guid Id { get; init; }

    public required AppointmentKind Kind { get; init; }

    /// <summary>1 is Monday.</summary>
    public required int IsoWeekday { get; init; }

    public required TimeOnly StartsAt { get; init; }

    public required TimeOnly EndsAt { get; init; }

    public required int SlotMinutes { get; init; }

    /// <summary>People at once.</summary>
    public required int Capacity { get; init; }

    public required string MadeBy { get; init; }

    public required DateTimeOffset MadeAt { get; init; }

    public string? EndedBy { get; private set; }

    public DateTimeOffset? EndedAt { get; private set; }

    internal void End(string by, DateTimeOffset at) => (EndedBy, EndedAt) = (by, at);

    internal sealed class Table : IEntityTypeConfiguration<AppointmentHours>
    {
        public void Configure(EntityTypeBuilder<AppointmentHours> builder) => builder.HasKey(h => h.Id);
    }
}
