using Microsoft.EntityFrameworkCore;
using Npgsql;
using Portal.Core.Accounts;
using Portal.Core.Billing.Rules;
using Portal.Core.Common;
using Portal.Core.Ledger;
using Portal.Core.Money;
using Portal.Core.Payments;
using Portal.Core.Payments.Relief;
using Portal.Testing;
using static Portal.Core.Tests.Billing.Adjustments.AdjustingCity;

namespace Portal.Core.Tests.Payments.Relief;

/// <summary>A gift comes with a payment, into its own fund, and goes back only with a debit the bank returns.</summary>
public sealed class ReliefGiftTests(PayingCity paying) : IClassFixture<PayingCity>
{
    private City City => paying.City;

    [Theory]
    [InlineData(112_52, 48)]
    [InlineData(112_00, 1_00)]
    [InlineData(112_99, 1)]
    public void Rounding_up_makes_whole_dollars(long payment, long gift) =>
        Assert.Equal(new Usd(gift), ReliefRules.RoundUp(new(payment)));

    [Fact]
    public async Task A_gift_is_posted_to_its_own_fund_and_pays_nothing_on_the_account()
    {
        await AllowAsync();
        var account = await City.AccountOwingAsync(80.00m);
        var form = PayingCity.Form(account, new(80_00)) with { Gift = new(48) };
        var started = City.Done(await paying.StartAsync(form));
        paying.Sandbox.Stripe.PayByCard(paying.SessionOf(started.AttemptId));

        var states = await Task.WhenAll(
            Enumerable.Range(0, 8).Select(_ => paying.FollowAsync(started.AttemptId)));

        Assert.All(states, s => Assert.Equal(PaymentAttemptState.Succeeded, s));
        await paying.AssertPaidOnceAsync(started.AttemptId, account);
        var gift = await GiftAsync(started.AttemptId);
        var entry = await City.ReadAsync(db => db.JournalEntries.Include(e => e.Lines).AsNoTracking()
            .SingleAsync(e => e.Id == gift.JournalEntryId));
        Assert.All(entry.Lines, l => Assert.Null(l.CustomerAccountId));
        Assert.Equal(
            new Usd(48),
            entry.Lines.Single(l => (l.Fund, l.GlAccount) == (Funds.Relief, GlAccounts.ReliefGifts)).Amount);
        var payment = await City.ReadAsync(db => db.Payments.SingleAsync(p => p.AttemptId == started.AttemptId));
        Assert.Equal(new Usd(80_00), payment.Amount);
        var mail = await City.ReadAsync(db =>
            db.OutboxMails.SingleAsync(m => m.DedupeKey == $"payment_received:{started.AttemptId}"));
        Assert.Contains("$0.48 of it is your gift", mail.Text, StringComparison.Ordinal);
        Assert.Contains("$80.48", mail.Subject, StringComparison.Ordinal);
    }

    /// <summary>A correction of the payment leaves the gift; a debit that the bank returns takes it along.</summary>
    [Theory]
    [InlineData(ReversalCause.Correction, 0)]
    [InlineData(ReversalCause.ReturnedItem, 1)]
    public async Task A_gift_goes_back_only_with_a_returned_debit(ReversalCause cause, int returned)
    {
        await AllowAsync();
        var (one, two) = (await City.AccountOwingAsync(80.00m), await City.AccountOwingAsync(20.00m));
        var form = PayingCity.Form(one, new(80_00)) with
        {
            Shares = [new(one.Id, new(80_00), new(80_00)), new(two.Id, new(20_00), new(20_00))],
            Gift = new(5_00),
        };
        var started = City.Done(await paying.StartAsync(form));
        paying.Sandbox.Stripe.PayByBank(paying.SessionOf(started.AttemptId));
        await paying.FollowAsync(started.AttemptId);
        City.Clock.Advance(TimeSpan.FromDays(6));
        await paying.FollowAsync(started.AttemptId);
        var payments = await City.ReadAsync(db => db.Payments.Where(p => p.AttemptId == started.AttemptId)
            .Select(p => p.Id).ToListAsync());
        Assert.Equal(2, payments.Count);

        await Task.WhenAll(payments.Select(async id => City.Done(
            await City.AskAsync<ReversePayment, Outcome<PaymentReversal>>(act => act.RunAsync(
                new(id, "R01", Technician) { Cause = cause }, default)))));

        Assert.Equal(returned, await City.ReadAsync(db =>
            db.Set<ReliefGiftReversal>().CountAsync(r => r.AttemptId == started.AttemptId)));
        Assert.Equal(new Usd(80_00), await City.BalanceAsync(one));
        await City.AssertBooksAsync();
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(500_01)]
    public async Task A_gift_out_of_range_is_refused(long cents)
    {
        await AllowAsync();
        var account = await City.AccountOwingAsync(80.00m);

        Assert.Equal(
            "Gift_OutOfRange",
            Refused(await paying.StartAsync(PayingCity.Form(account, new(80_00)) with { Gift = new(cents) })));
    }

    [Fact]
    public async Task Without_a_rule_no_gift_is_taken_and_another_gift_is_another_checkout()
    {
        await using var own = new Owned();
        await own.Paying.InitializeAsync();
        var account = await own.Paying.City.AccountOwingAsync(80.00m);
        var form = PayingCity.Form(account, new(80_00)) with { Gift = new(1_00) };

        Assert.Equal("Gift_NotTaken", Refused(await own.Paying.StartAsync(form)));
        var without = City.Done(await own.Paying.StartAsync(form with { Gift = Usd.Zero }));
        await AllowAsync(own.Paying.City);
        var with = City.Done(await own.Paying.StartAsync(form with { OperationId = Guid.CreateVersion7() }));

        Assert.NotEqual(without.AttemptId, with.AttemptId);
        Assert.Equal(PaymentAttemptState.Canceled, await own.Paying.StateAsync(without.AttemptId));
    }

    [Fact]
    public async Task The_office_reads_totals_by_month_and_the_gifts_of_one()
    {
        await AllowAsync();
        var account = await City.AccountOwingAsync(80.00m);
        var before = await City.ReadAsync(db => ReliefReport.OfAsync(db, City.Today, default));
        var started = City.Done(
            await paying.StartAsync(PayingCity.Form(account, new(80_00)) with { Gift = new(7_00) }));
        paying.Sandbox.Stripe.PayByCard(paying.SessionOf(started.AttemptId));
        await paying.FollowAsync(started.AttemptId);

        var after = await City.ReadAsync(db => ReliefReport.OfAsync(db, City.Today, default));

        Assert.Equal(before.Total + new Usd(7_00), after.Total);
        Assert.Equal(before.Gifts.Count + 1, after.Gifts.Count);
    }

    [Theory]
    [InlineData("ck_payment_attempt_gift", "update payment_attempt set gift_cents = amount_cents")]
    [InlineData("ck_relief_gift_amount", "insert into relief_gift select a.id, 0, '2027-01-01', e.id "
        + "from payment_attempt a, journal_entry e where a.gift_cents = 0 limit 1")]
    [InlineData("ck_relief_gift_of_attempt", "insert into relief_gift select a.id, 5, '2027-01-01', e.id "
        + "from payment_attempt a, journal_entry e where a.gift_cents = 0 limit 1")]
    [InlineData("ux_relief_gift_journal_entry", "insert into relief_gift "
        + "select a.id, 5, '2027-01-01', g.journal_entry_id from payment_attempt a, relief_gift g "
        + "where a.gift_cents = 0 limit 1")]
    [InlineData("tr_relief_gift_append_only", "update relief_gift set amount_cents = 1")]
    [InlineData("tr_relief_gift_reversal_append_only", """
        insert into relief_gift_reversal select g.attempt_id, g.journal_entry_id, 'test', now(), 'test'
          from relief_gift g where not exists (select from relief_gift_reversal r where r.attempt_id = g.attempt_id)
          limit 1;
        delete from relief_gift_reversal
        """)]
    public async Task The_tables_say_the_same(string rule, string sql)
    {
        await AllowAsync();
        var (giver, other) = (await City.AccountOwingAsync(80.00m), await City.AccountOwingAsync(80.00m));
        City.Done(await paying.StartAsync(PayingCity.Form(other, new(80_00))));
        var started = City.Done(
            await paying.StartAsync(PayingCity.Form(giver, new(80_00)) with { Gift = new(2_00) }));
        paying.Sandbox.Stripe.PayByCard(paying.SessionOf(started.AttemptId));
        await paying.FollowAsync(started.AttemptId);
        await using var owner = NpgsqlDataSource.Create(City.Database.OwnerConnectionString);
        await using var command = owner.CreateCommand(sql);

        var fault = await Assert.ThrowsAsync<PostgresException>(() => command.ExecuteNonQueryAsync());

        Assert.Equal(rule, fault.ConstraintName);
    }

    private Task<ReliefGift> GiftAsync(Guid attempt) =>
        City.ReadAsync(db => db.Set<ReliefGift>().AsNoTracking().SingleAsync(g => g.AttemptId == attempt));

    private Task AllowAsync() => AllowAsync(City);

    private static async Task AllowAsync(City city)
    {
        var drafted = await city.AskAsync<DraftMoneyRule, Outcome<MoneyRule>>(act => act.RunAsync(
            new(Guid.CreateVersion7(), MoneyRuleKind.ReliefFund, city.Today,
                """{"en": "Relief fund", "es": "Fondo de ayuda", "most_cents": 50000}""", Technician),
            default));
        if (drafted is Outcome<MoneyRule>.Done(var rule))
        {
            City.Done(await city.AskAsync<ReleaseMoneyRule, Outcome<MoneyRuleRelease>>(
                act => act.RunAsync(new(rule.Id, Supervisor), default)));
        }
    }

    private sealed class Owned : IAsyncDisposable
    {
        public PayingCity Paying { get; } = new();

        public async ValueTask DisposeAsync() => await Paying.DisposeAsync();
    }
}
