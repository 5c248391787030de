using Npgsql;
using Portal.Core.Accounts;
using Portal.Core.Billing.Rules;
using Portal.Core.Common;
using Portal.Core.Payments;
using Portal.Core.Payments.Gateway;
using Portal.Core.Payments.PaymentFees;
using Portal.Testing;
using static Portal.Core.Tests.Billing.Adjustments.AdjustingCity;

namespace Portal.Core.Tests.Payments.PaymentFees;

/// <summary>What the database itself says about payment fees; and what tests of them do in a city that pays.</summary>
public sealed class PaymentFeeTableRulesTests(PayingCity paying) : IClassFixture<PayingCity>
{
    internal const string ByCard =
        """{"en": "Card fee", "es": "Comisión", "card": {"payment_percent": 2.5, "most_cents": 500}}""";

    private const string Copied = """
        insert into payment_fee (id, attempt_id, amount_cents, is_processors, tender, processor_customer_id,
          processor_method_id, description, state, created_at, changed_at)
        select gen_random_uuid(),
        """;

    private const string Rest = """
        , false, 'card', 'cus_1', 'pm_1', 'Fee', 'sending', now(), now() from payment_fee f limit 1
        """;

    [Theory]
    [InlineData("ck_payment_attempt_means", "update payment_attempt set means = 'barter'")]
    [InlineData("ck_payment_attempt_fee", "update payment_attempt set fee_cents = 5 where fee_cents = 0")]
    [InlineData("ck_payment_fee_amount", Copied + "f.attempt_id, 0" + Rest)]
    [InlineData("ck_payment_fee_tender", "update payment_fee set tender = 'barter'")]
    [InlineData("ck_payment_fee_state", "update payment_fee set state = 'other' where state = 'sending'")]
    [InlineData("ck_payment_fee_taken", "update payment_fee set state = 'taken' where state = 'sending'")]
    [InlineData("ck_payment_fee_has_method", "update payment_fee set processor_method_id = null")]
    [InlineData("tr_payment_fee_ends_once",
        "update payment_fee set state = 'failed', journal_entry_id = null where state = 'taken'")]
    [InlineData("ux_payment_fee_attempt", Copied + "f.attempt_id, f.amount_cents" + Rest)]
    [InlineData("ck_payment_fee_of_attempt", Copied
        + "(select id from payment_attempt where fee_cents = 0 limit 1), f.amount_cents" + Rest)]
    [InlineData("ux_payment_fee_journal_entry",
        "update payment_fee set state = 'taken', journal_entry_id = (select journal_entry_id from payment_fee "
        + "where state = 'taken' limit 1) where state = 'sending'")]
    [InlineData("ux_payment_fee_processor_payment",
        "update payment_fee set processor_payment_id = (select processor_payment_id from payment_fee "
        + "where state = 'taken' limit 1) where state = 'sending'")]
    [InlineData("tr_payment_fee_reversal_append_only", """
        insert into payment_fee_reversal select f.id, f.journal_entry_id, 'test', now(), 'test' from payment_fee f
          where f.state = 'taken' and not exists (select from payment_fee_reversal r where r.fee_id = f.id) limit 1;
        delete from payment_fee_reversal
        """)]
    public async Task The_tables_say_the_same(string rule, string sql)
    {
        await ChargeAsync(paying.City, ByCard);
        var other = await paying.City.AccountOwingAsync(80.00m);
        City.Done(await paying.StartAsync(Form(other, GatewayTender.BankDebit, 0)));
        await PaidAsync(paying, await paying.City.AccountOwingAsync(80.00m), GatewayTender.Card, 2_00);
        await TakeAsync(paying.City);
        await PaidAsync(paying, await paying.City.AccountOwingAsync(80.00m), GatewayTender.Card, 2_00);
        await using var owner = NpgsqlDataSource.Create(paying.City.Database.OwnerConnectionString);
        await using var command = owner.CreateCommand(sql);

        var fault = await Assert.ThrowsAsync<PostgresException>(() => command.ExecuteNonQueryAsync());

        Assert.Equal(rule, fault.ConstraintName);
    }

    internal static StartPayment.Request Form(CustomerAccount account, GatewayTender means, long fee) =>
        PayingCity.Form(account, new(80_00)) with { Means = means, FeeSeen = new(fee) };

    internal static async Task<Guid> PaidAsync(
        PayingCity paying, CustomerAccount account, GatewayTender means, long fee, string card = "4242424242424242")
    {
        var started = City.Done(await paying.StartAsync(Form(account, means, fee)));
        paying.Sandbox.Stripe.PayByCard(paying.SessionOf(started.AttemptId), card);
        await paying.FollowAsync(started.AttemptId);
        return started.AttemptId;
    }

    internal static Task<int> TakeAsync(City city) =>
        city.AskAsync<TakePaymentFees, int>(act => act.RunAsync(default));

    /// <summary>The city's rule from now on.</summary>
    internal static async Task ChargeAsync(City city, string document)
    {
        var drafted = await city.AskAsync<DraftMoneyRule, Outcome<MoneyRule>>(act => act.RunAsync(
            new(Guid.CreateVersion7(), MoneyRuleKind.PaymentFees, city.Today, document, Technician), default));
        if (drafted is Outcome<MoneyRule>.Done(var rule))
        {
            City.Done(await city.AskAsync<ReleaseMoneyRule, Outcome<MoneyRuleRelease>>(
                act => act.RunAsync(new(rule.Id, Supervisor), default)));
        }
    }
}
