using Portal.Core.Accounts;
using Portal.Core.Billing;
using Portal.Core.Money;
using Portal.Core.Payments;
using Xunit;

namespace Portal.Core.Tests.Payments;

public sealed class AllocationOrderTests
{
    /// <summary>The worked payment of domain.md §3.1: 100.00 against January and February.</summary>
    [Fact]
    public void A_payment_settles_penalty_refuse_and_sewer_before_water_and_January_before_February()
    {
        OpenItem[] items =
        [
            Item("2026-02-01", 1, ChargeKind.Service, UtilityService.Water, 112_52),
            Item("2026-01-01", 1, ChargeKind.Service, UtilityService.Water, 40_00),
            Item("2026-01-01", 2, ChargeKind.Service, UtilityService.Sewer, 50_00),
            Item("2026-01-01", 3, ChargeKind.Service, UtilityService.Refuse, 20_00),
            Item("2026-01-01", 4, ChargeKind.Penalty, UtilityService.Water, 5_63),
        ];

        var shares = AllocationOrder.Default.Share(items, new Usd(100_00)).ToList();

        Assert.Equal(
            [(4, 5_63L), (3, 20_00L), (2, 50_00L), (1, 24_37L)],
            shares.Select(s => (s.Item.BillLineNo, s.Amount.Cents)));
        Assert.All(shares, s => Assert.Equal(1, s.Item.BilledOn.Month));
    }

    [Fact]
    public void What_is_settled_takes_no_more_and_the_rest_is_left_over()
    {
        OpenItem[] items =
        [
            Item("2026-01-01", 1, ChargeKind.Service, UtilityService.Water, 40_00, open: 0),
            Item("2026-01-01", 2, ChargeKind.Tax, UtilityService.Water, 2_00),
        ];

        Assert.Equal(
            [(2, 2_00L)],
            AllocationOrder.Default.Share(items, new Usd(100_00)).Select(s => (s.Item.BillLineNo, s.Amount.Cents)));
        Assert.Empty(AllocationOrder.Default.Share(items, Usd.Zero));
    }

    private static OpenItem Item(
        string billed, int line, ChargeKind kind, UtilityService service, long cents, long? open = null)
    {
        var day = DateOnly.ParseExact(billed, "yyyy-MM-dd");
        return new()
        {
            Id = Guid.NewGuid(),
            CustomerAccountId = Guid.Empty,
            BillId = Guid.Empty,
            BillLineNo = line,
            ChargeKind = kind,
            Service = service,
            Fund = "510",
            BilledOn = day,
            DueOn = day.AddDays(21),
            Amount = new(cents),
            Open = new(open ?? cents),
        };
    }
}
