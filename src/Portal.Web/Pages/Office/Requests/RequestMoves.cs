using System.Globalization;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.EntityFrameworkCore;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Requests;
using Portal.Core.Requests.Desk;
using Portal.Web.Pages.My.Requests;
using Portal.Web.TagHelpers;
using Portal.Web.Words;

namespace Portal.Web.Pages.Office.Requests;

/// <summary>What can be done with a request besides writing, with what each form lets one choose.</summary>
public sealed class RequestMoves(
    PortalDbContext db, AssignRequest assign, TransferRequest transfer, LinkRequest link, MergeRequests merge,
    DeskChoices choices, DayWords days, Words<RequestsBook> words)
{
    /// <summary>Bills one may choose from: the latest.</summary>
    private const int Bills = 12;

    /// <param name="Others">Open requests of the same account; empty when there are none to join with.</param>
    /// <param name="BillNow">What it is tied to.</param>
    public sealed record Choices(
        IReadOnlyList<SelectListItem> People, IReadOnlyList<SelectListItem> Topics,
        IReadOnlyList<SelectListItem> Departments, IReadOnlyList<SelectListItem> BillsAndLines,
        IReadOnlyList<SelectListItem> Others, string? BillNow);

    public async Task<Choices> ChoicesAsync(RequestRecord record, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(record);
        var about = record.Request;
        var may = await AssignRequest.MayAnswerAsync(db, ct);
        var topics = await db.Set<RequestTopic>().AsNoTracking()
            .Where(t => t.Kind == about.Kind && t.Audience == record.Topic.Audience
                && (t.RetiredAt == null || t.Code == about.Topic)).OrderBy(t => t.Sort)
            .ToListAsync(ct);
        return new(
            [
                new(words["Desk_NobodyYet"], ""),
                .. await db.Users.Where(u => may.Contains(u.Id)).OrderBy(u => u.DisplayName)
                    .Select(u => new SelectListItem(u.DisplayName, $"{u.Id}")).ToListAsync(ct),
            ],
            [.. topics.Select(t => new SelectListItem(t.NameIn(CultureInfo.CurrentUICulture), t.Code))],
            await choices.DepartmentsAsync(withBilling: true, ct),
            await BillsAsync(about, ct),
            await OthersAsync(about, ct),
            about.BillId is null ? null : about.BillLineNo is { } no ? $"{about.BillId}:{no}" : $"{about.BillId}");
    }

    public async Task<Refusal?> AssignAsync(
        Guid id, ManageModel.Managing input, Guid staffUserId, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(input);
        return RefusalOf(await assign.RunAsync(new(input.OperationId, id, AskForms.Id(input.To), staffUserId), ct));
    }

    public async Task<Refusal?> TransferAsync(
        Guid id, ManageModel.Managing input, Guid staffUserId, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(input);
        return RefusalOf(await transfer.RunAsync(
            new(input.OperationId, id, input.Topic, input.Department, input.Note, staffUserId), ct));
    }

    public async Task<Refusal?> LinkAsync(Guid id, ManageModel.Managing input, Guid staffUserId, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(input);
        var parts = (input.Bill ?? "").Split(':', 2);
        return RefusalOf(await link.RunAsync(
            new(input.OperationId, id, AskForms.Id(parts[0]), parts.Length == 2 ? AskForms.No(parts[1]) : null,
                staffUserId),
            ct));
    }

    public async Task<Refusal?> MergeAsync(Guid id, ManageModel.Managing input, Guid staffUserId, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(input);
        return RefusalOf(await merge.RunAsync(new(input.OperationId, id, AskForms.Id(input.Into), staffUserId), ct));
    }

    public static string FieldOf(string key) => key switch
    {
        "Desk_PersonMissing" => "Input.To",
        "Desk_TopicOther" or "Desk_SameAsNow" => "Input.Topic",
        "Request_DepartmentMissing" => "Input.Department",
        "Desk_NoteMissing" or "Request_WordsLong" => "Input.Note",
        "Desk_BillMissing" or "Request_LineMissing" => "Input.Bill",
        "Desk_OtherMissing" or "Desk_NotTogether" or "Desk_Over" => "Input.Into",
        _ => "",
    };

    private async Task<IReadOnlyList<SelectListItem>> BillsAsync(CustomerRequest about, CancellationToken ct)
    {
        var bills = await db.Bills.AsNoTracking().Where(b => b.CustomerAccountId == about.CustomerAccountId)
            .OrderByDescending(b => b.IssuedOn).Take(Bills).Select(b => new { b.Id, b.IssuedOn }).ToListAsync(ct);
        var ids = bills.Select(b => b.Id).ToList();
        var lines = (await db.BillLines.AsNoTracking().Where(l => ids.Contains(l.BillId)).OrderBy(l => l.No)
            .Select(l => new { l.BillId, l.No, l.Explanation }).ToListAsync(ct)).ToLookup(l => l.BillId);
        return
        [
            new(words["Choose"], ""),
            .. from bill in bills
               let day = days.Of(bill.IssuedOn, DayForm.PlainDay)
               let whole = new SelectListItem(words["Manage_Bill", day], $"{bill.Id}")
               from choice in lines[bill.Id].Select(l => new SelectListItem(
                   words["Manage_Line", day, RequestTerms.OfLine(l.Explanation)], $"{bill.Id}:{l.No}")).Prepend(whole)
               select choice,
        ];
    }

    private async Task<IReadOnlyList<SelectListItem>> OthersAsync(CustomerRequest about, CancellationToken ct)
    {
        if (about.CustomerAccountId is not { } account) { return []; }

        var others = await db.Set<CustomerRequest>().AsNoTracking()
            .Where(r => r.CustomerAccountId == account && r.Id != about.Id).OrderByDescending(r => r.OpenedAt)
            .ToListAsync(ct);
        return
        [
            .. others.Where(r => MergeRequests.WhyNot(about, r) is null)
                .Select(r => new SelectListItem($"{r.Label} · {days.Of(r.OpenedAt)}", $"{r.Id}")),
        ];
    }

    private static Refusal? RefusalOf<T>(Outcome<T> outcome) => (outcome as Outcome<T>.Refused)?.Refusal;
}
