using System.Text;
using AngleSharp.Html.Parser;
using Microsoft.EntityFrameworkCore;
using Portal.Core.Accounts;
using Portal.Core.Common;
using Portal.Core.Documents;
using Portal.Core.Mail;
using Portal.Core.Notices;
using Portal.Core.Tests.Documents;
using Portal.Testing;

namespace Portal.Core.Tests.Notices;

/// <summary>Letters that the rules send: what they must say, and that nobody can change them.</summary>
public sealed class WriteNoticeTests(City city) : IClassFixture<City>
{
    public static IEnumerable<object[]> Kinds =>
        NoticeKinds.All.SelectMany(k => new[] { new object[] { k, "en" }, [k, "es"] });

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Every_element_stands_on_the_paper(string kind, string language)
    {
        var account = await city.AccountAsync("Rosa Delgado Ñúñez");
        var notice = City.Done(await city.WriteAsync(city.Asking(account, kind, language)));

        var pdf = await city.AskAsync<NoticePdf, byte[]>(writer => Task.FromResult(writer.Make(notice)));

        var paper = OneSpace(PdfReader.Text(pdf));
        var said = NoticeTown.Fields(language);
        foreach (var element in NoticeKinds.RequiredOf(kind))
        {
            Assert.Contains(
                NoticeFields.Proofs[element], fields => fields.All(
                    f => !said.TryGetValue(f, out var words)
                        || paper.Contains(OneSpace(words), StringComparison.Ordinal)));
        }

        Assert.Contains(OneSpace(notice.Subject), paper, StringComparison.Ordinal);
        Assert.Contains("Rosa Delgado Ñúñez", paper, StringComparison.Ordinal);
        Assert.Contains(NoticeTown.Profile.Phone, paper, StringComparison.Ordinal);
        Assert.DoesNotContain("{{", paper, StringComparison.Ordinal);
        Assert.Contains("H1", PdfReader.Structure(pdf), StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_is_frozen_mailed_and_put_on_paper_once()
    {
        var account = await city.AccountAsync("Rosa Delgado", "rosa@example.com");
        var request = city.Asking(account);

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => city.WriteAsync(request)));

        var notice = Assert.Single(answers.Select(City.Done).DistinctBy(n => n.Id));
        Assert.Equal(FrozenLetter.HashOf(notice.Content), notice.Sha256);
        Assert.Contains("Pay $212.40 by", notice.Subject, StringComparison.Ordinal);
        var mail = await city.ReadAsync(db => db.OutboxMails.SingleAsync(m => m.DedupeKey == notice.MailKey));
        Assert.Equal(("rosa@example.com", notice.Subject), (mail.ToAddress, mail.Subject));
        Assert.Contains(
            Spoken(FrozenLetter.From(notice.Content).Html), Spoken(mail.Html), StringComparison.Ordinal);
        Assert.Equal(1, await city.ReadAsync(db => db.Set<NoticePaper>().CountAsync(p => p.NoticeId == notice.Id)));
    }

    [Fact]
    public async Task Who_has_no_mail_gets_paper()
    {
        var account = await city.AccountAsync();
        var notice = City.Done(await city.WriteAsync(city.Asking(account) with { OnPaper = false }));

        var paper = await city.ReadAsync(db => db.Set<NoticePaper>().SingleAsync(p => p.NoticeId == notice.Id));

        Assert.Equal((false, NoticePaperReason.NoAddress), (notice.IsMailed, paper.Reason));
    }

    [Theory]
    [InlineData("how_to_extend", "extension")]
    [InlineData("medical", "medical")]
    [InlineData("payment_plans", "payment_plan")]
    public async Task What_the_rules_ask_for_and_is_not_said_is_refused_by_name(string field, string element)
    {
        var account = await city.AccountAsync();
        var request = city.Asking(account);
        var fields = new Dictionary<string, string>(request.Fields) { [field] = " " };

        var refusal = Refused(await city.WriteAsync(request with { Fields = fields }));

        Assert.Equal(("Notice_ElementMissing", element), (refusal.Key, (string)refusal.Values[0]));
    }

    [Fact]
    public async Task A_pack_can_ask_for_more()
    {
        var account = await city.AccountAsync();

        var refusal = Refused(await city.WriteAsync(
            city.Asking(account, "reminder") with { RequiredElements = ["medical", "no_such_element"] }));

        Assert.Equal(["medical", "no_such_element"], refusal.All.Select(r => (string)r.Values[0]));
    }

    [Fact]
    public async Task A_field_that_nobody_knows_is_refused_by_name()
    {
        var account = await city.AccountAsync();
        var request = city.Asking(account);

        var refusal = Refused(await city.WriteAsync(
            request with { Fields = new Dictionary<string, string>(request.Fields) { ["pin"] = "1" } }));

        Assert.Equal(("Notice_FieldUnknown", "pin"), (refusal.Key, (string)refusal.Values[0]));
    }

    [Fact]
    public async Task A_kind_without_a_released_template_is_refused()
    {
        var account = await city.AccountAsync();

        Assert.Equal("Notice_NoTemplate", Refused(await city.WriteAsync(city.Asking(account, "no_such_kind"))).Key);
        Assert.Equal("Notice_NoRecipient", Refused(await city.WriteAsync(
            city.Asking(account) with { Recipient = NoticeRecipient.Agency })).Key);
        Assert.Equal("Account_NotFound", Refused(await city.WriteAsync(
            city.Asking(account) with { AccountId = Guid.CreateVersion7() })).Key);
    }

    [Fact]
    public async Task Nothing_in_a_name_is_markup_or_a_field()
    {
        var account = await city.AccountAsync(
            "<script>alert(1)</script> **Rosa** {{medical}} [x](http://evil.example)");

        var notice = City.Done(await city.WriteAsync(city.Asking(account)));

        var page = Encoding.UTF8.GetString(notice.Content);
        Assert.DoesNotContain("<script", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<a href=\"http://evil", page, StringComparison.Ordinal);
        Assert.Contains("**Rosa** {{medical}}", page.Replace("&#x7B;", "{", StringComparison.Ordinal),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whoever_lives_there_is_not_told_who_owes()
    {
        var account = await city.AccountAsync("Lana Lord");

        var notice = City.Done(await city.WriteAsync(
            city.Asking(account, "occupant", "es") with { Recipient = NoticeRecipient.Occupant }));

        Assert.Equal("Ocupante", notice.Name);
        Assert.DoesNotContain("Lana", Encoding.UTF8.GetString(notice.Content), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_letters_never_share_a_number()
    {
        var notice = City.Done(await city.WriteAsync(city.Asking(await city.AccountAsync())));

        Assert.Equal("ux_notice_number", await city.Database.RuleThatRefusesAsync(
            "insert into notice overriding system value select (jsonb_populate_record(n, jsonb_build_object("
            + "'id', gen_random_uuid(), 'dedupe_key', 'another'))).* "
            + $"from notice n where n.id = '{notice.Id}'"));
    }

    [Theory]
    [InlineData("ck_notice_recipient", """{"recipient": "all"}""")]
    [InlineData("ck_notice_name", """{"name": " "}""")]
    [InlineData("ck_notice_address", """{"address": []}""")]
    [InlineData("ck_notice_subject", """{"subject": " "}""")]
    [InlineData("ck_notice_content",
        """{"content": "\\x", "sha256": "\\xe3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"}""")]
    [InlineData("ck_notice_sha256", """{"content": "\\x00"}""")]
    [InlineData("ck_notice_rule", """{"rule": " "}""")]
    [InlineData("ck_notice_template_released", """{"kind": "other"}""")]
    [InlineData("ux_notice_dedupe", """{"dedupe_key": null}""")]
    public async Task A_letter_is_sound(string rule, string wrong)
    {
        var account = await city.AccountAsync();
        var notice = City.Done(await city.WriteAsync(city.Asking(account)));
        var fresh = rule == "ux_notice_dedupe" ? notice.DedupeKey : $"{Guid.CreateVersion7()}";

        Assert.Equal(rule, await city.Database.RuleThatRefusesAsync(
            "insert into notice overriding system value select (jsonb_populate_record(n, "
            + $"jsonb_build_object('id', gen_random_uuid(), 'number', n.number + 900000) || '{wrong}'::jsonb || "
            + $"jsonb_build_object('dedupe_key', '{fresh}'))).* from notice n where n.id = '{notice.Id}'"));
    }

    [Theory]
    [InlineData("tr_notice_append_only", "update notice set subject = 'x'")]
    [InlineData("tr_notice_paper_append_only", "delete from notice_paper")]
    [InlineData("ck_notice_paper_reason",
        "insert into notice_paper select id, 'x', now() from notice n where n.is_mailed limit 1")]
    public async Task It_stays_as_it_was_made(string rule, string sql)
    {
        var account = await city.AccountAsync("Rosa", "rosa@example.com");
        City.Done(await city.WriteAsync(city.Asking(account) with { OnPaper = false }));
        City.Done(await city.WriteAsync(city.Asking(account)));

        Assert.Equal(rule, await city.Database.RuleThatRefusesAsync(sql));
    }

    private static Refusal Refused<T>(Outcome<T> outcome) => Assert.IsType<Outcome<T>.Refused>(outcome).Refusal;

    /// <summary>What a page says, whatever its mark-up: the mail's frame has its own way to write it.</summary>
    private static string Spoken(string html) => OneSpace(new HtmlParser().ParseDocument(html).Body!.TextContent);

    private static string OneSpace(string words) =>
        string.Join(' ', words.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
