using Microsoft.EntityFrameworkCore;
using Portal.Core.Billing;
using Portal.Core.Billing.Rating;
using Portal.Core.Billing.Runs;
using Portal.Core.Money;
using Portal.Testing;

namespace Portal.Core.Tests.Billing.Runs;

/// <summary>A read below an estimate that was billed: what was too much goes back, and the account goes on.</summary>
public sealed class EstimateCreditTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_an_estimate_had_too_much_goes_back_at_the_rates_of_its_period_and_the_bill_says_so(bool paid)
    {
        await using var town = await EstimatedAsync();
        var account = await town.City.ReadAsync(db => db.CustomerAccounts.SingleAsync(a => a.Number == "5000000002"));
        var first = await BillAsync(town, account.Id);
        if (paid)
        {
            await town.City.PayAsync(account, first.TotalDue);
        }

        await ReadAsync(town, +10m);
        await TownRates.ChangeAsync(
            town, "alder-falls-water", schedule =>
            {
                schedule["effective_on"] = $"{town.City.Today:yyyy-MM-dd}";
                schedule["charges"]![1]!["prices"]![0]!["rate"] = 9;
            });
        await town.BillAsync(town.City.Today);

        // 2 CCF of 12 at the old price, inside the city, with the tax on them.
        var credit = await town.City.ReadAsync(db => db.Adjustments.SingleAsync());
        var use = Usd.FromRate(1.17m, 2m);
        var tax = await TaxAsync(town, first.Id) - Usd.FromRate(0.05m, (24.79m + 11.70m));
        Assert.Equal((use + tax, first.Id), (credit.Amount, credit.CitesBillId));
        Assert.Equal("system", credit.PostedBy);
        var second = await BillAsync(town, account.Id);
        Assert.Equal((-credit.Amount, 2), (second.Adjustments, await town.CountAsync("select count(*) from bill "
            + $"where customer_account_id = '{account.Id}'")));
        Assert.Equal(0m, await town.City.ReadAsync(
            db => db.BillReads.Where(r => r.BillId == second.Id).Select(r => r.Used).SingleAsync()));
        var why = LineExplanation.FromJson(await town.City.ReadAsync(db => db.BillLines
            .Where(l => l.BillId == second.Id && l.ChargeCode == "WATER-USE")
            .Select(l => l.Explanation).SingleAsync()));
        var part = Assert.Single(why.TrueUp!);
        Assert.Equal((2m, credit.Amount.Cents), (part.Quantity, part.Cents));
        Assert.Contains(
            ExplainLine.In(System.Globalization.CultureInfo.GetCultureInfo("es-US"), why, Usd.Zero),
            s => s.Contains("demasiado alta", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_read_below_the_last_actual_one_still_blocks()
    {
        await using var town = await EstimatedAsync();
        await ReadAsync(town, -1m);

        var run = await town.BillAsync(town.City.Today);

        Assert.Equal(BillRunState.Issued, run.State);
        Assert.Equal(1, await town.CountAsync("""
            select count(distinct a.id) from bill_run_finding f join customer_account a on a.id = f.customer_account_id
            where a.number = '5000000002' and f.blocks and f.code = 'negative_use'
            """));
    }

    /// <summary>A town in which account 2 was billed 12 CCF on an estimate; the next month has gone by.</summary>
    private static async Task<BillingTown> EstimatedAsync()
    {
        var town = await BillingTown.CreateAsync(3, inChunk: 3);
        await town.ReadAsync(town.City.Today, 1);
        await town.ReadAsync(town.City.Today, 3, from: 3);
        await ReadAsync(town, +12m, "estimated");
        await town.BillAsync(town.City.Today);
        town.City.Clock.Advance(TimeSpan.FromDays(30));
        await town.ReadAsync(town.City.Today, 1);
        await town.ReadAsync(town.City.Today, 3, from: 3);
        return town;
    }

    /// <summary>Account 2's meter shows so much more than on its first read.</summary>
    private static Task ReadAsync(BillingTown town, decimal more, string kind = "actual") => town.ExecuteAsync(
        """
        insert into meter_read (id, service_point_id, read_on, reading, kind)
        select gen_random_uuid(), r.service_point_id, $1, r.reading + $2, $3
        from meter_read r join service_point s on s.id = r.service_point_id where s.meter_number = 'M2'
        order by r.read_on limit 1
        """,
        town.City.Today, more, kind);

    private static Task<Bill> BillAsync(BillingTown town, Guid account) => town.City.ReadAsync(db =>
        db.Bills.AsNoTracking().Where(b => b.CustomerAccountId == account)
            .OrderByDescending(b => b.Number).FirstAsync());

    private static Task<Usd> TaxAsync(BillingTown town, Guid bill) => town.City.ReadAsync(db =>
        db.BillLines.Where(l => l.BillId == bill && l.ChargeCode == "USERS-TAX").Select(l => l.Amount).SingleAsync());
}
