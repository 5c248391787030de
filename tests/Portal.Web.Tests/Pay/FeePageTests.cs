using Portal.Core.Billing.Rules;
using Portal.Core.Common;
using Portal.Core.Payments.PaymentFees;
using Portal.Core.Staff;
using Portal.Testing;

namespace Portal.Web.Tests.Pay;

/// <summary>
/// Where the city charges a fee for a way of paying, it is told before: free ways first, both amounts after.
/// </summary>
public sealed class FeePageTests(PayingSite site) : IClassFixture<PayingSite>
{
    [Fact]
    public async Task A_resident_reads_free_ways_then_the_fee_then_both_payments()
    {
        await ChargeAsync();
        var account = await site.City.AccountOwingAsync(112.52m);
        var browser = await site.ResidentAsync(account);
        var amount = await browser.GoAsync("/my/pay");
        InOrder(amount.Text, "Ways to pay without a fee", "Here, from your bank account", "By mail, with a check",
            "How will you pay?", "From a bank account", "No fee", "By card", "2% of the payment, at most $5.00");

        var unchosen = await browser.SubmitAsync(amount, "Continue");
        Assert.NotNull(unchosen.Document.QuerySelector(".field--wrong [name='Means.How']"));
        var check = await browser.SubmitAsync(amount, "Continue", ("Means.How", "Card"));

        InOrder(check.Text, "Ways to pay without a fee", "Two separate payments", "$112.52", "$2.25", "$114.77",
            "You can still go back", "Pay $112.52 and the fee of $2.25");
        await browser.SubmitAsync(check, "Pay $112.52 and the fee of $2.25");
        var attempt = await site.OpenAttemptAsync(account);
        site.Sandbox.Stripe.PayByCard(attempt.SessionId!);
        var paid = await browser.GoAsync($"/my/pay/return/{attempt.Id}");
        Assert.Contains(
            "A fee of $2.25 for this way of paying is being charged separately", paid.Text, StringComparison.Ordinal);
        await site.City.AskAsync<TakePaymentFees, int>(act => act.RunAsync(default));
        paid = await browser.GoAsync($"/my/pay/return/{attempt.Id}");
        Assert.Contains("was charged separately", paid.Text, StringComparison.Ordinal);
        Assert.Contains("We received $112.52", paid.Text, StringComparison.Ordinal);
        await site.City.AssertBooksAsync();
    }

    [Fact]
    public async Task The_free_way_goes_on_without_a_fee_and_a_fee_that_changed_is_said()
    {
        await ChargeAsync();
        var account = await site.City.AccountOwingAsync(112.52m);
        var browser = await site.ResidentAsync(account);
        var free = await browser.SubmitAsync(await browser.GoAsync("/my/pay"), "Continue", ("Means.How", "BankDebit"));
        Assert.Contains("There is no fee.", free.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Two separate payments", free.Text, StringComparison.Ordinal);

        var check = await browser.SubmitAsync(await browser.GoAsync("/my/pay"), "Continue", ("Means.How", "Card"));
        await ChargeAsync("""{"flat_cents": 199}""");
        var refused = await browser.SubmitAsync(check, "Pay $112.52 and the fee of $2.25");

        Assert.Contains("is $1.99 now", refused.Text, StringComparison.Ordinal);
        Assert.Equal(0, await site.AttemptsAsync(account));
    }

    private static void InOrder(string text, params string[] said)
    {
        var at = 0;
        foreach (var words in said)
        {
            var next = text.IndexOf(words, at, StringComparison.Ordinal);
            Assert.True(next >= 0, $"\"{words}\" is not after what comes before it:\n{text}");
            at = next + words.Length;
        }
    }

    private async Task ChargeAsync(string card = """{"payment_percent": 2, "most_cents": 500}""")
    {
        var drafted = await site.City.AskAsync<DraftMoneyRule, Outcome<MoneyRule>>(act => act.RunAsync(
            new(Guid.CreateVersion7(), MoneyRuleKind.PaymentFees, site.City.Today,
                $$"""{"en": "Card fee", "es": "Comisión", "card": {{card}}}""", Actor.Staff(Guid.Empty)),
            default));
        if (drafted is Outcome<MoneyRule>.Done(var rule))
        {
            City.Done(await site.City.AskAsync<ReleaseMoneyRule, Outcome<MoneyRuleRelease>>(
                act => act.RunAsync(new(rule.Id, Actor.Staff(Guid.NewGuid())), default)));
        }
    }
}
