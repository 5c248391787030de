using AngleSharp.Html.Dom;
using Microsoft.EntityFrameworkCore;
using Portal.Core.Billing.Rules;
using Portal.Core.Common;
using Portal.Core.Money;
using Portal.Core.Payments.Relief;
using Portal.Core.Staff;
using Portal.Testing;

namespace Portal.Web.Tests.Office;

/// <summary>A resident asks for help, the office proposes it and cannot approve its own.</summary>
public sealed class AssistancePageTests(PayingSite site) : IClassFixture<PayingSite>
{
    [Fact]
    public async Task From_the_wish_to_the_proposal()
    {
        await OfferAsync();
        var account = await site.City.AccountOwingAsync(80.00m);
        var giver = await site.ResidentAsync(await site.City.AccountOwingAsync(60.00m));
        var rosa = await site.ResidentAsync(account);
        var give = await giver.GoAsync("/my/pay");
        var check = await giver.SubmitAsync(give, "Continue", ("Gift.How", "other"), ("Gift.Other", "50"));
        await giver.SubmitAsync(check, "Pay $");
        var attempt = await site.City.ReadAsync(db => db.PaymentAttempts.AsNoTracking().SingleAsync(
            a => a.Gift > Usd.Zero));
        site.Sandbox.Stripe.PayByCard(attempt.SessionId!);
        await giver.GoAsync($"/my/pay/return/{attempt.Id}");

        Assert.Contains(
            "Ask for help to pay instead", (await rosa.GoAsync($"/my/arrangements/{account.Id}")).Text,
            StringComparison.Ordinal);
        var ask = await rosa.GoAsync($"/my/requests/assistance/{account.Id}");
        Assert.Contains("You owe $80.00 now.", ask.Text, StringComparison.Ordinal);
        var empty = await rosa.SubmitAsync(ask, "Ask for help");
        Assert.StartsWith("Error: ", empty.Document.Title, StringComparison.Ordinal);
        var sent = await rosa.SubmitAsync(empty, "Ask for help", ("Input.Words", "I lost my work."));
        Assert.Contains("Help to pay a bill", sent.Text, StringComparison.Ordinal);

        var terry = await site.TechnicianAsync();
        await LookAsync(terry, account.Id);
        var form = await terry.GoAsync($"/office/accounts/{account.Id}/assistance");
        var tooMuch = await terry.SubmitAsync(
            form, "Show the effect", ("Input.Amount", "60"), ("Input.Note", "Lost work"));
        Assert.Contains("The fund has $50.00 left.", tooMuch.Text, StringComparison.Ordinal);
        var shown = await terry.SubmitAsync(
            tooMuch, "Show the effect", ("Input.Amount", "50"), ("Input.Note", "Lost work"));
        Assert.Contains("$30.00", shown.Text, StringComparison.Ordinal);
        await terry.SubmitAsync(shown, "Ask for approval");

        var waiting = await site.City.ReadAsync(db =>
            db.Set<Portal.Core.Billing.Approvals.ApprovalRequest>().SingleAsync());
        Assert.Equal(("GrantAssistance", new Usd(50_00)), (waiting.Kind, waiting.Amount));
        Assert.Contains("$50.00", (await terry.GoAsync("/office/ledger/relief")).Text, StringComparison.Ordinal);
        Assert.Equal(0, await site.City.ReadAsync(db => db.Set<ReliefGrant>().CountAsync()));
    }

    private static async Task LookAsync(SiteBrowser browser, Guid account)
    {
        var why = await browser.GoAsync($"/office/accounts/{account}");
        await browser.SendFormAsync(
            why, (IHtmlFormElement)why.Document.QuerySelector("main form[method=post]")!, null,
            ("Input.Chosen", "call"), ("Input.Words", ""));
    }

    private async Task OfferAsync()
    {
        var (one, two) = (Actor.Staff(Guid.NewGuid()), Actor.Staff(Guid.NewGuid()));
        var rule = City.Done(await site.City.AskAsync<DraftMoneyRule, Outcome<MoneyRule>>(act => act.RunAsync(
            new(Guid.CreateVersion7(), MoneyRuleKind.ReliefFund, site.City.Today,
                """{"en": "Relief", "es": "Ayuda"}""", one), default)));
        City.Done(await site.City.AskAsync<ReleaseMoneyRule, Outcome<MoneyRuleRelease>>(
            act => act.RunAsync(new(rule.Id, two), default)));
    }
}
