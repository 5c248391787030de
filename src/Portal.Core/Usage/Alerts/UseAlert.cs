using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Portal.Core.Accounts;

namespace Portal.Core.Usage.Alerts;

/// <summary>
/// Something about the use of a meter that its customer should know: one row from its first day until it is over
/// (ux_use_alert_one_open). The customer is told once; who says that they know hears no more of it.
/// </summary>
public sealed class UseAlert
{
    public required Guid Id { get; init; }

    public required Guid CustomerAccountId { get; init; }

    public required Guid ServicePointId { get; init; }

    public required UseAlertKind Kind { get; init; }

    public required DateOnly FirstDay { get; init; }

    /// <summary>The last known day on which it was so.</summary>
    public required DateOnly LastDay { get; set; }

    /// <summary>Used from the first day to the last.</summary>
    public required decimal Used { get; set; }

    /// <summary>
    /// What it was compared with: of a leak the least flow that is usual, of high use a usual day of the season, of use
    /// while away what a day may have without anybody there.
    /// </summary>
    public required decimal Usual { get; init; }

    public required string Unit { get; init; }

    public required DateTimeOffset FoundAt { get; init; }

    public DateTimeOffset? KnownAt { get; private set; }

    /// <summary>Who said that they know.</summary>
    public string? KnownBy { get; private set; }

    public DateTimeOffset? OverAt { get; set; }

    /// <summary>Days from the first to the last.</summary>
    public int Days => LastDay.DayNumber - FirstDay.DayNumber + 1;

    internal void Know(string by, DateTimeOffset at) => (KnownAt, KnownBy) = (at, by);

    internal sealed class Table : IEntityTypeConfiguration<UseAlert>
    {
        public void Configure(EntityTypeBuilder<UseAlert> builder)
        {
            builder.HasOne<CustomerAccount>().WithMany().HasForeignKey(x => x.CustomerAccountId);
            builder.HasOne<ServicePoint>().WithMany().HasForeignKey(x => x.ServicePointId);
            builder.Ignore(x => x.Days);
        }
    }
}

/// <summary>What was noticed.</summary>
public enum UseAlertKind
{
    /// <summary>Water ran without a pause for days, which it usually does not.</summary>
    Leak,

    /// <summary>A week well above the same weeks of earlier years.</summary>
    HighUse,

    /// <summary>Water was used on days when the customer said they would be away.</summary>
    AwayUse,
}

/// <summary>What a customer wants to be told of; without a row <see cref="Usual"/> holds.</summary>
public sealed class UseAlertChoice
{
    /// <summary>Above the usual use of the season, in percent, when nobody chose.</summary>
    public const int UsualPercent = 200;

    /// <summary>What may be chosen.</summary>
    public static readonly IReadOnlyList<int> Percents = [150, 200, 300];

    public required Guid CustomerAccountId { get; init; }

    public required bool TellsLeak { get; set; }

    /// <summary>Percent of the usual use from which on it is told; null for never.</summary>
    public required int? HighPercent { get; set; }

    public required bool TellsAway { get; set; }

    public required DateTimeOffset ChangedAt { get; set; }

    public required string ChangedBy { get; set; }

    /// <summary>What holds for an account that never chose.</summary>
    public static UseAlertChoice Usual(Guid accountId) => new()
    {
        CustomerAccountId = accountId,
        TellsLeak = true,
        HighPercent = UsualPercent,
        TellsAway = true,
        ChangedAt = default,
        ChangedBy = "",
    };

    internal sealed class Table : IEntityTypeConfiguration<UseAlertChoice>
    {
        public void Configure(EntityTypeBuilder<UseAlertChoice> builder)
        {
            builder.HasKey(x => x.CustomerAccountId);
            builder.HasOne<CustomerAccount>().WithMany().HasForeignKey(x => x.CustomerAccountId);
        }
    }
}

/// <summary>Days on which nobody is there, as the customer said (ux_away_period_one_at_a_time).</summary>
public sealed class AwayPeriod
{
    /// <summary>Made with the form.</summary>
    public required Guid Id { get; init; }

    public required Guid CustomerAccountId { get; init; }

    /// <summary>The day they leave: some water is used on it.</summary>
    public required DateOnly FromOn { get; init; }

    /// <summary>The day they come back.</summary>
    public required DateOnly ToOn { get; init; }

    public required DateTimeOffset EnteredAt { get; init; }

    public required string EnteredBy { get; init; }

    /// <summary>When it was taken back or cut short.</summary>
    public DateTimeOffset? EndedAt { get; private set; }

    public string? EndedBy { get; private set; }

    internal void End(string by, DateTimeOffset at) => (EndedAt, EndedBy) = (at, by);

    internal sealed class Table : IEntityTypeConfiguration<AwayPeriod>
    {
        public void Configure(EntityTypeBuilder<AwayPeriod> builder) =>
            builder.HasOne<CustomerAccount>().WithMany().HasForeignKey(x => x.CustomerAccountId);
    }
}
