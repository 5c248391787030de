using System.Net;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using Microsoft.EntityFrameworkCore;
using Portal.Core.Accounts;
using Portal.Core.Accounts.Access;
using Portal.Core.Billing;
using Portal.Core.Common;
using Portal.Core.Payments;
using Portal.Core.People;
using Portal.Testing;

namespace Portal.Web.Tests.My;

/// <summary>Who has full access asks others in, changes what they may do, and ends it at once.</summary>
public sealed class PeopleTests(PayingSite site) : IClassFixture<PayingSite>
{
    [Fact]
    public async Task Somebody_is_asked_in_accepts_sees_and_pays_and_is_out_at_once()
    {
        var account = await site.City.AccountOwingAsync(80.00m, "Ana Ruiz");
        var ana = await site.ResidentAsync(account);
        var luis = await site.UserAsync();

        var invited = await InviteAsync(ana, account, luis.Email!, AccountLevel.Pay);
        Assert.Contains("The invitation is on its way", invited.Text, StringComparison.Ordinal);
        var mail = (await site.MailsToAsync(luis.Email!)).Single();
        Assert.Contains("Ana Ruiz invites you", mail.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(account.MaskedNumber[2..], mail.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("key=", mail.Text, StringComparison.Ordinal);
        var his = await site.SignInAsync(luis);
        Assert.Contains("You are invited to an account", (await his.GoAsync("/my")).Text, StringComparison.Ordinal);
        await his.SubmitAsync(await his.GoAsync("/my/invitations"), "Accept");

        Assert.Contains("$80.00", (await his.GoAsync("/my")).Text, StringComparison.Ordinal);
        await PayingSite.PressPayAsync(his);
        Assert.Equal(luis.Id, (await site.OpenAttemptAsync(account)).UserId);
        Assert.Equal(HttpStatusCode.NotFound, (await his.GoAsync($"/my/details/{account.CustomerId}/phone")).Status);
        var people = await ana.GoAsync($"/my/people/{account.Id}");
        Assert.Contains(luis.Email!, people.Text, StringComparison.Ordinal);

        await ana.SubmitAsync(people, "End access");
        Assert.Equal(HttpStatusCode.NotFound, (await his.GoAsync($"/my/people/{account.Id}")).Status);
        Assert.DoesNotContain("$80.00", (await his.GoAsync("/my")).Text, StringComparison.Ordinal);
        Assert.Equal("access_changed", (await site.MailsToAsync(luis.Email!))[^1].Kind);
    }

    [Fact]
    public async Task Who_may_only_see_bills_pays_nothing_and_changes_nothing_and_reads_why()
    {
        var account = await site.City.AccountOwingAsync(80.00m, "Ana Ruiz");
        await site.ResidentAsync(account);
        var luis = await site.UserAsync();
        await site.LetInAsync(luis.Id, account, AccountLevel.SeeBills);
        var his = await site.SignInAsync(luis);
        var bill = await site.City.ReadAsync(db => db.Bills.SingleAsync(b => b.CustomerAccountId == account.Id));

        foreach (var page in new[] { "/my", $"/my/bills/{bill.Id}" })
        {
            var seen = await his.GoAsync(page);
            Assert.Contains(
                "You can see the bills of this account but not pay it.", seen.Text, StringComparison.Ordinal);
            Assert.Empty(seen.Document.QuerySelectorAll("a[href^='/my/pay?']"));
        }

        Assert.Equal(HttpStatusCode.NotFound, (await his.GoAsync($"/my/pay?account={account.Id}")).Status);
        Assert.DoesNotContain("$80.00", (await his.GoAsync("/my/pay")).Text, StringComparison.Ordinal);
        var refused = await site.City.AskAsync<StartPayment, Outcome<StartPayment.Started>>(act => act.RunAsync(
            new(Guid.CreateVersion7(), luis.Id, [new(account.Id, new(80_00), new(80_00))], "en", null), default));
        Assert.Equal("Pay_SeesOnly", Assert.IsType<Outcome<StartPayment.Started>.Refused>(refused).Refusal.Key);
        var people = await his.GoAsync($"/my/people/{account.Id}");
        Assert.Contains("Somebody with full access decides", people.Text, StringComparison.Ordinal);
        Assert.Single(people.Document.QuerySelectorAll("main form"));
        Assert.Equal(HttpStatusCode.NotFound, (await his.GoAsync($"/my/details/{account.CustomerId}/address")).Status);
    }

    [Fact]
    public async Task An_invitation_is_only_for_its_address_for_seven_days_and_while_its_inviter_has_full_access()
    {
        var account = await site.City.AccountAsync("Ana Ruiz");
        var anas = await site.UserAsync(account);
        var ana = await site.SignInAsync(anas);
        var (luis, eva) = (await site.UserAsync(), await site.UserAsync());
        var invitation = await InvitationAsync(ana, account, luis.Email!);

        Assert.Equal("Invite_Gone", await AnswerAsync(eva, invitation));
        site.City.Clock.Advance(TimeSpan.FromDays(8));
        Assert.Equal("Invite_Gone", await AnswerAsync(luis, invitation));
        ana = await site.SignInAsync(anas);
        var second = await InvitationAsync(ana, account, luis.Email!);
        await site.LetInAsync(eva.Id, account, AccountLevel.Full);
        await site.City.ReadAsync(db => db.AccountLinks.Where(l => l.UserId == anas.Id)
            .ExecuteUpdateAsync(l => l.SetProperty(x => x.EndedAt, site.City.Clock.GetUtcNow())));
        Assert.Equal("Invite_Gone", await AnswerAsync(luis, second));
        Assert.Equal(0, await site.City.ReadAsync(db => db.AccountLinks.CountAsync(l => l.UserId == luis.Id)));
    }

    [Fact]
    public async Task Eight_answers_at_once_give_access_once()
    {
        var account = await site.City.AccountAsync("Ana Ruiz");
        var ana = await site.ResidentAsync(account);
        var luis = await site.UserAsync();
        var invitation = await InvitationAsync(ana, account, luis.Email!);

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => AnswerAsync(luis, invitation)));

        Assert.Equal(1, answers.Count(a => a is null));
        Assert.Equal(1, await site.City.ReadAsync(db => db.AccountLinks.CountAsync(l => l.UserId == luis.Id)));
    }

    [Fact]
    public async Task A_level_is_changed_by_a_new_row_and_the_last_with_full_access_keeps_it()
    {
        var account = await site.City.AccountAsync("Ana Ruiz");
        var ana = await site.ResidentAsync(account);
        var luis = await site.UserAsync();
        await site.LetInAsync(luis.Id, account, AccountLevel.SeeBills);
        var page = await ana.GoAsync($"/my/people/{account.Id}");

        var own = await ana.SendFormAsync(page, FormsOf(page, "Level")[0], null, ("level", "Pay"));
        Assert.Contains("This is the last person with full access", own.Text, StringComparison.Ordinal);
        var left = await ana.SendFormAsync(page, FormsOf(page, "End")[0], null);
        Assert.Contains("This is the last person with full access", left.Text, StringComparison.Ordinal);
        var wrong = await ana.SendFormAsync(page, FormsOf(page, "Level")[1], null, ("level", "9"));
        Assert.Contains("Choose what this person may do", wrong.Text, StringComparison.Ordinal);
        var changed = await ana.SendFormAsync(page, FormsOf(page, "Level")[1], null, ("level", "Pay"));
        Assert.Contains("It holds from their next click", changed.Text, StringComparison.Ordinal);

        var links = await site.City.ReadAsync(db => db.AccountLinks.AsNoTracking().Where(l => l.UserId == luis.Id)
            .OrderBy(l => l.Id).ToListAsync());
        Assert.Equal([AccountLevel.SeeBills, AccountLevel.Pay], links.Select(l => l.Level));
        Assert.NotNull(links[0].EndedAt);
    }

    [Fact]
    public async Task Who_is_shut_out_does_not_come_back_with_a_bill_in_hand()
    {
        var account = await site.City.AccountOwingAsync(80.00m, "Ana Ruiz");
        var ana = await site.ResidentAsync(account);
        var luis = await site.UserAsync();
        await site.LetInAsync(luis.Id, account, AccountLevel.SeeBills);
        var bill = await site.City.ReadAsync(db => db.Bills.SingleAsync(b => b.CustomerAccountId == account.Id));
        var statement = await site.City.ReadAsync(async db => await (await BillStatement.ForAsync(
            db, db.VisibleTo(luis.Id), bill.Id, default))!.ReadByAsync(db, luis.Id, default));
        Assert.DoesNotContain(account.Pin, statement.Pin, StringComparison.Ordinal);

        await ana.SubmitAsync(await ana.GoAsync($"/my/people/{account.Id}"), "End access");
        var now = await site.City.ReadAsync(
            db => db.CustomerAccounts.AsNoTracking().SingleAsync(a => a.Id == account.Id));
        Assert.NotEqual(account.Pin, now.Pin);
        var his = await site.SignInAsync(luis);
        foreach (var pin in new[] { account.Pin, now.Pin })
        {
            var tried = await his.SubmitAsync(
                await his.GoAsync("/my/link"), "Link account", ("Account number", account.Number), ("PIN", pin));
            Assert.NotNull(tried.Document.QuerySelector(".error-summary"));
        }

        Assert.Equal(HttpStatusCode.NotFound, (await his.GoAsync($"/my/people/{account.Id}")).Status);
    }

    [Fact]
    public async Task Another_accounts_links_and_invitations_cannot_be_touched_from_here()
    {
        var theirs = await site.City.AccountAsync("Ana Ruiz");
        var ana = await site.ResidentAsync(theirs);
        var invitation = await InvitationAsync(ana, theirs, "somebody.else@example.com");
        var link = await site.City.ReadAsync(db => db.AccountLinks.SingleAsync(l => l.CustomerAccountId == theirs.Id));
        var own = await site.City.AccountAsync("Luis Peña");
        var luis = await site.ResidentAsync(own);
        var page = await luis.GoAsync($"/my/people/{own.Id}");

        var ended = await luis.SendFormAsync(page, FormsOf(page, "End")[0], null, ("link", $"{link.Id}"));
        var withdrawn = await luis.SendFormAsync(
            page, FormsOf(page, "End")[0], $"/my/people/{own.Id}?handler=Withdraw&invitation={invitation}");

        Assert.Contains("You need full access", ended.Text, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, withdrawn.Status);
        Assert.Equal(1, await site.City.ReadAsync(db => db.AccountInvitations.CountAsync(
            i => i.Id == invitation && i.EndedAt == null)));
    }

    [Fact]
    public async Task Many_accounts_are_a_list_that_is_searched()
    {
        var accounts = new List<CustomerAccount>();
        for (var i = 0; i < 3; i++) { accounts.Add(await site.City.AccountOwingAsync(10.00m + i, "Landlady")); }
        var resident = await site.ResidentAsync([.. accounts]);

        var all = await resident.GoAsync("/my");
        var found = await resident.GoAsync($"/my?q={accounts[1].Number[^4..]}");
        var one = await resident.GoAsync($"/my?account={accounts[2].Id}");

        Assert.Equal(3, all.Document.QuerySelectorAll("tbody tr").Length);
        Assert.Contains("$33.00", all.Text, StringComparison.Ordinal);
        Assert.Single(found.Document.QuerySelectorAll("tbody tr"));
        Assert.Contains("$12.00", one.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("$11.00", one.Text, StringComparison.Ordinal);
    }

    private static IHtmlFormElement[] FormsOf(SitePage page, string handler) =>
        [.. page.Document.QuerySelectorAll<IHtmlFormElement>($"form[action$='handler={handler}']")];

    private static async Task<SitePage> InviteAsync(
        SiteBrowser who, CustomerAccount account, string email, AccountLevel level) =>
        await who.SubmitAsync(
            await who.GoAsync($"/my/people/{account.Id}"), "Send the invitation", ("Input.Email", email),
            ("Input.Level", $"{level}"));

    private async Task<Guid> InvitationAsync(SiteBrowser who, CustomerAccount account, string email)
    {
        await InviteAsync(who, account, email, AccountLevel.Pay);
        return await site.City.ReadAsync(db => db.AccountInvitations
            .Where(i => i.CustomerAccountId == account.Id && i.EndedAt == null).Select(i => i.Id).SingleAsync());
    }

    /// <returns>Why not; null when it was accepted.</returns>
    private async Task<string?> AnswerAsync(PortalUser user, Guid invitation) =>
        await site.City.AskAsync<AnswerInvitation, Outcome<Guid>>(
            act => act.RunAsync(user.Id, invitation, true, default)) is Outcome<Guid>.Refused(var refusal)
            ? refusal.Key
            : null;
}
