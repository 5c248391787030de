using System.Net;
using System.Text.Json.Nodes;

namespace Portal.Core.Tests.Sandbox;

/// <summary>Money moves as with Stripe: test cards and accounts, refunds, later charges, payouts.</summary>
public sealed class StripeMoneyTests : SandboxTest
{
    [Theory]
    [InlineData("4242424242424242", null, null)]
    [InlineData("4000056655665556", null, null)]
    [InlineData("5555555555554444", null, null)]
    [InlineData("378282246310005", null, null)]
    [InlineData("6011111111111117", null, null)]
    [InlineData("4000000000000002", "card_declined", "generic_decline")]
    [InlineData("4000000000009995", "card_declined", "insufficient_funds")]
    [InlineData("4000000000009987", "card_declined", "lost_card")]
    [InlineData("4000000000009979", "card_declined", "stolen_card")]
    [InlineData("4000000000000069", "expired_card", null)]
    public async Task Each_test_card_answers_as_published(string number, string? code, string? declineCode)
    {
        var method = await Stripe.MakeAsync("payment_methods", Forms.Card(number));

        var (status, body) = await Stripe.PostAsync("payment_intents", Forms.Payment((string)method["id"]!));

        if (code is null)
        {
            Assert.Equal((HttpStatusCode.OK, "succeeded"), (status, (string?)body["status"]));
            return;
        }

        var error = body["error"]!;
        Assert.Equal(HttpStatusCode.PaymentRequired, status);
        Assert.Equal(
            ("card_error", code, declineCode),
            ((string?)error["type"], (string?)error["code"], (string?)error["decline_code"]));
        Assert.Equal("requires_payment_method", (string?)error["payment_intent"]!["status"]);
        Assert.Equal(0, Sandbox.Stripe.ChargeCount);
    }

    [Theory]
    [InlineData("000123456789", null)]
    [InlineData("000111111113", "account_closed")]
    [InlineData("000111111116", "no_account")]
    [InlineData("000222222227", "insufficient_funds")]
    [InlineData("000333333335", "debit_not_authorized")]
    [InlineData("000444444440", "invalid_currency")]
    public async Task Each_test_bank_account_ends_as_published_after_four_banking_days(string number, string? failure)
    {
        var method = await Stripe.MakeAsync("payment_methods", Forms.Bank(number));
        var paid = await Stripe.MakeAsync("payment_intents", Forms.Payment((string)method["id"]!));

        Sandbox.Stripe.AdvanceClock(TimeSpan.FromDays(3));
        var early = await Stripe.FindAsync($"payment_intents/{paid["id"]}");
        Sandbox.Stripe.AdvanceClock(TimeSpan.FromDays(6));
        var late = await Stripe.FindAsync($"payment_intents/{paid["id"]}");

        Assert.Equal(("processing", "processing"), ((string?)paid["status"], (string?)early["status"]));
        Assert.Equal(failure is null ? "succeeded" : "requires_payment_method", (string?)late["status"]);
        Assert.Equal(failure, (string?)late["last_payment_error"]?["code"]);
        Assert.Contains(Sandbox.Stripe.Events, told => (string?)told["type"]
            == (failure is null ? "payment_intent.succeeded" : "payment_intent.payment_failed"));
    }

    [Fact]
    public async Task A_refund_gives_back_no_more_than_was_taken()
    {
        var paid = await Stripe.MakeAsync("payment_intents", Forms.Payment("pm_card_visa"));

        var part = await Stripe.MakeAsync("refunds", $"payment_intent={paid["id"]}&amount=2000");
        var (tooMuch, _) = await Stripe.PostAsync("refunds", $"payment_intent={paid["id"]}&amount=3001");
        await Stripe.MakeAsync("refunds", $"payment_intent={paid["id"]}");
        var (again, body) = await Stripe.PostAsync("refunds", $"payment_intent={paid["id"]}");

        Assert.Equal("succeeded", (string?)part["status"]);
        Assert.Equal((HttpStatusCode.BadRequest, HttpStatusCode.BadRequest), (tooMuch, again));
        Assert.Equal("charge_already_refunded", (string?)body["error"]!["code"]);
    }

    [Fact]
    public async Task The_card_whose_refund_fails_looks_refunded_first()
    {
        var method = await Stripe.MakeAsync("payment_methods", Forms.Card("4000000000005126"));
        var paid = await Stripe.MakeAsync("payment_intents", Forms.Payment((string)method["id"]!));
        var refund = await Stripe.MakeAsync("refunds", $"payment_intent={paid["id"]}");

        Sandbox.Stripe.AdvanceClock(TimeSpan.FromMinutes(6));

        var later = await Stripe.FindAsync($"refunds/{refund["id"]}");
        var charge = await Stripe.FindAsync($"charges/{refund["charge"]}");
        Assert.Equal(("succeeded", "failed"), ((string?)refund["status"], (string?)later["status"]));
        Assert.NotNull((string?)later["failure_balance_transaction"]);
        Assert.Equal(0, (int)charge["amount_refunded"]!);
        Assert.Contains(Sandbox.Stripe.Events, told => (string?)told["type"] == "charge.refund.updated");
    }

    [Fact]
    public async Task A_kept_card_is_charged_without_its_holder_unless_the_bank_wants_to_see_them()
    {
        var customer = (string)(await Stripe.MakeAsync("customers", "name=Rosa"))["id"]!;
        var good = await KeepAsync(customer, "4242424242424242");
        var shy = await KeepAsync(customer, "4000002500003155");

        var paid = await Stripe.PostAsync(
            "payment_intents", Forms.Payment(good) + $"&customer={customer}&off_session=true");
        var refused = await Stripe.PostAsync(
            "payment_intents", Forms.Payment(shy) + $"&customer={customer}&off_session=true");
        var stranger = await Stripe.PostAsync("payment_intents", Forms.Payment(good) + "&off_session=true");

        Assert.Equal("succeeded", (string?)paid.Body["status"]);
        Assert.Equal("authentication_required", (string?)refused.Body["error"]!["code"]);
        Assert.Equal(HttpStatusCode.BadRequest, stranger.Status);
    }

    [Fact]
    public async Task A_payout_is_the_sum_of_its_transactions()
    {
        await Stripe.MakeAsync("payment_intents", Forms.Payment("pm_card_visa", cents: 8410));
        var paid = await Stripe.MakeAsync("payment_intents", Forms.Payment("pm_card_visa", cents: 5000));
        await Stripe.MakeAsync("refunds", $"payment_intent={paid["id"]}&amount=1000");

        Sandbox.Stripe.AdvanceClock(TimeSpan.FromDays(10));

        var payout = Assert.Single((await Stripe.FindAsync("payouts"))["data"]!.AsArray())!;
        var rows = (await Stripe.FindAsync($"balance_transactions?payout={payout["id"]}"))["data"]!.AsArray();
        Assert.Equal("paid", (string?)payout["status"]);
        Assert.Equal(4, rows.Count);
        Assert.Equal(
            (long)payout["amount"]!,
            rows.Where(row => (string?)row!["type"] != "payout").Sum(row => (long)row!["net"]!));
        Assert.Equal(0, rows.Sum(row => (long)row!["net"]!));
        Assert.Contains(
            Sandbox.Stripe.Events, told => (string?)told["type"] == "payout.reconciliation_completed");
    }

    [Fact]
    public async Task A_page_without_a_charge_keeps_a_bank_account_for_later()
    {
        var customer = (string)(await Stripe.MakeAsync("customers", "name=Rosa"))["id"]!;
        var session = await Stripe.MakeAsync("checkout/sessions",
            $"mode=setup&customer={customer}&payment_method_types[]=us_bank_account&success_url=http://localhost/done");

        Sandbox.Stripe.PayByBank((string)session["id"]!);

        var setup = await Stripe.FindAsync($"setup_intents/{session["setup_intent"]}?expand[]=mandate");
        var kept = (await Stripe.FindAsync($"payment_methods?customer={customer}&type=us_bank_account"))["data"]!;
        Assert.Equal(("succeeded", "active"), ((string?)setup["status"], (string?)setup["mandate"]!["status"]));
        Assert.Equal((string?)setup["payment_method"], (string?)Assert.Single(kept.AsArray())!["id"]);
        Assert.Equal(0, Sandbox.Stripe.ChargeCount);
    }

    private async Task<string> KeepAsync(string customer, string number)
    {
        var method = (string)(await Stripe.MakeAsync("payment_methods", Forms.Card(number)))["id"]!;
        await Stripe.MakeAsync("setup_intents", $"customer={customer}&payment_method={method}&confirm=true");
        return method;
    }
}
