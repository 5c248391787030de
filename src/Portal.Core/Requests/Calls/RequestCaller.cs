using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Portal.Core.Requests.Desk;
using Portal.Core.Staff;

namespace Portal.Core.Requests.Calls;

/// <summary>
/// Who asked by phone, at the counter, by letter or by e-mail, as a member of staff wrote it down. One for each
/// request; nothing about them is proved but what their <see cref="CallerCheck"/>s say. Append-only.
/// </summary>
public sealed class RequestCaller
{
    public required Guid Id { get; init; }

    public required string Name { get; init; }

    public required CallerCapacity Capacity { get; init; }

    public string? Email { get; init; }

    /// <summary>As typed; null when they gave none.</summary>
    public string? Phone { get; init; }

    /// <summary>"en" or "es".</summary>
    public required string Language { get; init; }

    public required DateTimeOffset RecordedAt { get; init; }

    /// <summary>The member of staff.</summary>
    public required Guid RecordedBy { get; init; }

    internal sealed class Table : IEntityTypeConfiguration<RequestCaller>
    {
        public void Configure(EntityTypeBuilder<RequestCaller> builder) =>
            builder.HasOne<StaffMember>().WithMany().HasForeignKey(c => c.RecordedBy);
    }
}

/// <summary>As what somebody asks.</summary>
public enum CallerCapacity
{
    Customer,

    /// <summary>For a customer: family, an agent, a landlord.</summary>
    ForCustomer,
    Vendor,

    /// <summary>Another department of the city.</summary>
    Department,
    Other,
}

/// <summary>Which question a caller was asked to show who they are, and whether they knew. Never the answer.</summary>
public sealed class CallerCheck
{
    public required Guid CallerId { get; init; }

    /// <summary>Code of a <see cref="CallerQuestion"/>.</summary>
    public required string Question { get; init; }

    public required bool IsPassed { get; init; }

    internal sealed class Table : IEntityTypeConfiguration<CallerCheck>
    {
        public void Configure(EntityTypeBuilder<CallerCheck> builder)
        {
            builder.HasKey(c => new { c.CallerId, c.Question });
            builder.HasOne<RequestCaller>().WithMany().HasForeignKey(c => c.CallerId);
            builder.HasOne<CallerQuestion>().WithMany().HasForeignKey(c => c.Question);
        }
    }
}

/// <summary>A word of the office's own lists, in both languages.</summary>
public abstract class OfficeWord : IOfficeWord
{
    public required string Code { get; init; }

    public required string NameEn { get; set; }

    public required string NameEs { get; set; }

    public required int Sort { get; init; }

    public DateTimeOffset? RetiredAt { get; set; }

    public string NameIn(CultureInfo culture)
    {
        ArgumentNullException.ThrowIfNull(culture);
        return culture.TwoLetterISOLanguageName == "es" ? NameEs : NameEn;
    }
}

/// <summary>What a caller may be asked.</summary>
public sealed class CallerQuestion : OfficeWord
{
    internal sealed class Table : IEntityTypeConfiguration<CallerQuestion>
    {
        public void Configure(EntityTypeBuilder<CallerQuestion> builder) => builder.HasKey(q => q.Code);
    }
}

/// <summary>Why a request ended.</summary>
public sealed class CloseCause : OfficeWord
{
    /// <summary>Of a request that goes on in another.</summary>
    public const string Duplicate = "duplicate";

    internal sealed class Table : IEntityTypeConfiguration<CloseCause>
    {
        public void Configure(EntityTypeBuilder<CloseCause> builder) => builder.HasKey(c => c.Code);
    }
}

/// <summary>A part of the city that a request can wait at.</summary>
public sealed class RequestDepartment : OfficeWord
{
    /// <summary>Where all of them begin.</summary>
    public const string Billing = "billing";

    internal sealed class Table : IEntityTypeConfiguration<RequestDepartment>
    {
        public void Configure(EntityTypeBuilder<RequestDepartment> builder) => builder.HasKey(d => d.Code);
    }
}
