using System.Net;
using Microsoft.EntityFrameworkCore;
using Portal.Core.Billing.Budget;
using Portal.Core.Money;
using Portal.Testing;

namespace Portal.Web.Tests.My;

/// <summary>A resident enrolls, sees both balances everywhere, pays what is due, and leaves.</summary>
public sealed class BudgetPageTests(PayingSite site) : IClassFixture<PayingSite>
{
    [Fact]
    public async Task From_the_offer_to_a_paid_budget_bill_and_out_again()
    {
        var city = site.City;
        await city.OfferAsync("""{"kind": "rolling"}""");
        var account = await city.AccountWithYearAsync(BudgetCity.WorkedYear);
        var user = await site.UserAsync(account);
        var browser = await site.SignInAsync(user);
        Assert.Contains(
            "Pay about the same each month", (await browser.GoAsync("/my")).Text, StringComparison.Ordinal);
        var offer = await browser.GoAsync($"/my/budget/{account.Id}");
        Assert.Equal(13, offer.Document.QuerySelectorAll("table tbody tr, table tfoot tr").Length);

        var unagreed = await browser.SubmitAsync(offer, "Pay about $126.00 a month", ("Input.Agree", "false"));
        var enrolled = await browser.SubmitAsync(offer, "Pay about $126.00 a month", ("Input.Agree", "true"));

        Assert.Contains("Check the box to agree", unagreed.Text, StringComparison.Ordinal);
        Assert.Contains("You are on budget billing.", enrolled.Text, StringComparison.Ordinal);
        var enrollment = await city.EnrollmentAsync(account);
        Assert.StartsWith("I agree to budget billing.", enrollment.Consent, StringComparison.Ordinal);
        await city.MonthAsync(account, 178_00);
        await city.PayDueAsync(account);
        var bill = await city.MonthAsync(account, 190_00);
        browser = await site.SignInAsync(user);

        var page = await browser.GoAsync($"/my/bills/{bill.Id}");
        Assert.Contains("Pay $139.00", page.Text, StringComparison.Ordinal);
        Assert.Contains(
            "Your charges this month: $190.00. Your budget amount: $139.00. Gathered so far: $99.00. You pay it later.",
            page.Text, StringComparison.Ordinal);
        Assert.Contains("$99.00 has gathered", (await browser.GoAsync("/my")).Text, StringComparison.Ordinal);
        Assert.Contains(
            "$99.00 of it has gathered on budget billing and is not due yet; $139.00 is due.",
            (await browser.GoAsync($"/my/statements/{account.Id}")).Text, StringComparison.Ordinal);

        await PayingSite.PressPayAsync(browser);
        var attempt = await site.OpenAttemptAsync(account);
        Assert.Equal(new Usd(139_00), attempt.Amount);
        site.Sandbox.Stripe.PayByCard(attempt.SessionId!);
        await browser.GoAsync($"/my/pay/return/{attempt.Id}");

        Assert.Contains("nothing is due", (await browser.GoAsync("/my")).Text, StringComparison.Ordinal);
        Assert.Contains("Paid", (await browser.GoAsync($"/my/bills/{bill.Id}")).Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Not paid", (await browser.GoAsync("/my/bills")).Text, StringComparison.Ordinal);
        var standing = await browser.GoAsync($"/my/budget/{account.Id}");
        Assert.Contains("If you leave, your next bill asks for its own charges and for the $99.00",
            standing.Text, StringComparison.Ordinal);
        var left = await browser.SubmitAsync(standing, "Leave budget billing");
        Assert.Contains("Budget billing ends with your next bill.", left.Text, StringComparison.Ordinal);
        Assert.Equal(BudgetEnrollmentState.Leaving, (await city.EnrollmentAsync(account)).State);
    }

    [Fact]
    public async Task What_gathered_may_be_paid_ahead()
    {
        // Its years are its own: the months of one city are open for two.
        await using var own = new PayingSite();
        await own.InitializeAsync();
        var city = own.City;
        await city.OfferAsync("""{"kind": "rolling"}""");
        var account = await city.EnrolledAsync(BudgetCity.WorkedYear);
        await city.MonthAsync(account, 178_00);
        var browser = await own.ResidentAsync(account);
        Assert.Contains("$48.00 more has gathered", (await browser.GoAsync("/my/pay")).Text, StringComparison.Ordinal);

        await PayingSite.PressPayAsync(browser, ("Input[0].How", "other"), ("Input[0].Other", "178.00"));
        var attempt = await own.OpenAttemptAsync(account);
        own.Sandbox.Stripe.PayByCard(attempt.SessionId!);
        var paid = await browser.GoAsync($"/my/pay/return/{attempt.Id}");

        Assert.Contains("We received $178.00", paid.Text, StringComparison.Ordinal);
        Assert.Equal(new Usd(-48_00), (await city.NowAsync(account)).Due);
    }

    [Fact]
    public async Task Who_cannot_enroll_reads_why_in_spanish()
    {
        await site.City.OfferAsync("""{"kind": "rolling"}""");
        var account = await site.City.AccountOwingAsync(60.00m);
        var browser = await site.SignInAsync(await site.UserAsync(account), "es");

        var page = await browser.GoAsync($"/my/budget/{account.Id}");

        Assert.Equal(HttpStatusCode.OK, page.Status);
        Assert.Contains("requiere antes 12 facturas mensuales", page.Text, StringComparison.Ordinal);
        Assert.Empty(page.Document.QuerySelectorAll("main form"));
    }
}
