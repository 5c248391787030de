using Microsoft.EntityFrameworkCore;
using Portal.Core.Accounts;
using Portal.Core.Common;
using Portal.Core.Money;
using Portal.Core.Payments.Checks;
using Portal.Core.Payments.Refunds;
using Portal.Core.Payments.Unclaimed;
using Portal.Core.Tests.Payments.Refunds;
using Portal.Core.Tests.Payments.Unidentified;
using Portal.Testing;

namespace Portal.Core.Tests.Payments.Unclaimed;

/// <summary>What nobody has claimed, and from which day on it may be turned over (domain.md §5).</summary>
public sealed class UnclaimedListTests
{
    private static readonly DateOnly Began = new(2026, 1, 15);

    [Theory]
    [InlineData(15_00, "Rosa", true, "2029-01-15")]
    [InlineData(14_99, "Rosa", false, "2027-01-15")]
    [InlineData(900_00, null, false, "2027-01-15")]
    public void Small_sums_and_unknown_owners_wait_one_year_and_others_three(
        long cents, string? owner, bool byNotice, string due)
    {
        var row = new UnclaimedRow(
            UnclaimedKind.Suspense, Guid.Empty, null, null, owner, new Usd(cents), Began);

        Assert.Equal((byNotice, DateOnly.Parse(due, null)), (row.ByNotice, row.DueOn));
    }

    [Fact]
    public void The_citys_rule_says_how_long_and_from_which_amount_on()
    {
        var rules = new UnclaimedRules { NoticeYears = 5, ResolutionYears = 2, PublishedCents = 50_00 };
        var (large, small) = (Row(50_00), Row(49_99));

        Assert.Equal((true, Began.AddYears(5)), (large.ByNotice, large.DueOn));
        Assert.Equal((false, Began.AddYears(2)), (small.ByNotice, small.DueOn));
        Assert.Null(rules.Wrong());
        Assert.Equal("resolution_years", (rules with { ResolutionYears = 6 }).Wrong());

        UnclaimedRow Row(long cents) => new(
            UnclaimedKind.Credit, Guid.Empty, null, null, "Rosa", new Usd(cents), Began)
        { Rules = rules };
    }

    [Theory]
    [InlineData("2027-01-14", 0)]
    [InlineData("2027-01-15", 1)]
    [InlineData("2029-01-14", 2)]
    [InlineData("2029-01-15", 3)]
    [InlineData("2040-01-15", 3)]
    public void Its_age_is_in_whole_years(string day, int years) => Assert.Equal(
        years,
        new UnclaimedRow(UnclaimedKind.Credit, Guid.Empty, null, null, "Rosa", new Usd(1), Began)
            .YearsOn(DateOnly.Parse(day, null)));

    [Fact]
    public async Task A_stale_check_a_closed_accounts_credit_and_suspense_age_until_they_are_due()
    {
        var town = new RefundTown();
        await town.InitializeAsync();
        try
        {
            var check = await town.StaleAsync();
            var closed = await town.OverpaidInCashAsync(12_00);
            var open = await town.OverpaidInCashAsync(13_00);
            await town.CloseAsync(closed);
            var item = City.Done(await town.City.EnterAsync(UnidentifiedCity.Form(town.City, 20_00)));

            var now = await town.ListAsync(UnclaimedList.Part.All);

            Assert.Equal([check.Id, closed.Id, item.Id], now.Rows.Select(r => r.Id));
            Assert.DoesNotContain(now.Rows, r => r.AccountId == open.Id);
            Assert.Equal((3, new Usd(57_00)), (now.Ages[0].Count, now.Ages[0].Amount));
            Assert.Empty((await town.ListAsync(UnclaimedList.Part.DueWithoutNotice)).Rows);
            town.City.Clock.Advance(TimeSpan.FromDays(366));
            Assert.Equal([closed.Id], Ids(await town.ListAsync(UnclaimedList.Part.DueWithoutNotice), closed.Id));
            Assert.Empty((await town.ListAsync(UnclaimedList.Part.DueByNotice)).Rows);
            town.City.Clock.Advance(TimeSpan.FromDays(2 * 366));
            Assert.Contains(check.Id, (await town.ListAsync(UnclaimedList.Part.DueByNotice)).Rows.Select(r => r.Id));
            Assert.Equal(3, (await town.ListAsync(UnclaimedList.Part.All)).Ages[3].Count);
        }
        finally
        {
            await town.DisposeAsync();
        }
    }

    [Fact]
    public async Task What_is_asked_back_is_not_unclaimed()
    {
        var town = new RefundTown();
        await town.InitializeAsync();
        try
        {
            var (whole, some) = (await town.OverpaidInCashAsync(12_00), await town.OverpaidInCashAsync(13_00));
            await town.CloseAsync(whole);
            await town.CloseAsync(some);
            Assert.Equal(2, (await town.ListAsync(UnclaimedList.Part.All)).Count);
            City.Done(await town.RequestAsync(town.Form(whole, 12_00)));
            var declined = City.Done(await town.RequestAsync(town.Form(some, 5_00, 13_00)));

            var left = Assert.Single((await town.ListAsync(UnclaimedList.Part.All)).Rows);

            Assert.Equal((some.Id, new Usd(8_00)), (left.AccountId, left.Amount));
            City.Done(await town.DeclineAsync(declined, town.Supervisor));
            left = Assert.Single((await town.ListAsync(UnclaimedList.Part.All)).Rows);
            Assert.Equal(new Usd(13_00), left.Amount);
        }
        finally
        {
            await town.DisposeAsync();
        }
    }

    private static IEnumerable<Guid> Ids(UnclaimedList list, Guid of) =>
        list.Rows.Select(r => r.Id).Where(id => id == of);
}
