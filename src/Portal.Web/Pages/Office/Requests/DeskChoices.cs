using System.Globalization;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.EntityFrameworkCore;
using Portal.Core.Data;
using Portal.Core.Requests;
using Portal.Core.Requests.Calls;
using Portal.Core.Requests.Desk;
using Portal.Web.Pages.My.Requests;
using Portal.Web.TagHelpers;
using Portal.Web.Words;

namespace Portal.Web.Pages.Office.Requests;

/// <summary>What the forms of the desk let one choose from: the office's own lists, in the reader's language.</summary>
public sealed class DeskChoices(PortalDbContext db, RequestTerms terms, Words<RequestsBook> words)
{
    /// <summary>Ways to ask but the site, which writes itself down.</summary>
    public IReadOnlyList<Choice> Channels =>
        [.. Enum.GetValues<RequestChannel>().Where(c => c != RequestChannel.Site)
            .Select(c => new Choice($"{c}", terms.Of(c)))];

    public IReadOnlyList<Choice> Outcomes =>
        [.. Enum.GetValues<InquiryOutcome>().Select(o => new Choice($"{o}", words[$"Log_{o}"]))];

    /// <param name="withAccount">A vendor has none.</param>
    public IReadOnlyList<SelectListItem> Capacities(bool withAccount) =>
        [.. Enum.GetValues<CallerCapacity>().Where(c => !withAccount || c != CallerCapacity.Vendor)
            .Select(c => new SelectListItem(words[$"Capacity_{c}"], $"{c}"))];

    public IReadOnlyList<SelectListItem> Languages =>
        [new(words["Log_English"], "en"), new(words["Log_Spanish"], "es")];

    /// <summary>Those that may be written down here; vendors' and departments' say so.</summary>
    public async Task<IReadOnlyList<SelectListItem>> TopicsAsync(CancellationToken ct) =>
        [
            new(words["Choose"], ""),
            .. (await db.Set<RequestTopic>().AsNoTracking()
                .Where(t => t.RetiredAt == null && (t.Kind == RequestKind.Question || t.Kind == RequestKind.Problem))
                .ToListAsync(ct))
                .OrderBy(t => t.Audience).ThenByDescending(t => t.Kind == RequestKind.Question).ThenBy(t => t.Sort)
                .Select(t => new SelectListItem(
                    t.Audience == TopicAudience.Customer
                        ? NameOf(t)
                        : $"{words[$"Audience_{t.Audience}"]}: {NameOf(t)}",
                    t.Code)),
        ];

    /// <summary>Of every kind, to filter by.</summary>
    public async Task<IReadOnlyList<SelectListItem>> AllTopicsAsync(CancellationToken ct) =>
        [
            new("", ""),
            .. (await db.Set<RequestTopic>().AsNoTracking().OrderBy(t => t.Kind).ThenBy(t => t.Sort).ToListAsync(ct))
                .Select(t => new SelectListItem(NameOf(t), t.Code)),
        ];

    public async Task<IReadOnlyList<SelectListItem>> CausesAsync(CancellationToken ct) =>
        [new(words["Choose"], ""), .. await ListAsync<CloseCause>(_ => true, ct)];

    /// <summary>Where a request can be passed on to.</summary>
    public async Task<IReadOnlyList<SelectListItem>> DepartmentsAsync(bool withBilling, CancellationToken ct) =>
        [
            new(words["Choose"], ""),
            .. await ListAsync<RequestDepartment>(d => withBilling || d.Code != RequestDepartment.Billing, ct),
        ];

    public async Task<IReadOnlyList<Choice>> QuestionsAsync(CancellationToken ct) =>
        [.. (await ListAsync<CallerQuestion>(_ => true, ct)).Select(q => new Choice(q.Value, q.Text))];

    /// <summary>Those that are in use.</summary>
    public async Task<IReadOnlyList<SelectListItem>> TemplatesAsync(CancellationToken ct) =>
        [
            new(words["Choose"], ""),
            .. await db.Set<AnswerTemplate>().AsNoTracking().Where(t => t.RetiredAt == null).OrderBy(t => t.Name)
                .Select(t => new SelectListItem(t.Name, $"{t.Id}")).ToListAsync(ct),
        ];

    /// <summary>What a template says about a request, in the language of who asked; null for none.</summary>
    public async Task<string?> FilledAsync(RequestRecord record, Guid? templateId, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(record);
        var text = await (
            from template in db.Set<AnswerTemplate>()
            join version in db.Set<AnswerTemplateText>()
                on new { template.Id, template.Version } equals new { Id = version.TemplateId, version.Version }
            where template.Id == templateId && template.RetiredAt == null
            select version).AsNoTracking().SingleOrDefaultAsync(ct);
        if (text is null) { return null; }

        var language = record.Stranger?.Language ?? record.Caller?.Who.Language
            ?? await db.Users.Where(u => u.Id == record.Request.UserId).Select(u => u.Language).SingleAsync(ct);
        var culture = CultureInfo.GetCultureInfo(language == "es" ? "es-US" : "en-US");
        return TemplateFields.Fill(
            language == "es" ? text.BodyEs : text.BodyEn, record.AskedBy, record.On?.MaskedNumber,
            record.Request.Label, record.Request.ExpectedOn.ToString("D", culture));
    }

    private static string NameOf(RequestTopic topic) => topic.NameIn(CultureInfo.CurrentUICulture);

    /// <summary>Those that are in use.</summary>
    private async Task<IEnumerable<SelectListItem>> ListAsync<T>(Func<T, bool> wanted, CancellationToken ct)
        where T : OfficeWord =>
        (await db.Set<T>().AsNoTracking().Where(w => w.RetiredAt == null).OrderBy(w => w.Sort).ToListAsync(ct))
            .Where(wanted)
            .Select(w => new SelectListItem(w.NameIn(CultureInfo.CurrentUICulture), w.Code));
}
