using System.Net;
using Microsoft.EntityFrameworkCore;
using Portal.Core.Accounts;
using Portal.Core.Accounts.Contacts;
using Portal.Core.Accounts.Notices;
using Portal.Core.Billing;
using Portal.Core.Common;
using Portal.Core.Mail.Letters;
using Portal.Core.People.Consents;
using Portal.Testing;

namespace Portal.Web.Tests.My;

/// <summary>A customer chooses how they hear of things, gives up paper knowingly, and names who gets copies.</summary>
public sealed class NoticesTests(PayingSite site) : IClassFixture<PayingSite>
{
    private static int _no;

    [Fact]
    public async Task Each_topic_comes_by_the_way_that_was_chosen()
    {
        var account = await AccountAsync();
        var resident = await site.ResidentAsync(account);
        var page = await resident.GoAsync($"/my/notices/{account.Id}");

        var saved = await resident.SubmitAsync(
            page, "Save", ("Reminders", "Paper"), ("Requests", "Both"), ("UseAlerts", "Off"));

        Assert.Contains("Saved.", saved.Text, StringComparison.Ordinal);
        Assert.Equal((0, 1), await TellAsync(account, NoticeTopic.Reminders));
        Assert.Equal((1, 1), await TellAsync(account, NoticeTopic.Requests));
        Assert.Equal((0, 0), await TellAsync(account, NoticeTopic.UseAlerts));
        Assert.Equal((1, 0), await TellAsync(account, NoticeTopic.Service));
    }

    [Fact]
    public async Task What_people_must_be_told_cannot_be_turned_off_and_rubbish_changes_nothing()
    {
        var account = await AccountAsync();
        var resident = await site.ResidentAsync(account);

        await resident.SubmitAsync(
            await resident.GoAsync($"/my/notices/{account.Id}"), "Save", ("Service", "Off"), ("Reminders", "Pigeon"),
            ("Bills", "9"));

        Assert.Equal(0, await site.City.ReadAsync(db =>
            db.Set<NoticeChoice>().CountAsync(c => c.CustomerAccountId == account.Id)));
    }

    [Fact]
    public async Task Letters_about_money_are_not_chosen_and_the_page_says_where_they_go()
    {
        var account = await AccountAsync();
        var user = await site.UserAsync(account);

        var page = await (await site.SignInAsync(user)).GoAsync($"/my/notices/{account.Id}");
        var forced = await site.City.AskAsync<ChooseChannel, Outcome<int>>(act => act.RunAsync(
            user.Id, account.Id,
            new Dictionary<NoticeTopic, NoticeChannel> { [NoticeTopic.Payments] = NoticeChannel.Paper }, default));

        Assert.Null(page.Document.QuerySelector("select[name='Payments']"));
        Assert.Contains("by e-mail to the person who paid", page.Text, StringComparison.Ordinal);
        Assert.Equal("Notice_NotChosen", Assert.IsType<Outcome<int>.Refused>(forced).Refusal.Key);
    }

    [Fact]
    public async Task That_mail_came_back_is_said_at_home_and_where_it_is_mended()
    {
        var account = await AccountAsync();
        await site.City.ReadAsync(db => db.CustomerAccounts.Where(a => a.Id == account.Id)
            .ExecuteUpdateAsync(a => a.SetProperty(x => x.BillDelivery, BillDelivery.Email)));
        await site.City.BillAsync(account, new(80_00));
        await site.City.PartAsync<GoBackToPaper, bool>(async act => await act.RunAsync(
            await site.City.ReadAsync(db => db.OutboxMails.AsNoTracking().SingleAsync(
                m => m.CustomerAccountId == account.Id)), default));
        var resident = await site.ResidentAsync(account);

        var home = await resident.GoAsync("/my");
        var notices = await resident.GoAsync($"/my/notices/{account.Id}");

        Assert.Contains("Bills come on paper: our mail came back", home.Text, StringComparison.Ordinal);
        Assert.Contains((await site.CustomerOfAsync(account)).Email!, notices.Text, StringComparison.Ordinal);
        Assert.Contains("came back on", notices.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Paper_is_given_up_after_a_test_mail_and_an_agreement_and_comes_back_at_once()
    {
        var account = await AccountAsync();
        await site.City.ReadAsync(db => db.CustomerAccounts.Where(a => a.Id == account.Id)
            .ExecuteUpdateAsync(a => a.SetProperty(x => x.BillDelivery, BillDelivery.Both)));
        var email = (await site.CustomerOfAsync(account)).Email!;
        var resident = await site.ResidentAsync(account);
        var led = await resident.SubmitAsync(
            await resident.GoAsync($"/my/notices/{account.Id}"), "Save", ("Bills", "Email"));
        Assert.EndsWith("/paperless", led.Path, StringComparison.Ordinal);
        Assert.Equal(BillDelivery.Both, await DeliveryAsync(account));

        await resident.SubmitAsync(led, "Mail me the test");
        var stranger = await site.ResidentAsync(account);
        var link = await site.MailedPathAsync(email, "/my/notices/");
        var others = await stranger.SubmitAsync(await stranger.GoAsync(link), "I can read");
        Assert.Contains("another sign-in", others.Text, StringComparison.Ordinal);
        var tested = await resident.SubmitAsync(await resident.GoAsync(link), "I can read the mail");
        var unagreed = await resident.SubmitAsync(tested, "Stop paper", ("Input.Agree", "false"));
        Assert.Contains("Check the box", unagreed.Text, StringComparison.Ordinal);
        var agreed = await resident.SubmitAsync(tested, "Stop paper bills", ("Input.Agree", "true"));

        Assert.Contains("bills come by e-mail only", agreed.Text, StringComparison.Ordinal);
        Assert.Equal(BillDelivery.Email, await DeliveryAsync(account));
        var consent = await site.City.ReadAsync(db => db.Consents.SingleAsync(c => c.CustomerAccountId == account.Id));
        Assert.Equal((ConsentKind.Paperless, AgreeToPaperless.Version), (consent.Kind, consent.Version));
        string[] sentences = ["right to paper", "take this back", "PDF", "Shut-off notices", "I have read this"];
        foreach (var said in sentences)
        {
            Assert.Contains(said, consent.Words, StringComparison.Ordinal);
        }

        Assert.NotNull(consent.Address);
        await site.City.ReadAsync(db => db.Customers.Where(c => c.Id == account.CustomerId)
            .ExecuteUpdateAsync(c => c.SetProperty(x => x.Email, $"elsewhere.{email}")));
        Assert.Contains(
            "Bills come on paper too", (await resident.GoAsync($"/my/notices/{account.Id}")).Text,
            StringComparison.Ordinal);
        await resident.SubmitAsync(agreed, "Save", ("Bills", "Paper"));
        Assert.Equal(BillDelivery.Paper, await DeliveryAsync(account));
        Assert.Equal(1, await site.City.ReadAsync(db => db.ConsentEnds.CountAsync(e => e.ConsentId == consent.Id)));
    }

    [Fact]
    public async Task A_third_party_gets_copies_of_reminders_once_both_agreed_and_until_either_ends_it()
    {
        var account = await AccountAsync();
        var resident = await site.ResidentAsync(account);
        var email = $"niece.{Interlocked.Increment(ref _no)}@example.com";
        var page = await resident.GoAsync($"/my/notices/{account.Id}");

        var unagreed = await resident.SubmitAsync(
            page, "Ask this person", ("Input.Name", "Eva"), ("Input.Email", email), ("Input.Agree", "false"));
        Assert.Contains("Check the box to agree that", unagreed.Text, StringComparison.Ordinal);
        await resident.SubmitAsync(
            page, "Ask this person", ("Input.Name", "Eva"), ("Input.Email", email), ("Input.Agree", "true"));
        await TellAsync(account, NoticeTopic.Reminders);
        Assert.Equal(["third_party_asked"], await KindsToAsync(email));
        Assert.DoesNotContain(
            account.MaskedNumber[2..], (await site.MailsToAsync(email))[0].Text, StringComparison.Ordinal);

        var link = await site.MailedPathAsync(email, "/signin/copies");
        var niece = site.Browser();
        await niece.SubmitAsync(await niece.GoAsync(link), "I agree to get copies");
        await TellAsync(account, NoticeTopic.Reminders);
        await TellAsync(account, NoticeTopic.Payments);
        Assert.Equal(["third_party_asked", "third_party_copy"], await KindsToAsync(email));
        Assert.Contains("You owe nothing.", (await site.MailsToAsync(email))[^1].Text, StringComparison.Ordinal);

        await niece.SubmitAsync(await niece.GoAsync(link), "End the copies");
        await TellAsync(account, NoticeTopic.Reminders);
        Assert.Equal(2, (await site.MailsToAsync(email)).Count);
        Assert.Contains("no longer good", (await niece.GoAsync(link)).Text, StringComparison.Ordinal);
        Assert.Equal(1, await site.City.ReadAsync(db => db.ConsentEnds.CountAsync(
            e => db.Consents.Any(c => c.Id == e.ConsentId && c.CustomerAccountId == account.Id))));
    }

    [Fact]
    public async Task A_third_party_who_wants_paper_gives_an_address_and_gets_letters_by_post()
    {
        var account = await AccountAsync();
        var resident = await site.ResidentAsync(account);
        var email = $"nephew.{Interlocked.Increment(ref _no)}@example.com";
        await resident.SubmitAsync(
            await resident.GoAsync($"/my/notices/{account.Id}"), "Ask this person", ("Input.Name", "Ed"),
            ("Input.Email", email), ("Input.Agree", "true"));
        var nephew = site.Browser();
        var page = await nephew.GoAsync(await site.MailedPathAsync(email, "/signin/copies"));

        var refused = await nephew.SubmitAsync(page, "I agree to get copies", ("Input.How", "post"));
        Assert.NotEmpty(refused.Document.QuerySelectorAll(".field--wrong"));
        await nephew.SubmitAsync(
            page, "I agree to get copies", ("Input.How", "post"), ("Input.Line1", "5 Far Road"),
            ("Input.City", "Reno"), ("Input.State", "NV"), ("Input.PostalCode", "89501"));
        await TellAsync(account, NoticeTopic.Reminders);

        Assert.Equal(["third_party_asked"], await KindsToAsync(email));
        var letter = await site.City.ReadAsync(db => db.OfficeTasks.SingleAsync(
            t => t.CustomerAccountId == account.Id && t.Detail.Contains("5 Far Road")));
        Assert.Equal("copy_by_post", letter.Kind);
        Assert.Contains("Ed\n5 Far Road", letter.Detail, StringComparison.Ordinal);
        // Where they live is for the office's envelope, not for who keeps the account.
        Assert.Equal(HttpStatusCode.NotFound, (await resident.GoAsync($"/my/letters/post/{letter.Id}")).Status);
        Assert.DoesNotContain(
            "/my/letters/post/", (await resident.GoAsync("/my/letters")).Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_third_party_changes_from_mail_to_paper_and_back_after_agreeing()
    {
        var account = await AccountAsync();
        var resident = await site.ResidentAsync(account);
        var email = $"nephew.{Interlocked.Increment(ref _no)}@example.com";
        await resident.SubmitAsync(
            await resident.GoAsync($"/my/notices/{account.Id}"), "Ask this person", ("Input.Name", "Ed"),
            ("Input.Email", email), ("Input.Agree", "true"));
        var link = await site.MailedPathAsync(email, "/signin/copies");
        var nephew = site.Browser();
        await nephew.SubmitAsync(await nephew.GoAsync(link), "I agree to get copies");
        var agreed = await ContactAsync(email);

        var refused = await nephew.SubmitAsync(
            await nephew.GoAsync(link), "Change how they come", ("Input.How", "post"));
        Assert.NotEmpty(refused.Document.QuerySelectorAll(".field--wrong"));
        var changed = await nephew.SubmitAsync(
            refused, "Change how they come", ("Input.How", "post"), ("Input.Line1", "5 Far Road"),
            ("Input.City", "Reno"), ("Input.State", "NV"), ("Input.PostalCode", "89501"));
        Assert.Contains("The copies come that way from now on.", changed.Text, StringComparison.Ordinal);
        var onPaper = await ContactAsync(email);
        Assert.StartsWith("5 Far Road", onPaper.PostalAddress, StringComparison.Ordinal);
        Assert.Equal((agreed.AgreedAt, agreed.AgreedWords), (onPaper.AgreedAt, onPaper.AgreedWords));

        var again = await nephew.GoAsync(link);
        Assert.Contains("You get copies on paper.", again.Text, StringComparison.Ordinal);
        await nephew.SubmitAsync(again, "Change how they come", ("Input.How", "email"));
        Assert.Null((await ContactAsync(email)).PostalAddress);
    }

    private Task<ThirdPartyContact> ContactAsync(string email) => site.City.ReadAsync(db =>
        db.ThirdPartyContacts.AsNoTracking().SingleAsync(t => t.Email == email));

    [Fact]
    public async Task Who_may_only_see_bills_looks_and_does_not_choose()
    {
        var account = await AccountAsync();
        var user = await site.UserAsync();
        await site.LetInAsync(user.Id, account, AccountLevel.SeeBills);
        var his = await site.SignInAsync(user);

        var page = await his.GoAsync($"/my/notices/{account.Id}");
        var owner = await site.ResidentAsync(account);
        var form = (await owner.GoAsync($"/my/notices/{account.Id}"));

        Assert.Contains("You can look here, but not choose", page.Text, StringComparison.Ordinal);
        Assert.Empty(page.Document.QuerySelectorAll("main form"));
        Assert.Equal(HttpStatusCode.OK, form.Status);
    }

    private Task<CustomerAccount> AccountAsync() =>
        site.City.AccountAsync("Ana Ruiz", $"notices.{Interlocked.Increment(ref _no)}@example.com");

    private Task<BillDelivery?> DeliveryAsync(CustomerAccount account) => site.City.ReadAsync(db =>
        db.CustomerAccounts.Where(a => a.Id == account.Id).Select(a => a.BillDelivery).SingleAsync());

    private async Task<IEnumerable<string>> KindsToAsync(string address) =>
        (await site.MailsToAsync(address)).Select(m => m.Kind);

    /// <returns>How many mails and letters by post it made.</returns>
    private async Task<(int Mails, int Posted)> TellAsync(CustomerAccount account, NoticeTopic topic)
    {
        var key = $"test:{Guid.NewGuid()}";
        await site.City.PartAsync<TellCustomer, bool>(tell => tell.RunAsync(
            account.Id, topic, to => new AccountLinkedLetter(to.Name, to.MaskedNumber, site.City.Today), key, null,
            default));
        return (
            await site.City.ReadAsync(db => db.OutboxMails.CountAsync(m => m.DedupeKey == key)),
            await site.City.ReadAsync(db => db.OfficeTasks.CountAsync(t => t.DedupeKey == $"post:{key}")));
    }
}
