using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using Portal.Core.Accounts.Contacts;
using Portal.Core.Accounts.Notices;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Web.People;
using Portal.Web.Security;
using Portal.Web.Words;

namespace Portal.Web.Pages.My.Notices;

/// <summary>How an account's customer hears of each topic, and who gets copies of reminders.</summary>
public sealed class IndexModel(
    PortalDbContext db, ChooseChannel choose, NameThirdParty name, AnswerThirdParty answer, Words<PersonBook> words)
    : NoticesPage(db)
{
    [BindProperty]
    public Fields Input { get; set; } = new();

    [TempData]
    public string? NoticeDone { get; set; }

    public Dictionary<NoticeTopic, NoticeChannel> Channels { get; private set; } = [];

    /// <summary>Since when bills come by e-mail alone, by agreement.</summary>
    public DateTimeOffset? PaperlessSince { get; private set; }

    /// <summary>That agreement was for another address than bills go to now, so the paper comes too.</summary>
    public bool IsElsewhere { get; private set; }

    /// <summary>The mail for which bills come on paper again; may hold an address only who manages reads.</summary>
    public MailCameBack? CameBack { get; private set; }

    public IReadOnlyList<ThirdPartyContact> ThirdParties { get; private set; } = [];

    public sealed record Fields
    {
        public string? Name { get; init; }

        public string? Email { get; init; }

        public bool Agree { get; init; }
    }

    /// <summary>What may be chosen.</summary>
    public static IEnumerable<NoticeTopic> Topics => Enum.GetValues<NoticeTopic>().Where(NoticeChoice.MayBeChosen);

    /// <summary>Every way a topic may come.</summary>
    public static IEnumerable<NoticeChannel> ChannelsOf(NoticeTopic topic) =>
        Enum.GetValues<NoticeChannel>().Where(c => c != NoticeChannel.Off || NoticeChoice.MayBeOff(topic));

    public async Task<IActionResult> OnGetAsync(Guid id, CancellationToken ct) =>
        await ReadAsync(id, ct) ? Page() : NotFound();

    public async Task<IActionResult> OnPostChooseAsync(Guid id, CancellationToken ct)
    {
        if (!await ReadAsync(id, ct)) { return NotFound(); }

        var wanted = new Dictionary<NoticeTopic, NoticeChannel>();
        foreach (var topic in Topics)
        {
            var typed = Request.Form[$"{topic}"].ToString();
            if (ChannelsOf(topic).Any(c => $"{c}" == typed)) { wanted[topic] = Enum.Parse<NoticeChannel>(typed); }
        }

        var outcome = await choose.RunAsync(User.Id(), id, wanted, ct);
        return outcome is Outcome<int>.Refused({ Key: "Notice_AgreeFirst" })
            ? RedirectToPage("Paperless", new { id })
            : await AnswerAsync(id, outcome, "Notices_Done", "", ct);
    }

    public async Task<IActionResult> OnPostNameAsync(Guid id, CancellationToken ct)
    {
        if (!await ReadAsync(id, ct)) { return NotFound(); }

        var language = CultureInfo.CurrentUICulture.TwoLetterISOLanguageName;
        var outcome = await name.RunAsync(
            new(User.WhoAsks(), id, Input.Name, Input.Email, language, Input.Agree ? words["Third_Agree"] : null,
                HttpContext.NetworkAddress()), ct);
        var field = outcome is Outcome<ThirdPartyContact>.Refused(var refusal) ? refusal.Key : "";
        return await AnswerAsync(
            id, outcome, "Third_Asked",
            field switch
            {
                "ThirdParty_NotAgreed" => "Input.Agree",
                "Name_Missing" or "Name_TooLong" => "Input.Name",
                _ => "Input.Email",
            },
            ct);
    }

    public async Task<IActionResult> OnPostEndAsync(Guid id, Guid contact, CancellationToken ct)
    {
        if (!await answer.EndAsync(User.Id(), id, contact, ct)) { return NotFound(); }

        NoticeDone = "Third_Ended";
        return RedirectToPage(new { id });
    }

    private async Task<IActionResult> AnswerAsync<T>(
        Guid id, Outcome<T> outcome, string done, string field, CancellationToken ct)
    {
        if (outcome is Outcome<T>.Refused(var refusal))
        {
            Db.ChangeTracker.Clear();
            return FreshProof.PlaceFor(this, refusal) is { } place ? LocalRedirect(place)
                : await ReadAsync(id, ct) ? this.Refuse(refusal, field) : NotFound();
        }

        NoticeDone = done;
        return RedirectToPage(new { id });
    }

    private async Task<bool> ReadAsync(Guid id, CancellationToken ct)
    {
        if (!await LoadAsync(id, ct)) { return false; }

        Channels = await Db.NoticeChannelsAsync(id, ct);
        PaperlessSince = (await Db.PaperlessConsentAsync(id, ct))?.GivenAt;
        IsElsewhere = PaperlessSince is not null && Channels[NoticeTopic.Bills] == NoticeChannel.Both;
        CameBack = MayManage ? await Db.MailCameBackAsync(id, ct) : null;
        ThirdParties = await Db.ThirdPartyContacts.AsNoTracking()
            .Where(t => t.CustomerAccountId == id && t.EndedAt == null).OrderBy(t => t.AskedAt).ToListAsync(ct);
        return true;
    }
}
