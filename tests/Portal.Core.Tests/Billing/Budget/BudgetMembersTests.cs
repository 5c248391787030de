using Microsoft.EntityFrameworkCore;
using Portal.Core.Accounts;
using Portal.Core.Billing;
using Portal.Core.Billing.Budget;
using Portal.Core.Billing.LateCharges;
using Portal.Core.Common;
using Portal.Core.Money;
using Portal.Core.Staff;
using Portal.Testing;
using static Portal.Core.Tests.Billing.Adjustments.AdjustingCity;

namespace Portal.Core.Tests.Billing.Budget;

/// <summary>Enrolling, leaving, and being taken off for a bill not paid in time.</summary>
public sealed class BudgetMembersTests
{
    private static readonly IEnumerable<long> Year = Enumerable.Repeat(100_00L, 12);

    [Theory]
    [InlineData("Budget_NotOffered")]
    [InlineData("Budget_TooLittleHistory")]
    [InlineData("Budget_PastDue")]
    [InlineData("Budget_Already")]
    [InlineData("Budget_StillLeaving")]
    [InlineData("Budget_NotAgreed")]
    [InlineData("Account_Closed")]
    [InlineData("Account_NotFound")]
    public async Task Who_cannot_enroll_is_refused(string refusal)
    {
        await using var city = await BudgetCity.CreateAsync(
            refusal == "Budget_NotOffered" ? """{"kinds": {"business": "rolling"}}""" : """{"kind": "rolling"}""");
        var account = await city.AccountWithYearAsync(refusal == "Budget_TooLittleHistory" ? Year.Skip(1) : Year);
        if (refusal == "Budget_PastDue")
        {
            await city.MonthAsync(account, 50_00);
            city.Days(22);
        }

        if (refusal is "Budget_Already" or "Budget_StillLeaving")
        {
            City.Done(await city.EnrollAsync(account));
        }

        if (refusal == "Budget_StillLeaving")
        {
            City.Done(await city.LeaveAsync(account));
        }

        if (refusal == "Account_Closed")
        {
            await city.ReadAsync(db => db.CustomerAccounts.Where(a => a.Id == account.Id)
                .ExecuteUpdateAsync(a => a.SetProperty(x => x.ClosedOn, city.Today)));
        }

        var answer = await city.AskAsync<EnrollInBudget, Outcome<BudgetEnrollment>>(act => act.RunAsync(
            new(Guid.CreateVersion7(), refusal == "Account_NotFound" ? Guid.CreateVersion7() : account.Id, null, null,
                refusal == "Budget_NotAgreed" ? Actor.Resident(Guid.CreateVersion7()) : Technician),
            default));

        Assert.Equal(refusal, Refused(answer));
    }

    [Fact]
    public async Task An_offer_that_was_not_shown_is_not_entered()
    {
        await using var city = await BudgetCity.CreateAsync("""{"kind": "rolling"}""");
        var account = await city.AccountWithYearAsync(BudgetCity.WorkedYear);
        var seen = (await city.ReadAsync(db => BudgetOffer.OfAsync(db, account, city.Today, default))).Seen;
        await city.BillAsync(account, new Usd(500_00));
        await city.PayAsync(account, new Usd(500_00));

        Assert.Equal("Budget_OfferChanged", Refused(await city.AskAsync<EnrollInBudget, Outcome<BudgetEnrollment>>(
            act => act.RunAsync(new(Guid.CreateVersion7(), account.Id, seen, null, Technician), default))));
        City.Done(await city.EnrollAsync(account));
    }

    [Fact]
    public async Task A_city_without_a_rule_offers_none()
    {
        await using var city = await City.CreateAsync();
        var account = await city.AccountWithYearAsync(Year);

        Assert.Equal("Budget_NotOffered", Refused(await city.EnrollAsync(account)));
    }

    /// <summary>Twelve bills with a month missing between them are no year.</summary>
    [Fact]
    public async Task A_gap_in_the_year_is_refused()
    {
        await using var city = await BudgetCity.CreateAsync();
        var account = await city.AccountWithYearAsync([100_00, .. Year]);
        var third = await city.ReadAsync(db => db.Bills.OrderBy(b => b.Number).Skip(2).FirstAsync());
        Assert.Null((await city.ReadAsync(async db =>
            await BudgetOffer.OfAsync(db, await city.NowAsync(account), city.Today, default))).WhyNot);

        await city.CancelAsync(account, third);

        Assert.Equal("Budget_TooLittleHistory", Refused(await city.EnrollAsync(account)));
    }

    [Fact]
    public async Task Eight_at_once_enroll_once_and_one_operation_is_one_enrollment()
    {
        await using var city = await BudgetCity.CreateAsync();
        var account = await city.AccountWithYearAsync(Year);
        var operation = Guid.CreateVersion7();

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(i =>
            city.EnrollAsync(account, i % 2 == 0 ? operation : Guid.CreateVersion7())));

        var enrollment = await city.EnrollmentAsync(account);
        var done = answers.OfType<Outcome<BudgetEnrollment>.Done>().Select(d => d.Value.Id).ToList();
        Assert.Equal(enrollment.Id == operation ? 4 : 1, done.Count);
        Assert.All(done, id => Assert.Equal(enrollment.Id, id));
        Assert.All(
            answers.OfType<Outcome<BudgetEnrollment>.Refused>(), r => Assert.Equal("Budget_Already", r.Refusal.Key));
        Assert.Equal(1, await city.ReadAsync(db => db.AuditEntries.CountAsync(a => a.Act == nameof(EnrollInBudget))));
    }

    [Fact]
    public async Task Who_leaves_is_asked_for_all_by_the_next_bill_and_may_enroll_again()
    {
        await using var city = await BudgetCity.CreateAsync();
        var account = await city.EnrolledAsync(BudgetCity.WorkedYear);
        await city.MonthAsync(account, 178_00);
        await city.PayDueAsync(account);

        City.Done(await city.LeaveAsync(account));
        City.Done(await city.LeaveAsync(account));
        await city.MonthAsync(account, 90_00);

        Assert.Equal((138_00, 0), await city.LastAsync(account));
        var ended = await city.EnrollmentAsync(account);
        Assert.Equal(
            (BudgetEnrollmentState.Ended, BudgetLeaveReason.Asked, Technician.Name),
            (ended.State, ended.LeaveReason, ended.LeftBy));
        Assert.Equal("Budget_NotOn", Refused(await city.LeaveAsync(account)));
        Assert.Equal(new Usd(138_00), (await city.NowAsync(account)).Due);
        City.Done(await city.EnrollAsync(account));
    }

    /// <summary>The bill before the leaving or after it: all is asked for once, and nothing stays gathered.</summary>
    [Fact]
    public async Task A_bill_and_a_leaving_at_once_are_one_after_the_other()
    {
        await using var city = await BudgetCity.CreateAsync();
        var account = await city.EnrolledAsync(BudgetCity.WorkedYear);
        await city.MonthAsync(account, 178_00);
        city.Days(30);

        var leaving = Enumerable.Range(0, 7).Select(_ => (Task)city.LeaveAsync(account)).ToList();
        await Task.WhenAll([city.BillAsync(account, new Usd(190_00)), .. leaving]);

        var (now, enrollment) = (await city.NowAsync(account), await city.EnrollmentAsync(account));
        Assert.Equal(
            enrollment.State == BudgetEnrollmentState.Ended ? (238_00, 0) : (139_00, 99_00),
            await city.LastAsync(account));
        Assert.Equal(enrollment.State == BudgetEnrollmentState.Ended, now.Deferred.IsZero);
        await city.AssertBooksAsync();
    }

    [Theory]
    [InlineData("rosa@example.com")]
    [InlineData(null)]
    public async Task A_bill_not_paid_in_time_takes_the_account_off_once_and_tells_them(string? email)
    {
        await using var city = await BudgetCity.CreateAsync("""{"kind": "rolling", "grace_days": 5}""");
        var account = await city.EnrolledAsync(BudgetCity.WorkedYear, email);
        await city.ReadAsync(db => db.Customers.Where(c => c.Id == account.CustomerId)
            .ExecuteUpdateAsync(c => c.SetProperty(x => x.Language, "es")));
        await city.MonthAsync(account, 178_00);

        city.Days(21 + 5);
        Assert.Equal(0, await city.RemoveMissedAsync());
        city.Days(1);
        var removed = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => city.RemoveMissedAsync()));

        Assert.Equal(0, await city.RemoveMissedAsync());
        Assert.NotEqual(0, removed.Sum());
        var left = await city.EnrollmentAsync(account);
        Assert.Equal((BudgetEnrollmentState.Leaving, BudgetLeaveReason.Missed), (left.State, left.LeaveReason));
        var mails = await city.ReadAsync(db =>
            db.OutboxMails.Where(m => m.Kind == "budget_removed").Select(m => m.Subject + m.Text).ToListAsync());
        var tasks = await city.ReadAsync(db => db.OfficeTasks.CountAsync(t => t.Kind == "budget_removed"));
        Assert.Equal(email is null ? (0, 1) : (1, 0), (mails.Count, tasks));
        Assert.All(mails, m => Assert.Contains("$130.00", m, StringComparison.Ordinal));
        Assert.All(mails, m => Assert.Contains("facturación nivelada", m, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Whose_account_or_whose_charges_are_disputed_is_not_removed(bool isWholeAccount)
    {
        await using var city = await BudgetCity.CreateAsync("""{"kind": "rolling", "grace_days": 0}""");
        var disputed = await city.EnrolledAsync(BudgetCity.WorkedYear);
        await city.MonthAsync(disputed, 178_00);
        List<Guid?> items = isWholeAccount
            ? [null]
            : await city.ReadAsync(db => db.OpenItems
                .Where(i => i.CustomerAccountId == disputed.Id && i.Open > Usd.Zero)
                .Select(i => (Guid?)i.Id).ToListAsync());
        var holds = new List<AccountHold>();
        foreach (var item in items)
        {
            holds.Add(City.Done(await city.AskAsync<PlaceHold, Outcome<AccountHold>>(act => act.RunAsync(
                new(Guid.CreateVersion7(), disputed.Id, item, HoldKind.Dispute, "Says the meter is wrong", city.Today,
                    null, Technician),
                default))));
        }

        city.Days(30);

        Assert.Equal(0, await city.RemoveMissedAsync());
        Assert.Equal("Budget_NotMissed", Refused(await city.AskAsync<RemoveFromBudget, Outcome<BudgetEnrollment>>(
            act => act.RunAsync(disputed.Id, default))));
        foreach (var hold in holds)
        {
            City.Done(await city.AskAsync<LiftHold, Outcome<AccountHold>>(
                act => act.RunAsync(new(disputed.Id, hold.Id, "The meter is right", Technician), default)));
        }

        city.Days(1);
        Assert.Equal(1, await city.RemoveMissedAsync());
    }
}
