using Portal.Core.Requests;
using Portal.Core.Requests.Calls;
using Portal.Core.Requests.Uploads;

namespace Portal.Web.Pages.Office.Requests;

/// <summary>What is filled in about a call, a visit or a letter.</summary>
public sealed class Inquiry
{
    public Guid OperationId { get; set; }

    public string? Account { get; set; }

    public string? Channel { get; set; }

    public string? Capacity { get; set; }

    public string? Name { get; set; }

    public string? Email { get; set; }

    public string? Phone { get; set; }

    public string? Language { get; set; }

    public List<string>? Passed { get; set; }

    public List<string>? Failed { get; set; }

    public string? Topic { get; set; }

    public string? Asked { get; set; }

    public string? Outcome { get; set; }

    public string? Cause { get; set; }

    public string? Told { get; set; }

    public string? Department { get; set; }

    public bool IsInternal { get; set; }

    public List<IFormFile>? Files { get; set; }

    internal LogInquiry.Request Read(Guid staffUserId, Guid? account, IReadOnlyList<Upload> files) => new(
        OperationId, staffUserId, LogModel.ChannelOf(Channel), account, Name, Topic, Asked,
        Enum.TryParse<InquiryOutcome>(Outcome, out var outcome) && Enum.IsDefined(outcome) ? outcome : null)
    {
        Capacity = Enum.TryParse<CallerCapacity>(Capacity, out var capacity) && Enum.IsDefined(capacity)
            ? capacity
            : CallerCapacity.Customer,
        Email = Email,
        Phone = Phone,
        Language = Language,
        Passed = Passed ?? [],
        Failed = Failed ?? [],
        Cause = Cause,
        Told = Told,
        Department = Department,
        IsInternal = IsInternal,
        Files = files,
    };
}
