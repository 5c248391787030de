using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Portal.Core.Accounts;
using Portal.Core.Billing.Rules;
using Portal.Core.Common;
using Portal.Core.Ledger;
using Portal.Core.Money;
using Portal.Core.Payments;
using Portal.Core.Payments.Gateway;
using Portal.Core.Payments.PaymentFees;
using Portal.Sandbox.Faults;
using Portal.Testing;
using static Portal.Core.Tests.Billing.Adjustments.AdjustingCity;
using static Portal.Core.Tests.Payments.PaymentFees.PaymentFeeTableRulesTests;

namespace Portal.Core.Tests.Payments.PaymentFees;

/// <summary>What a way of paying costs: shown, taken by itself after the payment, and of no account.</summary>
public sealed class PaymentFeeTests(PayingCity paying) : IClassFixture<PayingCity>
{
    private City City => paying.City;

    [Theory]
    [InlineData("""{"flat_cents": 250}""", 80_00, 2_50)]
    [InlineData("""{"flat_cents": 250}""", 9_000_00, 2_50)]
    [InlineData("""{"payment_percent": 2.5}""", 80_20, 2_01)]
    [InlineData("""{"payment_percent": 2.5, "most_cents": 500}""", 200_00, 5_00)]
    [InlineData("""{"payment_percent": 2.5, "most_cents": 500}""", 9_000_00, 5_00)]
    [InlineData("""{"payment_percent": 2.5}""", 19_00, 0)]
    [InlineData("null", 80_00, 0)]
    public void A_rate_gives(string rate, long payment, long fee)
    {
        var rules = MoneyRules.Read<PaymentFeeRules>($$"""{"en": "Fee", "es": "Comisión", "card": {{rate}}}""");

        Assert.Equal(new Usd(fee), rules.On(GatewayTender.Card, new(payment)));
        Assert.Equal(Usd.Zero, rules.On(GatewayTender.BankDebit, new(payment)));
    }

    [Theory]
    [InlineData("""{"en": "Fee", "es": "", "card": {"flat_cents": 100}}""")]
    [InlineData("""{"en": "Fee", "es": "Comisión", "card": {"flat_cents": 100, "payment_percent": 2}}""")]
    [InlineData("""{"en": "Fee", "es": "Comisión", "card": {}}""")]
    [InlineData("""{"en": "Fee", "es": "Comisión", "bank": {"payment_percent": 11}}""")]
    [InlineData("""{"en": "Fee", "es": "Comisión", "bank": {"payment_percent": 2, "most_cents": 0}}""")]
    public void A_rule_that_cannot_be_meant_is_refused(string document) =>
        Assert.Equal("Rules_OutOfRange", MoneyRuleShape.WhyNot(MoneyRuleKind.PaymentFees, document)?.Key);

    [Fact]
    public async Task A_fee_is_taken_by_itself_once_and_is_on_no_account()
    {
        await ChargeAsync(ByCard);
        var account = await City.AccountOwingAsync(80.00m);
        var attempt = await PaidAsync(account, GatewayTender.Card, 2_00);
        Assert.Equal(PaymentFeeState.Sending, (await FeeAsync(attempt)).State);

        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => TakeAsync()));
        await SweepAsync();

        await paying.AssertPaidOnceAsync(attempt, account);
        var fee = await FeeAsync(attempt);
        Assert.Equal((PaymentFeeState.Taken, new Usd(2_00)), (fee.State, fee.Amount));
        Assert.Equal(1, paying.Sandbox.Stripe.ChargesOf(fee.Id));
        Assert.Equal(new Usd(80_00), await City.ReadAsync(db => db.Payments
            .Where(p => p.AttemptId == attempt).Select(p => p.Amount).SingleAsync()));
        var entry = await EntryAsync(fee);
        Assert.All(entry.Lines, l => Assert.Null(l.CustomerAccountId));
        Assert.Equal(
            fee.Amount,
            entry.Lines.Single(l => (l.Fund, l.GlAccount) == (Funds.General, GlAccounts.PaymentFees)).Amount);
        var reference = await City.ReadAsync(db =>
            db.Payments.Where(p => p.AttemptId == attempt).Select(p => p.Reference).SingleAsync());
        Assert.Contains(reference, entry.Memo, StringComparison.Ordinal);
        Assert.Empty(await City.ReadAsync(db => db.SuspenseItems.Where(s => s.AttemptId == attempt).ToListAsync()));
        await City.AssertBooksAsync();
    }

    [Fact]
    public async Task What_it_was_paid_with_is_forgotten_when_the_fee_is_over()
    {
        await ChargeAsync(ByCard);
        var attempt = await PaidAsync(await City.AccountOwingAsync(80.00m), GatewayTender.Card, 2_00);

        await TakeAsync();
        await TakeAsync();

        var fee = await FeeAsync(attempt);
        Assert.Null(fee.CheckAt);
        Assert.Null(paying.Sandbox.Stripe.Find(fee.ProcessorMethodId!)!["customer"]);
    }

    [Fact]
    public async Task The_processors_fee_is_held_for_it()
    {
        await ChargeAsync(ByCard.Replace("\"en\"", "\"is_processors\": true, \"en\"", StringComparison.Ordinal));
        var attempt = await PaidAsync(await City.AccountOwingAsync(80.00m), GatewayTender.Card, 2_00);

        await TakeAsync();

        var entry = await EntryAsync(await FeeAsync(attempt));
        Assert.Contains(entry.Lines, l => l.GlAccount == GlAccounts.ProcessorsFees && l.Side == Side.Credit);
        await City.AssertBooksAsync();
    }

    [Fact]
    public async Task A_fee_on_a_bank_debit_is_a_debit_of_its_own()
    {
        await ChargeAsync("""{"en": "Fee", "es": "Comisión", "bank": {"flat_cents": 150}}""");
        var account = await City.AccountOwingAsync(80.00m);
        var form = Form(account, GatewayTender.BankDebit, 1_50);
        var started = City.Done(await paying.StartAsync(form));
        paying.Sandbox.Stripe.PayByBank(paying.SessionOf(started.AttemptId));
        await paying.FollowAsync(started.AttemptId);
        Assert.Equal(0, await City.ReadAsync(db =>
            db.Set<PaymentFee>().CountAsync(f => f.AttemptId == started.AttemptId)));

        City.Clock.Advance(TimeSpan.FromDays(6));
        await paying.FollowAsync(started.AttemptId);
        await TakeAsync();
        Assert.Equal(PaymentFeeState.OnItsWay, (await FeeAsync(started.AttemptId)).State);
        City.Clock.Advance(TimeSpan.FromDays(6));
        await TakeAsync();

        Assert.Equal(PaymentFeeState.Taken, (await FeeAsync(started.AttemptId)).State);
        await City.AssertBooksAsync();
    }

    [Fact]
    public async Task A_fee_that_the_bank_refuses_is_owed_by_nobody_and_not_tried_again()
    {
        await ChargeAsync(ByCard);
        var account = await City.AccountOwingAsync(80.00m);
        // Good for the payment, refused when its owner is away.
        var attempt = await PaidAsync(account, GatewayTender.Card, 2_00, "4000002500003155");

        await TakeAsync();
        await TakeAsync();

        var fee = await FeeAsync(attempt);
        Assert.Equal(PaymentFeeState.Failed, fee.State);
        Assert.Equal(Usd.Zero, await City.BalanceAsync(account));
        Assert.Equal(0, paying.Sandbox.Stripe.ChargesOf(fee.Id));
        await paying.AssertPaidOnceAsync(attempt, account);
    }

    [Theory]
    [MemberData(nameof(Points))]
    public async Task However_a_process_dies_the_fee_is_taken_once(CrashPoint point)
    {
        await ChargeAsync(ByCard);
        var account = await City.AccountOwingAsync(80.00m);
        var attempt = await PaidAsync(account, GatewayTender.Card, 2_00);
        var fault = point switch
        {
            CrashPoint.AnswerLost => FaultKind.DropAfter,
            CrashPoint.AnswerBroken => FaultKind.ResetMidAnswer,
            CrashPoint.ErrorAfterEffect => FaultKind.ErrorAfter,
            _ => (FaultKind?)null,
        };
        if (fault is { } kind) { paying.Sandbox.Stripe.FailNext(kind, "POST /v1/payment_intents"); }

        var feeId = (await FeeAsync(attempt)).Id;
        await paying.DyingAsync(point, services =>
            services.GetRequiredService<TakePaymentFee>().RunAsync(feeId, default));
        City.Clock.Advance(TimeSpan.FromMinutes(6));
        await TakeAsync();
        await SweepAsync();

        Assert.Equal(PaymentFeeState.Taken, (await FeeAsync(attempt)).State);
        Assert.Equal(1, paying.Sandbox.Stripe.ChargesOf(feeId));
        await paying.AssertPaidOnceAsync(attempt, account);
    }

    public static TheoryData<CrashPoint> Points() => [.. Enum.GetValues<CrashPoint>()];

    [Fact]
    public async Task What_was_shown_is_charged_or_refused()
    {
        await ChargeAsync(ByCard);
        var (slow, quick) = (await City.AccountOwingAsync(80.00m), await City.AccountOwingAsync(80.00m));
        var shown = Form(slow, GatewayTender.Card, 2_00);
        var open = City.Done(await paying.StartAsync(Form(quick, GatewayTender.Card, 2_00)));

        await ChargeAsync("""{"en": "Card fee", "es": "Comisión", "card": {"flat_cents": 300}}""");

        Assert.Equal("Fee_Changed", Refused(await paying.StartAsync(shown)));
        paying.Sandbox.Stripe.PayByCard(paying.SessionOf(open.AttemptId));
        await paying.FollowAsync(open.AttemptId);
        await TakeAsync();
        Assert.Equal(new Usd(2_00), (await FeeAsync(open.AttemptId)).Amount);
    }

    [Fact]
    public async Task A_way_must_be_chosen_where_one_costs_and_the_checkout_offers_that_alone()
    {
        await ChargeAsync(ByCard);
        var account = await City.AccountOwingAsync(80.00m);

        Assert.Equal("Fee_ChooseMeans", Refused(await paying.StartAsync(PayingCity.Form(account, new(80_00)))));
        Assert.Equal("Fee_Changed", Refused(await paying.StartAsync(Form(account, GatewayTender.Card, 0))));
        var free = City.Done(await paying.StartAsync(Form(account, GatewayTender.BankDebit, 0)));
        Assert.Equal(["us_bank_account"], Offered(free.AttemptId));
        var byCard = City.Done(await paying.StartAsync(Form(account, GatewayTender.Card, 2_00)));

        Assert.NotEqual(free.AttemptId, byCard.AttemptId);
        Assert.Equal(["card"], Offered(byCard.AttemptId));
        Assert.Contains(
            "$2.00 is charged separately",
            paying.Sandbox.Stripe.SessionOf(byCard.AttemptId)!["custom_text"]!["submit"]!["message"]!.ToString(),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_rule_nothing_is_asked_and_nothing_kept()
    {
        await ChargeAsync("""{"en": "None", "es": "Ninguna"}""");
        var account = await City.AccountOwingAsync(80.00m);
        var started = City.Done(await paying.StartAsync(PayingCity.Form(account, new(80_00))));
        paying.Sandbox.Stripe.PayByCard(paying.SessionOf(started.AttemptId));
        await paying.FollowAsync(started.AttemptId);

        Assert.Equal(["card", "us_bank_account"], Offered(started.AttemptId));
        Assert.Null(paying.Sandbox.Stripe.SessionOf(started.AttemptId)!["customer"]);
        Assert.Equal(0, await City.ReadAsync(db =>
            db.Set<PaymentFee>().CountAsync(f => f.AttemptId == started.AttemptId)));
    }

    [Theory]
    [InlineData(1, true, 0)]
    [InlineData(2, true, 1)]
    [InlineData(2, false, 1)]
    public async Task A_fee_goes_back_once_with_all_that_was_paid(int reversed, bool takenBefore, int back)
    {
        await ChargeAsync(ByCard);
        var (one, two) = (await City.AccountOwingAsync(80.00m), await City.AccountOwingAsync(20.00m));
        var form = Form(one, GatewayTender.Card, 2_50) with
        {
            Shares = [new(one.Id, new(80_00), new(80_00)), new(two.Id, new(20_00), new(20_00))],
        };
        var started = City.Done(await paying.StartAsync(form));
        paying.Sandbox.Stripe.PayByCard(paying.SessionOf(started.AttemptId));
        await paying.FollowAsync(started.AttemptId);
        if (takenBefore) { await TakeAsync(); }

        var payments = await City.ReadAsync(db => db.Payments.Where(p => p.AttemptId == started.AttemptId)
            .OrderBy(p => p.Amount).Select(p => p.Id).ToListAsync());
        await Task.WhenAll(payments.Take(reversed).Select(async id => City.Done(
            await City.AskAsync<ReversePayment, Outcome<PaymentReversal>>(act => act.RunAsync(
                new(id, "Disputed", Technician), default)))));
        await TakeAsync();

        var fee = await FeeAsync(started.AttemptId);
        Assert.Equal(back, await City.ReadAsync(db => db.Set<PaymentFeeReversal>().CountAsync(r => r.FeeId == fee.Id)));
        Assert.Equal(back, await City.ReadAsync(db => db.Set<OfficeTask>()
            .CountAsync(t => t.DedupeKey == $"fee_back:{fee.Id}")));
        Assert.Equal(new Usd(20_00), await City.BalanceAsync(two));
        await City.AssertBooksAsync();
    }

    private Task<Guid> PaidAsync(
        CustomerAccount account, GatewayTender means, long fee, string card = "4242424242424242") =>
        PaymentFeeTableRulesTests.PaidAsync(paying, account, means, fee, card);

    private Task<int> TakeAsync() => PaymentFeeTableRulesTests.TakeAsync(City);

    private Task ChargeAsync(string document) => PaymentFeeTableRulesTests.ChargeAsync(City, document);

    private Task SweepAsync() => paying.SweepAsync();

    private string[] Offered(Guid attempt) =>
        [.. paying.Sandbox.Stripe.SessionOf(attempt)!["payment_method_types"]!.AsArray().Select(t => (string)t!)];

    private Task<PaymentFee> FeeAsync(Guid attempt) =>
        City.ReadAsync(db => db.Set<PaymentFee>().AsNoTracking().SingleAsync(f => f.AttemptId == attempt));

    private Task<JournalEntry> EntryAsync(PaymentFee fee) => City.ReadAsync(db =>
        db.JournalEntries.Include(e => e.Lines).AsNoTracking().SingleAsync(e => e.Id == fee.JournalEntryId));
}
