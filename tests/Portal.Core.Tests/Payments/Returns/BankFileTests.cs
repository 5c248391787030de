using Microsoft.EntityFrameworkCore;
using Portal.Core.Common;
using Portal.Core.Money;
using Portal.Core.Payments.Returns;
using Portal.Core.Staff;
using Portal.Testing;
using static Portal.Core.Tests.Billing.Adjustments.AdjustingCity;

namespace Portal.Core.Tests.Payments.Returns;

/// <summary>A bank's file is checked, shown, and booked once.</summary>
public sealed class BankFileTests : IAsyncLifetime
{
    private City _city = null!;

    public async Task InitializeAsync() => _city = await City.CreateAsync();

    public Task DisposeAsync() => _city.DisposeAsync();

    [Fact]
    public async Task A_match_is_booked_a_stranger_waits_and_a_double_is_left()
    {
        var account = await _city.AccountOwingAsync(112.52m);
        await _city.DebitAsync(account, 112_52);
        var file = await _city.CheckAsync(NachaText.Of(
            new("R01", ReturningCity.Trace, 112_52), new("R03", "091400600000077", 45_65),
            new("R01", ReturningCity.Trace, 112_52), new("C01", ReturningCity.Trace, 0, Corrected: "1918171614"),
            new("R61", ReturningCity.Trace, 5)));
        Assert.Equal((BankFileState.Checked, Usd.Zero), (file.State, await _city.BalanceAsync(account)));

        City.Done(await _city.ConfirmAsync(file));
        await BookAllAsync();

        Assert.Equal(
            [BankRowOutcome.Booked, BankRowOutcome.Unmatched, BankRowOutcome.Already, BankRowOutcome.Told,
                BankRowOutcome.Shown],
            (await _city.RowsAsync(file)).Select(r => r.Outcome));
        Assert.Equal(new Usd(137_52), await _city.BalanceAsync(account));
        Assert.Equal("••1614", (await _city.RowsAsync(file))[3].Corrected);
        Assert.Equal(account.Id, await _city.ReadAsync(db => db.OfficeTasks.Where(t => t.Kind == "bank_change")
            .Select(t => t.CustomerAccountId).SingleAsync()));
        Assert.Equal(BankFileState.Done, await StateAsync(file));
        await _city.AssertBooksAsync();
    }

    [Fact]
    public async Task The_same_file_twice_posts_nothing_under_any_name_and_in_any_order()
    {
        var account = await _city.AccountOwingAsync(50.00m);
        await _city.DebitAsync(account, 50_00);
        var text = NachaText.Of(new NachaText.Row("R01", ReturningCity.Trace, 50_00));
        var (one, two) = (await _city.CheckAsync(text), await _city.CheckAsync(text, "again.ach"));

        var outcomes = await Task.WhenAll(_city.ConfirmAsync(one), _city.ConfirmAsync(two));
        await BookAllAsync();
        var third = await _city.CheckAsync(text, "third.ach");

        Assert.Equal("BankFile_BookedBefore", Refused(outcomes.Single(o => o is Outcome<BankFile>.Refused)));
        Assert.Equal(BankFileState.Refused, third.State);
        Assert.Equal(["BankFile_Again"], await _city.ReadAsync(db => db.Set<BankFileFault>()
            .Where(f => f.BankFileId == third.Id).Select(f => f.Key).ToListAsync()));
        Assert.Equal(new Usd(75_00), await _city.BalanceAsync(account));
        // The same return in another file of the bank.
        var fourth = await _city.CheckAsync(NachaText.Of(
            new("R01", ReturningCity.Trace, 50_00), new("R02", "091400600000099", 1)));
        Assert.Equal(BankRowOutcome.Already, (await _city.RowsAsync(fourth))[0].Outcome);
        await _city.AssertBooksAsync();
    }

    [Fact]
    public async Task Stopped_in_the_middle_it_goes_on_and_many_workers_share_it()
    {
        var rows = new List<NachaText.Row>();
        for (var i = 1; i <= 6; i++)
        {
            var trace = $"09140060{i:D7}";
            await _city.DebitAsync(await _city.AccountOwingAsync(10.00m), 10_00, trace);
            rows.Add(new("R02", trace, 10_00));
        }

        var file = await _city.CheckAsync(NachaText.Of([.. rows]));
        City.Done(await _city.ConfirmAsync(file));
        var dying = DyingCommits.Switch();
        dying.Value = true;
        await Assert.ThrowsAsync<AggregateException>(() => _city.BookAsync());
        dying.Value = false;
        Assert.All(await _city.RowsAsync(file), r => Assert.Equal(BankRowOutcome.Matched, r.Outcome));

        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => _city.BookAsync()));
        await BookAllAsync();

        Assert.All(await _city.RowsAsync(file), r => Assert.Equal(BankRowOutcome.Booked, r.Outcome));
        Assert.Equal(6, await _city.ReadAsync(db => db.Set<ReturnedPayment>().CountAsync()));
        Assert.Equal(BankFileState.Done, await StateAsync(file));
        await _city.AssertBooksAsync();
    }

    [Fact]
    public async Task A_person_finds_the_payment_of_a_stranger_or_says_that_it_is_none_of_ours()
    {
        var account = await _city.AccountOwingAsync(30.00m);
        var payment = await _city.DebitAsync(account, 30_00, null);
        var file = await _city.CheckAsync(NachaText.Of(
            new("R01", "091400600000055", 30_00), new("R01", "091400600000056", 99)));
        var rows = await _city.RowsAsync(file);
        Assert.Equal("BankRow_NotWaiting", Refused(await ResolveAsync(rows[0], payment.Reference, null)));
        City.Done(await _city.ConfirmAsync(file));
        await BookAllAsync();

        Assert.Equal("BankRow_NoPayment", Refused(await ResolveAsync(rows[0], "R-NONE-NONE", null)));
        Assert.Equal("BankRow_OtherAmount", Refused(await ResolveAsync(rows[1], payment.Reference, null)));
        Assert.Equal("BankRow_NoteMissing", Refused(await ResolveAsync(rows[1], null, " ")));
        var all = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ =>
            ResolveAsync(rows[0], payment.Reference.ToLowerInvariant(), null)));
        City.Done(await ResolveAsync(rows[1], null, "Of the library's account"));

        Assert.All(all, o => Assert.Equal(BankRowOutcome.Booked, City.Done(o).Outcome));
        Assert.Equal(new Usd(55_00), await _city.BalanceAsync(account));
        Assert.Equal(BankRowOutcome.Closed, (await _city.RowsAsync(file))[1].Outcome);
        await _city.AssertBooksAsync();
    }

    [Fact]
    public async Task A_file_that_does_not_agree_with_itself_is_refused_with_the_line_and_cannot_be_booked()
    {
        var text = NachaText.Of(new NachaText.Row("R01", ReturningCity.Trace, 50_00));
        text[95 * 4 + 30] = (byte)'9';

        var file = await _city.CheckAsync(text);

        Assert.Equal(BankFileState.Refused, file.State);
        Assert.Equal("BankFile_Over", Refused(await _city.ConfirmAsync(file)));
        Assert.Equal("BankFile_NoNacha", Refused(await _city.TryCheckAsync("meter,date,reading\n"u8.ToArray())));
        var gone = City.Done(await _city.AskAsync<DiscardBankFile, Outcome<BankFile>>(
            act => act.RunAsync(new(file.Id), default)));
        Assert.Equal(BankFileState.Discarded, gone.State);
        Assert.Empty(await _city.RowsAsync(file));
    }

    [Fact]
    public async Task Two_payments_under_one_trace_and_a_code_that_nobody_knows_wait_for_a_person()
    {
        for (var i = 0; i < 2; i++) { await _city.DebitAsync(await _city.AccountOwingAsync(10.00m), 10_00); }

        await _city.DebitAsync(await _city.AccountOwingAsync(20.00m), 20_00, "091400600000002");
        var file = await _city.CheckAsync(NachaText.Of(
            new("R01", ReturningCity.Trace, 10_00), new("R97", "091400600000002", 20_00),
            new("R01", "091400600000002", 20_01)));

        Assert.Equal(["Return_SeveralPayments", "Return_CodeNotBooked", "Return_NoSuchTrace"],
            (await _city.RowsAsync(file)).Select(r => r.Why));
        Assert.All(await _city.RowsAsync(file), r => Assert.Equal(BankRowOutcome.Unmatched, r.Outcome));
    }

    [Fact]
    public async Task At_half_of_a_limit_the_office_is_told_once_a_month()
    {
        for (var i = 1; i <= 20; i++)
        {
            var payment = await _city.DebitAsync(
                await _city.AccountOwingAsync(10.00m), 10_00, $"09140060{i:D7}");
            if (i <= 2) { City.Done(await _city.ReturnAsync(ReturningCity.ReturnOf(_city, payment, "R01"))); }
        }

        var rates = await _city.ReadAsync(db => ReturnRates.OfAsync(db, _city.Today, default));
        var told = await _city.AskAsync<WatchReturnRates, int>(act => act.RunAsync(default));
        var again = await _city.AskAsync<WatchReturnRates, int>(act => act.RunAsync(default));

        Assert.Equal((20, 2, 10m), (rates.Debits, rates.Rates[2].Returns, rates.Rates[2].Percent));
        Assert.Equal((true, false), (rates.Rates[2].IsHigh, rates.Rates[2].IsOver));
        Assert.Equal((1, 0), (told, again));
    }

    [Fact]
    public async Task Nobody_finds_the_payment_of_their_own_account()
    {
        var account = await _city.AccountOwingAsync(30.00m);
        var owner = Actor.Staff((await _city.ResidentAsync("Owner", account)).Id);
        var payment = await _city.DebitAsync(account, 30_00, null);
        var file = await _city.CheckAsync(NachaText.Of(new NachaText.Row("R01", "091400600000058", 30_00)));
        City.Done(await _city.ConfirmAsync(file));
        await BookAllAsync();
        var row = Assert.Single(await _city.RowsAsync(file));

        Assert.Equal("Approval_OwnAccount", Refused(await ResolveAsync(row, payment.Reference, null, owner)));
        Assert.Equal(Usd.Zero, await _city.BalanceAsync(account));
        City.Done(await ResolveAsync(row, payment.Reference, null));
    }

    private Task<Outcome<BankFileRow>> ResolveAsync(
        BankFileRow row, string? payment, string? note, Actor? by = null) =>
        _city.AskAsync<ResolveBankRow, Outcome<BankFileRow>>(
            act => act.RunAsync(new(row.Id, payment, note, by ?? Technician), default));

    private Task<BankFileState> StateAsync(BankFile file) =>
        _city.ReadAsync(db => db.Set<BankFile>().Where(f => f.Id == file.Id).Select(f => f.State).SingleAsync());

    private async Task BookAllAsync()
    {
        while (await _city.BookAsync() > 0)
        {
        }
    }
}
