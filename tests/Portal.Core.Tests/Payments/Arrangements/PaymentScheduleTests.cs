using Portal.Core.Accounts;
using Portal.Core.Billing;
using Portal.Core.Money;
using Portal.Core.Payments;
using Portal.Core.Payments.Arrangements;

namespace Portal.Core.Tests.Payments.Arrangements;

/// <summary>What is paid when, and where money goes while an arrangement stands.</summary>
public sealed class PaymentScheduleTests
{
    private static readonly DateOnly Today = new(2026, 11, 16);

    /// <summary>$487.31 over 12 is 11 of $40.61 and $40.60 (domain.md §3.2).</summary>
    [Theory]
    [InlineData(487_31, 12, 0, 0, 40_61, 40_60)]
    [InlineData(100_00, 3, 0, 0, 33_33, 33_34)]
    [InlineData(100_00, 2, 25, 25_00, 37_50, 37_50)]
    [InlineData(487_31, 6, 10, 48_73, 73_10, 73_08)]
    public void Installments_are_equal_and_the_last_takes_the_remainder(
        long owed, int months, int percent, long down, long each, long last)
    {
        var schedule = PaymentSchedule.InMonths(
            new(owed), months, new() { DownPaymentPercent = percent }, Today);

        var monthly = schedule.Payments.Where(p => p.No > 0).ToList();
        Assert.Equal(new Usd(owed), schedule.Total);
        Assert.Equal(new Usd(down), schedule.Payments.Where(p => p.No == 0).Select(p => p.Amount).Sum());
        Assert.All(monthly.SkipLast(1), p => Assert.Equal(new Usd(each), p.Amount));
        Assert.Equal((months, new Usd(last)), (monthly.Count, monthly[^1].Amount));
    }

    [Fact]
    public void Every_sum_adds_up_and_days_follow_one_another()
    {
        for (var cents = 12_00L; cents < 14_00; cents++)
        {
            for (var months = 1; months <= 12; months++)
            {
                var schedule = PaymentSchedule.InMonths(
                    new(cents), months, new() { DownPaymentPercent = cents % 40 }, new DateOnly(2027, 1, 31));

                Assert.Equal(cents, schedule.Total.Cents);
                Assert.All(schedule.Payments, p => Assert.True(p.Amount.IsPositive));
                Assert.Equal(
                    schedule.Payments.Select(p => p.DueOn).Order().Distinct(), schedule.Payments.Select(p => p.DueOn));
            }
        }
    }

    /// <summary>Three installments of $30 on what was owed; a bill of $50 between the first and the second.</summary>
    [Theory]
    [InlineData(30_00, 30_00, 0)]
    [InlineData(50_00, 30_00, 20_00)]
    [InlineData(80_00, 30_00, 50_00)]
    [InlineData(95_00, 45_00, 50_00)]
    [InlineData(140_00, 90_00, 50_00)]
    [InlineData(200_00, 90_00, 50_00)]
    public void Money_goes_to_what_falls_due_first(long money, long toCovered, long toBill)
    {
        var (old, bill) = (Item(90_00, Today.AddDays(-40)), Item(50_00, Today.AddDays(40)));

        var shares = AllocationOrder.Default.Share([bill, old], new(money), Promise(old));

        Assert.Equal(new Usd(toCovered), shares.Where(s => s.Item == old).Select(s => s.Amount).Sum());
        Assert.Equal(new Usd(toBill), shares.Where(s => s.Item == bill).Select(s => s.Amount).Sum());
        Assert.Equal(shares.Count, shares.Select(s => s.Item.Id).Distinct().Count());
    }

    /// <summary>A payment taken back opens more of an item than was covered: that is due as billed.</summary>
    [Fact]
    public void What_is_open_beyond_the_covered_part_is_paid_by_its_own_day()
    {
        var old = Item(100_00, Today.AddDays(-40));
        var promise = Promise(old) with { Covered = new Dictionary<Guid, Usd> { [old.Id] = new(90_00) } };

        Assert.Equal([(old, new Usd(35_00))], AllocationOrder.Default.Share([old], new(35_00), promise));
        Assert.Equal([(old, new Usd(100_00))], AllocationOrder.Default.Share([old], new(300_00), promise));
    }

    private static PaymentPromise Promise(OpenItem old) => new(
        Guid.NewGuid(), new Dictionary<Guid, Usd> { [old.Id] = new(90_00) },
        [.. Enumerable.Range(1, 3).Select(no => (no, Today.AddMonths(no), new Usd(30_00)))]);

    private static OpenItem Item(long cents, DateOnly dueOn) => new()
    {
        Id = Guid.NewGuid(), CustomerAccountId = Guid.Empty, BillId = Guid.NewGuid(), BillLineNo = 1,
        ChargeKind = ChargeKind.Service, Service = UtilityService.Water, Fund = "510", BilledOn = dueOn.AddDays(-21),
        DueOn = dueOn, Amount = new(cents), Open = new(cents),
    };
}
