using Portal.Core.Common;
using Portal.Core.Notices;
using Portal.Core.Staff;
using Portal.Testing;

namespace Portal.Core.Tests.Notices;

/// <summary>Templates: those that come with the portal, how they are checked, and who lets them be used.</summary>
public sealed class TemplateTests(City city) : IClassFixture<City>
{
    private static readonly Actor Writer = Actor.Staff(Guid.CreateVersion7());
    private static readonly Actor Checker = Actor.Staff(Guid.CreateVersion7());

    public static IEnumerable<object[]> Shipped =>
        ShippedTemplates.All.Select(t => new object[] { t.Kind, t.Language });

    [Fact]
    public void Every_kind_comes_in_both_languages() => Assert.Equal(
        NoticeKinds.All.SelectMany(k => new[] { $"{k}.en", $"{k}.es" }).Order(StringComparer.Ordinal),
        ShippedTemplates.All.Select(t => $"{t.Kind}.{t.Language}").Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Shipped))]
    public void What_comes_with_the_portal_passes_its_check(string kind, string language)
    {
        var (_, _, subject, body) = ShippedTemplates.All.Single(t => (t.Kind, t.Language) == (kind, language));

        var check = TemplateCheck.Of(kind, language, subject, body, NoticeTown.Profile);

        Assert.True(check.IsGood, $"{string.Join(' ', check.WhyNot()?.All.Select(r => r.Reason) ?? [])} {check.Score}");
    }

    [Theory]
    [InlineData("The cat sat on the mat.", 0)]
    [InlineData("You can ask for more time to pay your bill.", 3)]
    [InlineData(
        "Notwithstanding the aforementioned provisions, discontinuation of residential service "
            + "necessitates notification.",
        8)]
    public void English_is_measured_by_grade(string words, double least) =>
        Assert.InRange(Readability.Grade(words), least == 0 ? -4 : least == 3 ? 0 : 12, least == 8 ? 60 : least + 3);

    [Theory]
    [InlineData("Pague su factura hoy.", true)]
    [InlineData(
        "La interrupción administrativa del suministro residencial requiere notificaciones "
            + "extraordinarias suplementarias.",
        false)]
    public void Spanish_is_measured_by_ease(string words, bool isPlain) =>
        Assert.Equal(isPlain, Readability.IsPlain("es", words));

    [Fact]
    public async Task A_version_is_used_once_a_second_person_releases_it()
    {
        var draft = City.Done(await DraftAsync("reminder", "Please pay {{amount_due}} by {{pay_by}} now"));
        var before = await city.ReadAsync(db => db.ReleasedTemplateAsync("reminder", "en", default));
        City.Done(await AskAsync(draft));

        Assert.Equal("Notice_SecondPerson", Refused(await DecideAsync(draft, true, Writer)).Key);
        City.Done(await DecideAsync(draft, true, Checker));

        Assert.True(draft.Version > before!.Version);
        Assert.Equal(draft.Id, (await city.ReadAsync(db => db.ReleasedTemplateAsync("reminder", "en", default)))!.Id);
    }

    [Fact]
    public async Task What_lacks_an_element_cannot_be_asked_for_and_says_which()
    {
        var draft = City.Done(await city.AskAsync<DraftTemplate, Outcome<NoticeTemplate>>(act => act.RunAsync(
            new(Guid.CreateVersion7(), "final", "en", "Pay by {{pay_by}}", "Call {{phone}} or {{nobody}}.", Writer),
            default)));

        var refusal = Refused(await AskAsync(draft));

        Assert.Contains(refusal.All, r => r.Key == "Notice_FieldUnknown" && (string)r.Values[0] == "nobody");
        Assert.Contains(refusal.All, r => r.Key == "Notice_ElementMissing" && (string)r.Values[0] == "medical");
        Assert.Contains(refusal.All, r => r.Reason.Contains("protection in illness", StringComparison.Ordinal));
        Assert.DoesNotContain(refusal.All, r => r.Key == "Notice_ElementMissing" && (string)r.Values[0] == "phone");
    }

    [Fact]
    public async Task What_is_sent_back_says_why_and_is_done()
    {
        var draft = City.Done(await DraftAsync("reminder", "Pay {{amount_due}} by {{pay_by}} soon"));
        Assert.Equal("Notice_NotAsked", Refused(await DecideAsync(draft, true, Checker)).Key);
        City.Done(await AskAsync(draft));

        Assert.Equal("Notice_SayWhy", Refused(await DecideAsync(draft, false, Checker)).Key);
        City.Done(await DecideAsync(draft, false, Checker, "Too stern"));

        Assert.Equal("Notice_Decided", Refused(await DecideAsync(draft, true, Checker)).Key);
        Assert.Equal("Notice_Decided", Refused(await AskAsync(draft)).Key);
    }

    [Theory]
    [InlineData("ck_notice_template_kind", "notice_template", """{"version": 90, "kind": "A b"}""")]
    [InlineData("ck_notice_template_language", "notice_template", """{"version": 90, "language": "fr"}""")]
    [InlineData("ck_notice_template_version", "notice_template", """{"version": 0}""")]
    [InlineData("ck_notice_template_subject", "notice_template", """{"version": 90, "subject": "a\nb"}""")]
    [InlineData("ck_notice_template_body", "notice_template", """{"version": 90, "body": " "}""")]
    [InlineData("ux_notice_template_version", "notice_template", "{}")]
    public async Task A_version_is_sound(string rule, string table, string wrong) =>
        Assert.Equal(rule, await city.Database.RuleThatRefusesAsync(
            $"insert into {table} select (jsonb_populate_record(t, '{wrong}'::jsonb || jsonb_build_object('id', "
            + $"gen_random_uuid()))).* from {table} t limit 1"));

    [Theory]
    [InlineData("ck_notice_template_decision_note", "true, 'staff:2', now(), ' '")]
    [InlineData("ck_notice_template_decision_sent_back_says_why", "false, 'staff:2', now(), null")]
    [InlineData("ck_notice_template_second_person", "true, 'staff:1', now(), null")]
    [InlineData("ck_notice_template_second_person", "true, 'staff:3', now(), null")]
    public async Task A_decision_is_sound(string rule, string values) =>
        Assert.Equal(rule, await city.Database.RuleThatRefusesAsync($"""
            insert into notice_template values
              ('01220000-0000-7000-8000-000000000001', 'reminder', 'en', 99, 's', 'b', 'staff:1', now());
            insert into notice_template_ask values ('01220000-0000-7000-8000-000000000001', 'staff:3', now());
            insert into notice_template_decision values ('01220000-0000-7000-8000-000000000001', {values})
            """));

    [Theory]
    [InlineData("tr_notice_template_append_only", "update notice_template set body = 'x'")]
    [InlineData("tr_notice_template_decision_append_only", "delete from notice_template_decision")]
    public async Task What_was_said_stays(string rule, string sql) =>
        Assert.Equal(rule, await city.Database.RuleThatRefusesAsync(sql));

    [Fact]
    public async Task What_was_asked_stays()
    {
        City.Done(await AskAsync(City.Done(await DraftAsync("reminder", "Pay {{amount_due}} by {{pay_by}}, thanks"))));

        Assert.Equal("tr_notice_template_ask_append_only", await city.Database.RuleThatRefusesAsync(
            "update notice_template_ask set asked_by = 'x'"));
    }

    private static Refusal Refused<T>(Outcome<T> outcome) => Assert.IsType<Outcome<T>.Refused>(outcome).Refusal;

    private Task<Outcome<NoticeTemplate>> DraftAsync(string kind, string subject) =>
        city.AskAsync<DraftTemplate, Outcome<NoticeTemplate>>(act => act.RunAsync(
            new(Guid.CreateVersion7(), kind, "en", subject,
                ShippedTemplates.All.Single(t => (t.Kind, t.Language) == (kind, "en")).Body, Writer),
            default));

    private Task<Outcome<NoticeTemplateAsk>> AskAsync(NoticeTemplate template) =>
        city.AskAsync<AskTemplate, Outcome<NoticeTemplateAsk>>(act => act.RunAsync(new(template.Id, Writer), default));

    private Task<Outcome<NoticeTemplateDecision>> DecideAsync(
        NoticeTemplate template, bool release, Actor by, string? note = null) =>
        city.AskAsync<DecideTemplate, Outcome<NoticeTemplateDecision>>(
            act => act.RunAsync(new(template.Id, release, note, by), default));
}
