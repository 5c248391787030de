using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Portal.Core.Accounts;
using Portal.Core.Billing;
using Portal.Core.People;
using Portal.Core.Requests.Calls;
using Portal.Core.Requests.Desk;
using Portal.Core.Requests.Strangers;
using Portal.Core.Staff;

namespace Portal.Core.Requests;

/// <summary>
/// Something a customer asks of the office. Its id is the form's operation id: the same form asks once. What was asked
/// never changes; its state, what it is about, where and whose it is in the office, and the day to expect an answer on
/// do, each by a step of its history.
/// </summary>
public sealed class CustomerRequest
{
    public required Guid Id { get; init; }

    /// <summary>In the order of asking; shown as <see cref="Label"/>.</summary>
    public required long Number { get; init; }

    public required RequestKind Kind { get; init; }

    /// <summary>Code of a <see cref="RequestTopic"/>.</summary>
    public required string Topic { get; set; }

    /// <summary>How it came.</summary>
    public RequestChannel Channel { get; init; }

    /// <summary>Null for a problem in the street, or who asks for service and has none yet.</summary>
    public Guid? CustomerAccountId { get; init; }

    /// <summary>Who asked, signed in; null for a stranger.</summary>
    public Guid? UserId { get; init; }

    /// <summary>Who asked without signing in; null for a resident.</summary>
    public Guid? StrangerId { get; init; }

    /// <summary>Who asked by another way than the site, as the office wrote it down.</summary>
    public Guid? CallerId { get; init; }

    /// <summary>Written down for the office alone: its customer does not see it.</summary>
    public bool IsInternal { get; init; }

    /// <summary>Code of the <see cref="RequestDepartment"/> it waits at.</summary>
    public string Department { get; set; } = RequestDepartment.Billing;

    public Guid? BillId { get; set; }

    /// <summary>A line of the bill; null for the whole of it.</summary>
    public int? BillLineNo { get; set; }

    /// <summary>Where a problem is, as typed.</summary>
    public string? Place { get; init; }

    public required RequestState State { get; set; }

    /// <summary>The city's clock: the last open day on which somebody should have taken it.</summary>
    public required DateOnly AcknowledgeBy { get; init; }

    /// <summary>The day on which an answer may be expected at the latest.</summary>
    public required DateOnly ExpectedOn { get; set; }

    /// <summary>The member of staff whose it is; null until somebody takes it.</summary>
    public Guid? AssignedTo { get; set; }

    /// <summary>
    /// Code of a <see cref="Calls.CloseCause"/>; null while it is open, or where who asked took it back.
    /// </summary>
    public string? CloseCause { get; set; }

    /// <summary>The request it goes on in; closed for good then.</summary>
    public Guid? MergedInto { get; set; }

    public required DateTimeOffset OpenedAt { get; init; }

    public required DateTimeOffset ChangedAt { get; set; }

    /// <summary>The number as people say it: Q-000123.</summary>
    public string Label => LabelOf(Number);

    /// <summary>The office has something to do about it.</summary>
    public bool IsWithOffice =>
        State is RequestState.New or RequestState.Acknowledged or RequestState.Reopened;

    internal static string LabelOf(long number) => string.Create(CultureInfo.InvariantCulture, $"Q-{number:000000}");

    internal sealed class Table : IEntityTypeConfiguration<CustomerRequest>
    {
        public void Configure(EntityTypeBuilder<CustomerRequest> builder)
        {
            builder.Ignore(r => r.Label);
            builder.Ignore(r => r.IsWithOffice);
            builder.HasOne<RequestTopic>().WithMany().HasForeignKey(x => x.Topic);
            builder.HasOne<CustomerAccount>().WithMany().HasForeignKey(x => x.CustomerAccountId);
            builder.HasOne<PortalUser>().WithMany().HasForeignKey(x => x.UserId);
            builder.HasOne<Stranger>().WithOne().HasForeignKey<CustomerRequest>(x => x.StrangerId);
            builder.HasOne<RequestCaller>().WithOne().HasForeignKey<CustomerRequest>(x => x.CallerId);
            builder.HasOne<RequestDepartment>().WithMany().HasForeignKey(x => x.Department);
            builder.HasOne<CloseCause>().WithMany().HasForeignKey(x => x.CloseCause);
            builder.HasOne<CustomerRequest>().WithMany().HasForeignKey(x => x.MergedInto);
            builder.HasOne<Bill>().WithMany().HasForeignKey(x => x.BillId);
            builder.HasOne<StaffMember>().WithMany().HasForeignKey(x => x.AssignedTo);
        }
    }
}

/// <summary>What is asked for.</summary>
public enum RequestKind
{
    Question,
    Dispute,
    Refund,
    Start,
    Stop,
    Move,
    Problem,
    LegalName,

    /// <summary>Help from the relief fund.</summary>
    Assistance,
}

/// <summary>How a request came.</summary>
public enum RequestChannel
{
    Site,
    Phone,
    Counter,
    Letter,
    Email,
}

/// <summary>Who asks about a topic.</summary>
public enum TopicAudience
{
    Customer,
    Vendor,

    /// <summary>Another department of the city.</summary>
    Department,
}

/// <summary>What one may ask about, as the city has it: in both languages, and how soon it answers.</summary>
public sealed class RequestTopic : IOfficeWord
{
    public required string Code { get; init; }

    public required RequestKind Kind { get; init; }

    /// <summary>Only customers' topics are on the site.</summary>
    public TopicAudience Audience { get; init; }

    public required string NameEn { get; set; }

    public required string NameEs { get; set; }

    /// <summary>Set when it may be asked about no more.</summary>
    public DateTimeOffset? RetiredAt { get; set; }

    /// <summary>Open days within which somebody takes it.</summary>
    public required int AcknowledgeDays { get; set; }

    /// <summary>Open days within which it is answered.</summary>
    public required int AnswerDays { get; set; }

    /// <summary>Open days before the first day that may be chosen for service to start or stop.</summary>
    public int? LeadDays { get; set; }

    /// <summary>Days left to pay what was disputed, once it is decided.</summary>
    public int? PayDays { get; set; }

    public required int Sort { get; init; }

    public string NameIn(CultureInfo culture)
    {
        ArgumentNullException.ThrowIfNull(culture);
        return culture.TwoLetterISOLanguageName == "es" ? NameEs : NameEn;
    }

    internal sealed class Table : IEntityTypeConfiguration<RequestTopic>
    {
        public void Configure(EntityTypeBuilder<RequestTopic> builder) => builder.HasKey(t => t.Code);
    }
}
