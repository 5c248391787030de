using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Portal.Core.Staff.Reviews;

/// <summary>A look at who may do what. One for each quarter; closed once, when everybody has an answer.</summary>
public sealed class AccessReview
{
    public required Guid Id { get; init; }

    /// <summary>First day of the quarter.</summary>
    public required DateOnly QuarterOn { get; init; }

    public required string OpenedBy { get; init; }

    public required DateTimeOffset OpenedAt { get; init; }

    public string? ClosedBy { get; set; }

    public DateTimeOffset? ClosedAt { get; set; }

    /// <summary>The first day of the quarter that a day is in.</summary>
    public static DateOnly QuarterOf(DateOnly day) => new(day.Year, ((day.Month - 1) / 3 * 3) + 1, 1);
}

/// <summary>One person in a review, with the rights they had when it was opened.</summary>
public sealed class AccessReviewItem
{
    public required Guid ReviewId { get; init; }

    public required Guid UserId { get; init; }

    public required string Role { get; init; }

    public required string[] Also { get; init; }

    public required bool Suspended { get; init; }

    public AccessAnswer? Answer { get; set; }

    /// <summary>What has to change; may be empty where nothing has.</summary>
    public string Note { get; set; } = "";

    public string? AnsweredBy { get; set; }

    public DateTimeOffset? AnsweredAt { get; set; }

    internal sealed class Table : IEntityTypeConfiguration<AccessReviewItem>
    {
        public void Configure(EntityTypeBuilder<AccessReviewItem> builder)
        {
            builder.HasKey(i => new { i.ReviewId, i.UserId });
            builder.HasOne<AccessReview>().WithMany().HasForeignKey(x => x.ReviewId);
            builder.HasOne<StaffMember>().WithMany().HasForeignKey(x => x.UserId);
        }
    }
}

/// <summary>What a reviewer says about a person's rights.</summary>
public enum AccessAnswer
{
    Confirmed,

    /// <summary>Somebody who manages people changes them.</summary>
    ToChange,
}
