using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Portal.Core.Accounts.Contacts;

namespace Portal.Core.Accounts.Notices;

/// <summary>How an account's customer wants to hear of a topic; the latest one counts. Append-only.</summary>
public sealed class NoticeChoice
{
    public required Guid Id { get; init; }

    public required Guid CustomerAccountId { get; init; }

    public required NoticeTopic Topic { get; init; }

    public required NoticeChannel Channel { get; init; }

    /// <summary>A <see cref="Staff.Actor.Name"/>.</summary>
    public required string ChosenBy { get; init; }

    public required DateTimeOffset ChosenAt { get; init; }

    /// <summary>Nobody must be told of unusual use; everything else may be what a law or a bill rests on.</summary>
    public static bool MayBeOff(NoticeTopic topic) => topic == NoticeTopic.UseAlerts;

    /// <summary>Letters about money go by mail to who paid, and so there is nothing to choose.</summary>
    public static bool MayBeChosen(NoticeTopic topic) => topic != NoticeTopic.Payments;

    internal sealed class Table : IEntityTypeConfiguration<NoticeChoice>
    {
        public void Configure(EntityTypeBuilder<NoticeChoice> builder) =>
            builder.HasOne<CustomerAccount>().WithMany().HasForeignKey(x => x.CustomerAccountId);
    }
}

/// <summary>By which way a notice comes.</summary>
public enum NoticeChannel
{
    Email,
    Paper,
    Both,

    /// <summary>Not at all, where that is allowed.</summary>
    Off,
}
