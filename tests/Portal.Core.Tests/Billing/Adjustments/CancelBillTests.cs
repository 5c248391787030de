using FsCheck;
using FsCheck.Fluent;
using Microsoft.EntityFrameworkCore;
using Portal.Core.Accounts;
using Portal.Core.Billing;
using Portal.Core.Billing.Adjustments;
using Portal.Core.Common;
using Portal.Core.Ledger;
using Portal.Core.Money;
using Portal.Testing;
using Xunit;
using static Portal.Core.Tests.Billing.Adjustments.AdjustingCity;

namespace Portal.Core.Tests.Billing.Adjustments;

public sealed class CancelBillTests(City city) : IClassFixture<City>
{
    private enum Step
    {
        Bill,
        Pay,
        Overpay,
        Credit,
        Charge,
    }

    [Fact]
    public async Task The_money_paid_on_it_goes_to_what_else_is_open_and_the_rest_is_credit()
    {
        var account = await city.AccountAsync();
        var first = await city.BillAsync(account, new Usd(60_00));
        city.Clock.Advance(TimeSpan.FromDays(30));
        await city.BillAsync(account, new Usd(20_00));
        await city.PayAsync(account, new Usd(60_00));

        await city.CancelAsync(account, first);

        Assert.Equal(new Usd(-40_00), await city.BalanceAsync(account));
        Assert.Equal(["0", "0", "0", "0", "0", "0"], (await ItemsAsync(account)).Select(i => $"{i.Open.Cents}"));
        await city.AssertBooksAsync();
    }

    [Fact]
    public async Task A_credit_and_a_charge_for_the_bill_go_with_it()
    {
        var account = await city.AccountAsync();
        var bill = await city.BillAsync(account, new Usd(60_00));
        City.Done(await city.AdjustAsync(await city.AdjustmentAsync(account, Side.Credit, 10_00)));
        City.Done(await city.AdjustAsync(await city.AdjustmentAsync(account, Side.Debit, 5_00, UtilityService.Sewer)));
        await city.PayAsync(account, new Usd(55_00));

        await city.CancelAsync(account, bill);

        Assert.Equal(new Usd(-55_00), await city.BalanceAsync(account));
        await city.AssertBooksAsync();
    }

    [Fact]
    public async Task The_next_bill_says_so()
    {
        var account = await city.AccountAsync();
        var bill = await city.BillAsync(account, new Usd(60_00));
        await city.CancelAsync(account, bill);

        var next = await city.BillAsync(account, new Usd(25_00));

        Assert.Equal(
            [60_00, 0, -60_00, 25_00],
            [next.PreviousBalance.Cents, next.Payments.Cents, next.Adjustments.Cents, next.TotalDue.Cents]);
    }

    [Fact]
    public async Task Eight_at_once_cancel_once_and_a_second_operation_is_told()
    {
        var account = await city.AccountAsync();
        var bill = await city.BillAsync(account, new Usd(60_00));
        var request = await city.CancellationAsync(account, bill);

        var posted = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => city.CancelAsync(request)));

        Assert.Single(posted.Select(p => City.Done(p).Adjustment!.Id).Distinct());
        Assert.Equal(Usd.Zero, await city.BalanceAsync(account));
        Assert.Equal("Bill_CanceledBefore",
            Refused(await city.CancelAsync(await city.CancellationAsync(account, bill))));
        await city.AssertBooksAsync();
    }

    [Fact]
    public async Task Killed_before_the_commit_the_bill_still_stands()
    {
        var account = await city.AccountAsync();
        var bill = await city.BillAsync(account, new Usd(60_00));
        await city.PayAsync(account, new Usd(60_00));
        var request = await city.CancellationAsync(account, bill);

        var dying = DyingCommits.Switch();
        dying.Value = true;
        await Assert.ThrowsAsync<ProcessDiedException>(() => city.CancelAsync(request));
        dying.Value = false;

        Assert.Equal(Usd.Zero, await city.BalanceAsync(account));
        City.Done(await city.CancelAsync(request));
        Assert.Equal(new Usd(-60_00), await city.BalanceAsync(account));
        await city.AssertBooksAsync();
    }

    [Fact]
    public async Task A_bill_older_than_the_correction_window_is_refused()
    {
        await using var own = await City.CreateAsync();
        var account = await own.AccountAsync();
        var bill = await own.BillAsync(account, new Usd(60_00));
        own.Clock.Advance(TimeSpan.FromDays((365 * 3) + 2));

        Assert.Equal("Bill_TooOldToCancel",
            Refused(await own.CancelAsync(await own.CancellationAsync(account, bill))));
    }

    [Theory]
    [InlineData("en", "Bill {0} canceled", "Late fee, taken back")]
    [InlineData("es", "Factura {0} cancelada", "Recargo, anulado")]
    public void What_is_printed_of_it_is_in_the_words_files(string language, string canceled, string back)
    {
        var late = new Adjustment
        {
            Id = Guid.Empty, OperationId = Guid.Empty, OperationNo = 1, CustomerAccountId = Guid.Empty,
            Kind = AdjustmentKind.LateCharge, Side = Side.Debit, Amount = new Usd(1), Reason = "late",
            LabelEn = "Late fee", LabelEs = "Recargo", JournalEntryId = Guid.Empty, PostedOn = city.Today,
            PostedAt = city.Clock.GetUtcNow(), PostedBy = "a",
        };

        Assert.Equal(
            string.Format(System.Globalization.CultureInfo.InvariantCulture, canceled, 12),
            AdjustmentWords.BillCanceled(12).In(language));
        Assert.Equal(back, AdjustmentWords.TakenBack(late).In(language));
    }

    /// <summary>
    /// Two accounts live the same random life, but one is also billed once more in it, and that bill is canceled. What
    /// is owed, item by item, and what is credit, must be the same on both.
    /// </summary>
    [Fact]
    public async Task A_canceled_bill_leaves_the_account_as_if_never_billed()
    {
        await using var own = await City.CreateAsync();
        var lives = Gen.Sample(
            Gen.Choose(3, 7).SelectMany(n => Gen.ArrayOf(
                Gen.Zip(
                    Gen.Frequency(
                        (6, Gen.Constant(Step.Bill)), (5, Gen.Constant(Step.Pay)), (3, Gen.Constant(Step.Overpay)),
                        (2, Gen.Constant(Step.Credit)), (2, Gen.Constant(Step.Charge))),
                    Gen.Choose(100, 90_00)),
                n)),
            60).ToArray();

        foreach (var (life, round) in lives.Select((l, i) => (l, i)))
        {
            var (plain, billed) = (await own.AccountAsync(), await own.AccountAsync());
            var extra = await PlayAsync(own, plain, billed, life, at: round % life.Length);
            await own.CancelAsync(billed, extra);

            Assert.Equal(await StandAsync(own, plain, null), await StandAsync(own, billed, extra));
        }

        await own.AssertBooksAsync();
    }

    private static async Task<Bill> PlayAsync(
        City city, CustomerAccount plain, CustomerAccount billed, (Step Step, int Cents)[] life, int at)
    {
        Bill? extra = null;
        for (var i = 0; i < life.Length; i++)
        {
            if (i == at)
            {
                extra = await city.BillAsync(billed, new Usd(30_00));
            }

            await ActAsync(city, plain, life[i].Step, life[i].Cents, null);
            await ActAsync(city, billed, life[i].Step, life[i].Cents, extra);
            city.Clock.Advance(TimeSpan.FromDays(1));
        }

        return extra!;
    }

    private static async Task ActAsync(City city, CustomerAccount account, Step step, int cents, Bill? extra)
    {
        switch (step)
        {
            case Step.Bill: await city.BillAsync(account, new Usd(cents)); break;
            case Step.Pay: await city.PayAsync(account, new Usd(cents / 2)); break;
            case Step.Overpay: await city.PayAsync(account, new Usd(cents * 2)); break;
            default:
                var item = await city.ReadAsync(db => db.OpenItems.AsNoTracking()
                    .Where(i => i.CustomerAccountId == account.Id && i.BillId != null
                        && (extra == null || i.BillId != extra.Id) && i.Service == UtilityService.Water)
                    .OrderBy(i => i.BilledOn).FirstOrDefaultAsync());
                if (item is not null)
                {
                    await city.AdjustAsync(
                        await city.AdjustmentAsync(account, step == Step.Credit ? Side.Credit : Side.Debit, 51)
                            with
                        { OpenItemId = item.Id });
                }

                break;
        }
    }

    private static async Task<string> StandAsync(City city, CustomerAccount account, Bill? without)
    {
        var items = await city.ReadAsync(db => db.OpenItems.AsNoTracking()
            .Where(i => i.CustomerAccountId == account.Id && (without == null || i.BillId != without.Id))
            .OrderBy(i => i.BilledOn).ThenBy(i => i.Service).Select(i => i.Open.Cents).ToListAsync());
        var credits = await city.ReadAsync(db => db.Payments.AsNoTracking()
            .Where(p => p.CustomerAccountId == account.Id).Select(p => p.Unapplied.Cents).ToListAsync());
        return $"{(await city.BalanceAsync(account)).Cents} open {string.Join(' ', items)} credit {credits.Sum()}";
    }

    private Task<List<OpenItem>> ItemsAsync(CustomerAccount account) => city.ReadAsync(db => db.OpenItems.AsNoTracking()
        .Where(i => i.CustomerAccountId == account.Id).OrderBy(i => i.Id).ToListAsync());
}
