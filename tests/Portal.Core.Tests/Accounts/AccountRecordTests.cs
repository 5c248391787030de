using Portal.Core.Accounts.Record;
using Portal.Core.Money;
using Portal.Testing;

namespace Portal.Core.Tests.Accounts;

/// <summary>What the office reads of an account is the same money as the account's stored balance.</summary>
public sealed class AccountRecordTests(City city) : IClassFixture<City>
{
    [Theory]
    [InlineData(0, Age.Current)]
    [InlineData(-5, Age.Current)]
    [InlineData(1, Age.UpTo30)]
    [InlineData(30, Age.UpTo30)]
    [InlineData(31, Age.UpTo60)]
    [InlineData(60, Age.UpTo60)]
    [InlineData(61, Age.UpTo90)]
    [InlineData(90, Age.UpTo90)]
    [InlineData(91, Age.UpTo120)]
    [InlineData(120, Age.UpTo120)]
    [InlineData(121, Age.Over120)]
    public void Days_past_due_choose_the_bucket(int days, Age age)
    {
        var today = new DateOnly(2026, 11, 16);

        Assert.Equal(age, AccountAging.AgeOf(today.AddDays(-days), today));
    }

    [Theory]
    [InlineData(84.10, 0)]
    [InlineData(84.10, 30)]
    [InlineData(84.10, 84.10)]
    [InlineData(84.10, 100)]
    public async Task Buckets_funds_and_credits_add_up_to_the_stored_balance(decimal billed, decimal paid)
    {
        var account = await city.AccountOwingAsync(billed);
        if (paid > 0) { await city.PayAsync(account, new Usd((long)(paid * 100))); }

        var aging = await city.ReadAsync(db => AccountAging.OfAsync(db, account.Id, city.Today.AddDays(60), default));

        Assert.Equal(await city.BalanceAsync(account), aging.Balance);
        Assert.Equal(aging.Open, aging.Funds.Select(f => f.Amount).Sum());
        Assert.Equal(aging.Open, aging.Buckets.Single(b => b.Age == Age.UpTo60).Amount);
    }

    [Fact]
    public async Task A_payment_shows_what_it_paid_and_what_it_wrote_in_the_journal()
    {
        var account = await city.AccountOwingAsync(60m);
        var payment = await city.PayAsync(account, new Usd(100_00));

        var money = await city.ReadAsync(db => AccountMoney.OfAsync(db, account.Id, AccountMoney.Shown, default));

        var row = Assert.Single(money.Payments);
        Assert.Equal(new Usd(60_00), row.Allocations.Select(a => a.Amount).Sum());
        Assert.Equal(new Usd(40_00), row.Payment.Unapplied);
        Assert.Contains(row.Entries, e => e.Id == payment.JournalEntryId);
        Assert.All(row.Entries, e => Assert.Equal(
            e.Lines.Select(l => l.Debit ?? Usd.Zero).Sum(), e.Lines.Select(l => l.Credit ?? Usd.Zero).Sum()));
        Assert.Equal(Usd.Zero, Assert.Single(money.Bills).Open);
    }

    [Fact]
    public async Task There_is_no_record_of_an_account_that_does_not_exist() =>
        Assert.Null(await city.ReadAsync(db => AccountRecord.OfAsync(db, Guid.CreateVersion7(), default)));
}
