using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Requests;
using Portal.Core.Requests.Disputes;
using Portal.Core.Requests.Moving;
using Portal.Core.Staff;
using Portal.Web.Pages.My.Requests;
using Portal.Web.Security;
using Portal.Web.TagHelpers;
using Portal.Web.Words;

namespace Portal.Web.Pages.Office.Requests;

/// <summary>
/// The acts of a request's page in the office, and the look that is recorded before it shows anything.
/// </summary>
public sealed class RequestDesk(
    PortalDbContext db, RecordCustomerView recordView, TakeRequest take, AnswerRequest answer, DecideDispute decide,
    CheckIdentity check, Words<RequestsBook> words)
{
    public IReadOnlyList<Choice> Rulings =>
        [.. Enum.GetValues<DisputeRuling>().Select(r => new Choice($"{r}", words[$"Ruling_{r}"]))];

    /// <summary>What may be written now.</summary>
    public IReadOnlyList<Choice> ActsOf(RequestRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        return
        [
            .. AnswerRequest.Acts
                .Where(a => AnswerRequest.WhyNot(record.Request, a, record.IsUndecided) is null)
                .Select(a => new Choice($"{a}", words[$"Act_{a}"], words[$"Act_{a}_Hint"])),
        ];
    }

    /// <summary>The request, once the look at its customer is recorded; its number is the reason.</summary>
    public async Task<RequestRecord?> LookAsync(HttpContext context, Guid id, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(context);
        var record = await RequestRecord.OfAsync(db, db.Set<CustomerRequest>(), id, withNotes: true, ct);
        if (record is { On: { } on, Request: { } request })
        {
            await recordView.RunAsync(
                new(context.User.Id(), on.AccountId, context.Request.Path,
                    context.Connection.RemoteIpAddress?.ToString())
                {
                    Reason = "other", Words = request.Label,
                },
                ct);
        }

        return record;
    }

    /// <summary>The account that is asked about, once the look at it is recorded, by the reason given today.</summary>
    public async Task<RequestRecord.About?> LookAtAccountAsync(
        HttpContext context, Guid? accountId, RequestChannel? channel, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (accountId is not { } account) { return null; }

        var look = new RecordCustomerView.Request(
            context.User.Id(), account, context.Request.Path, context.Connection.RemoteIpAddress?.ToString());
        if (await recordView.RunAsync(look, ct) is Outcome<CustomerView>.Refused)
        {
            var reason = channel switch
            {
                RequestChannel.Counter => "counter",
                RequestChannel.Letter or RequestChannel.Email => "letter",
                _ => "call",
            };
            await recordView.RunAsync(look with { Reason = reason }, ct);
        }

        return await RequestRecord.AboutAsync(db, account, ct);
    }

    public async Task<Refusal?> TakeAsync(Guid operationId, Guid id, Guid staffUserId, CancellationToken ct) =>
        RefusalOf(await take.RunAsync(new(operationId, id, staffUserId), ct));

    public async Task<Refusal?> WriteAsync(
        Guid id, Writing input, Guid staffUserId, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(input);
        return Enum.TryParse<RequestAct>(input.Act, out var act)
            ? RefusalOf(await answer.RunAsync(new(input.OperationId, id, act, input.Words, staffUserId)
            {
                Cause = input.Cause, Files = await ReadUploads.RunAsync(input.Files, ct),
            },
                ct))
            : new Refusal("Request_ActMissing");
    }

    public async Task<Refusal?> DecideAsync(
        Guid operationId, Guid id, Deciding input, Guid staffUserId, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(input);
        DisputeRuling? ruling = Enum.TryParse<DisputeRuling>(input.Ruling, out var chosen) ? chosen : null;
        return RefusalOf(await decide.RunAsync(new(operationId, id, ruling, input.Words, staffUserId), ct));
    }

    public async Task<Refusal?> CompareAsync(
        Guid id, Comparing input, Guid staffUserId, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(input);
        bool? isConfirmed = input.Result switch { "yes" => true, "no" => false, _ => null };
        return RefusalOf(await check.RunAsync(new(id, isConfirmed, input.Note, staffUserId), ct));
    }

    /// <summary>The field of a form that a reason is about.</summary>
    public static string FieldOf(string form, string key) => (form, key) switch
    {
        ("Input", "Request_ActMissing") => "Input.Act",
        ("Input", "Request_CauseMissing") => "Input.Cause",
        ("Input", _) when key.StartsWith("File_", StringComparison.Ordinal) => "Input.Files",
        (_, "Dispute_RulingMissing") => "Decision.Ruling",
        (_, "Identity_ResultMissing") => "Identity.Result",
        (_, "Identity_NoteMissing") => "Identity.Note",
        ("Input" or "Decision", "Request_WordsMissing" or "Request_WordsLong") => $"{form}.Words",
        _ => "",
    };

    /// <summary>The field of the form for a call that a reason is about.</summary>
    public static string FieldOfLog(string key) => key switch
    {
        "Inquiry_ChannelMissing" => "Input.Channel",
        "Inquiry_NameMissing" => "Input.Name",
        "Asking_PhoneWrong" => "Input.Phone",
        "Mail_AddressNotUsable" => "Input.Email",
        "Request_TopicMissing" or "Inquiry_TopicNotTheirs" => "Input.Topic",
        "Inquiry_VendorAccount" => "Input.Capacity",
        "Request_WordsMissing" or "Request_WordsLong" => "Input.Asked",
        "Inquiry_OutcomeMissing" => "Input.Outcome",
        "Request_CauseMissing" => "Input.Cause",
        "Request_DepartmentMissing" => "Input.Department",
        "Inquiry_QuestionUnknown" => "Input.Passed",
        _ when key.StartsWith("File_", StringComparison.Ordinal) => "Input.Files",
        _ => "",
    };

    private static Refusal? RefusalOf<T>(Outcome<T> outcome) => (outcome as Outcome<T>.Refused)?.Refusal;
}
