using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Mvc.Rendering;
using Portal.Core.Accounts;
using Portal.Core.Common;
using Portal.Core.Requests;
using Portal.Core.Requests.Calls;
using Portal.Core.Staff;
using Portal.Web.Pages.My.Requests;
using Portal.Web.Security;
using Portal.Web.TagHelpers;

namespace Portal.Web.Pages.Office.Requests;

/// <summary>
/// Writes down a call, a visit or a letter in one short form; about an account, once the look at it is recorded.
/// </summary>
[RequestSizeLimit(ReadUploads.LargestForm)]
[TakesFiles(ReadUploads.LargestForm)]
public sealed class LogModel(
    LogInquiry log, FindCustomers findCustomers, RecordListedCustomers recordListed,
    RequestDesk desk, DeskChoices choices) : PageModel
{
    [BindProperty]
    public Inquiry Input { get; set; } = new();

    /// <summary>Looks for the account it is about.</summary>
    [FromQuery(Name = "find")]
    public string? Find { get; set; }

    public FindCustomers.Found? Found { get; private set; }

    public RequestRecord.About? On { get; private set; }

    public DeskChoices Choices => choices;

    public IReadOnlyList<SelectListItem> Topics { get; private set; } = [];

    public IReadOnlyList<SelectListItem> Causes { get; private set; } = [];

    public IReadOnlyList<SelectListItem> Departments { get; private set; } = [];

    public IReadOnlyList<Choice> Questions { get; private set; } = [];

    public async Task<IActionResult> OnGetAsync(Guid? account, string? channel, CancellationToken ct)
    {
        Input = new()
        {
            OperationId = Guid.CreateVersion7(), Account = $"{account}",
            Channel = $"{ChannelOf(channel) ?? RequestChannel.Phone}",
            Outcome = nameof(InquiryOutcome.AnsweredNow),
        };
        if (!await LoadAsync(ct)) { return NotFound(); }

        Input.Name = On?.CustomerName;
        if (!string.IsNullOrWhiteSpace(Find))
        {
            Found = await findCustomers.RunAsync(new(Find), ct);
            await recordListed.RunAsync(HttpContext, Found.Rows.Select(r => r.Id), ct);
        }

        return Page();
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        if (!await LoadAsync(ct)) { return NotFound(); }

        var outcome = await log.RunAsync(
            Input.Read(User.Id(), On?.AccountId, await ReadUploads.RunAsync(Input.Files, ct)), ct);
        if (outcome is Outcome<CustomerRequest>.Done(var kept))
        {
            TempData["RequestDone"] = "Logged";
            return RedirectToPage("Request", new { kept.Id });
        }

        foreach (var reason in ((Outcome<CustomerRequest>.Refused)outcome).Refusal.All)
        {
            ModelState.AddModelError(RequestDesk.FieldOfLog(reason.Key), reason.Reason);
        }

        return Page();
    }

    internal static RequestChannel? ChannelOf(string? typed) =>
        Enum.TryParse<RequestChannel>(typed, ignoreCase: true, out var channel) && Enum.IsDefined(channel)
            ? channel
            : null;

    private async Task<bool> LoadAsync(CancellationToken ct)
    {
        if (!string.IsNullOrEmpty(Input.Account))
        {
            On = await desk.LookAtAccountAsync(HttpContext, AskForms.Id(Input.Account), ChannelOf(Input.Channel), ct);
            if (On is null) { return false; }
        }

        Topics = await choices.TopicsAsync(ct);
        Causes = await choices.CausesAsync(ct);
        Departments = await choices.DepartmentsAsync(withBilling: false, ct);
        Questions = await choices.QuestionsAsync(ct);
        return true;
    }
}
