using Microsoft.EntityFrameworkCore;
using Portal.Core.Accounts;
using Portal.Core.Billing.Approvals;
using Portal.Core.Common;
using Portal.Core.Money;
using Portal.Core.Payments;
using Portal.Core.Payments.Unidentified;
using Portal.Core.Staff;
using Portal.Testing;
using static Portal.Core.Tests.Billing.Adjustments.AdjustingCity;

namespace Portal.Core.Tests.Payments.Unidentified;

/// <summary>Money that names no account waits in suspense until it is known whose it is (domain.md §3.2).</summary>
public sealed class UnidentifiedTests(City city) : IClassFixture<City>
{
    [Fact]
    public async Task It_is_held_found_and_posted_with_the_day_it_came()
    {
        var account = await city.AccountOwingAsync(40.00m);
        var item = City.Done(await city.EnterAsync(Form(city, 40_00) with { ReceivedOn = city.Today.AddDays(-2) }));
        Assert.Equal(1, await OpenTasksAsync(item));
        var put = await city.PutOfAsync(item, account);

        City.Done(await city.PutAsync(put));
        City.Done(await city.PutAsync(put));

        Assert.Equal(Usd.Zero, await city.BalanceAsync(account));
        var payment = await city.ReadAsync(db => db.Payments.SingleAsync(p => p.CustomerAccountId == account.Id));
        Assert.Equal((city.Today.AddDays(-2), Tender.Check), (payment.EffectiveOn, payment.Tender));
        Assert.Equal(0, await OpenTasksAsync(item));
        Assert.Equal("Suspense_Ended", Refused(await city.PutAsync(put with { OperationId = Guid.CreateVersion7() })));
        await city.AssertBooksAsync();
    }

    [Fact]
    public async Task A_closed_account_takes_it_and_an_open_one_is_posted_to_instead()
    {
        var (open, closed) = (await city.AccountAsync(), await city.AccountAsync());
        await city.ReadAsync(db => db.Database.ExecuteSqlAsync(
            $"update customer_account set closed_on = {city.Today} where id = {closed.Id}"));

        Assert.Equal("Suspense_AccountIsOpen", Refused(await city.EnterAsync(
            Form(city, 10_00) with { SaidAccount = open.Number })));
        var item = City.Done(await city.EnterAsync(Form(city, 10_00) with { SaidAccount = closed.Number }));

        Assert.Equal((SuspenseReason.ClosedAccount, (Guid?)closed.Id), (item.Reason, item.CustomerAccountId));
        City.Done(await city.PutAsync(await city.PutOfAsync(item, closed)));
        Assert.Equal(new Usd(-10_00), await city.BalanceAsync(closed));
        await city.AssertBooksAsync();
    }

    [Fact]
    public async Task It_is_refused_with_the_reason_and_entered_once()
    {
        var form = Form(city, 10_00);
        Assert.Equal("Pay_AmountOutOfRange", Refused(await city.EnterAsync(form with { Amount = Usd.Zero })));
        Assert.Equal("Suspense_TenderMissing", Refused(await city.EnterAsync(form with { Tender = null })));
        Assert.Equal("Suspense_TenderMissing", Refused(await city.EnterAsync(form with { Tender = Tender.Card })));
        Assert.Equal("Suspense_DayWrong", Refused(await city.EnterAsync(
            form with { ReceivedOn = city.Today.AddDays(1) })));
        Assert.Equal("Suspense_TooLong", Refused(await city.EnterAsync(
            form with { PayerName = new string('x', 121) })));
        Assert.Equal("Suspense_NothingSaid", Refused(await city.EnterAsync(form with { PayerName = " " })));
        var all = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => city.EnterAsync(form))));
        Assert.Single(all.Select(o => City.Done(o).Id).Distinct());
        await city.AssertBooksAsync();
    }

    [Fact]
    public async Task Two_people_put_much_on_an_account_and_nobody_on_their_own()
    {
        var account = await city.AccountAsync();
        var item = City.Done(await city.EnterAsync(Form(city, 9_000_00)));
        var put = await city.PutOfAsync(item, account);
        var owner = Actor.Staff((await city.ResidentAsync("Terry", account)).Id);

        Assert.Equal("Transfer_OwnAccount", Refused(await city.PutAsync(put with { By = owner })));
        Assert.Equal("Transfer_NoteMissing", Refused(await city.PutAsync(put with { Note = "" })));
        Assert.Equal("Transfer_Changed", Refused(await city.PutAsync(put with { BalanceSeen = new(1) })));
        Assert.Equal("Suspense_AccountUnknown", Refused(await city.PutAsync(put with { Account = "1" })));
        var waiting = City.Done(await city.PutAsync(put)).Waiting!;
        Assert.Equal(Usd.Zero, await city.BalanceAsync(account));
        // What comes meanwhile does not stop who approves what they see.
        await city.PayAsync(account, new Usd(5_00));
        City.Done(await city.DecideAsync(waiting.Id, Decision.Approved));

        Assert.Equal(new Usd(-9_005_00), await city.BalanceAsync(account));
        await city.AssertBooksAsync();
    }

    [Fact]
    public async Task Of_eight_who_put_it_on_two_accounts_at_once_one_does()
    {
        var (left, right) = (await city.AccountAsync(), await city.AccountAsync());
        for (var round = 0; round < 10; round++)
        {
            var item = City.Done(await city.EnterAsync(Form(city, 1_00)));
            var forms = new[] { await city.PutOfAsync(item, left), await city.PutOfAsync(item, right) };

            var all = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(() => city.PutAsync(
                forms[i % 2] with { OperationId = Guid.CreateVersion7() }))));

            Assert.Single(all.OfType<Outcome<Posted>.Done>());
        }

        Assert.Equal(new Usd(-10_00), await city.BalanceAsync(left) + await city.BalanceAsync(right));
        await city.AssertBooksAsync();
    }

    [Fact]
    public async Task Paper_goes_back_uncashed_by_another_than_who_entered_it()
    {
        var item = City.Done(await city.EnterAsync(Form(city, 12_00)));
        var cash = City.Done(await city.EnterAsync(Form(city, 12_00) with { Tender = Tender.Cash }));

        Assert.Equal("Suspense_EnteredIt", Refused(await city.EndAsync(item, Technician)));
        Assert.Equal("Suspense_NotPaper", Refused(await city.EndAsync(cash, Supervisor)));
        City.Done(await city.EndAsync(item, Supervisor));

        Assert.Equal("Suspense_Ended", Refused(await city.EndAsync(item, Supervisor)));
        await city.AssertBooksAsync();
    }

    [Fact]
    public async Task The_likeliest_accounts_come_first_each_with_why()
    {
        var meant = await city.AccountOwingAsync(73.19m, "Zebulon Quackenbush");
        var wrong = (char)('0' + (meant.Number[^1] - '0' + 5) % 10);
        var item = City.Done(await city.EnterAsync(Form(city, 73_19) with
        {
            PayerName = "Z Quackenbush",
            SaidAccount = $"{meant.Number[..^1]}{wrong}X",
        }));

        var found = await city.AskAsync<SuspenseMatches, IReadOnlyList<SuspenseMatches.Match>>(
            act => act.RunAsync(item, default));

        Assert.Equal(meant.Id, found[0].AccountId);
        Assert.Equal(
            [SuspenseMatches.Why.NumberAlmost, SuspenseMatches.Why.Name, SuspenseMatches.Why.AmountOwed],
            found[0].Reasons);
    }

    [Fact]
    public async Task Its_list_is_by_age_and_by_who_looks()
    {
        await using var other = await City.CreateAsync();
        var old = City.Done(await other.EnterAsync(Form(other, 5_00) with { ReceivedOn = other.Today.AddDays(-40) }));
        City.Done(await other.EnterAsync(Form(other, 7_00)));
        var person = await other.ResidentAsync("Terry Technician");
        await other.ReadAsync(db =>
        {
            db.Add(new StaffMember
            {
                UserId = person.Id, Role = StaffRole.Technician, StartedAt = other.Clock.GetUtcNow(),
            });
            return db.SaveChangesAsync();
        });
        City.Done(await other.AskAsync<AssignSuspense, Outcome<SuspenseItem>>(
            act => act.RunAsync(new(old.Id, person.Id, Technician), default)));
        Assert.Equal("Suspense_NobodyHere", Refused(await other.AskAsync<AssignSuspense, Outcome<SuspenseItem>>(
            act => act.RunAsync(new(old.Id, Guid.NewGuid(), Technician), default))));

        var list = await ListAsync(other, SuspenseList.Part.Open);

        Assert.Equal([(old.Id, 40, "Terry Technician")], list.Rows.Take(1).Select(r => (r.Item.Id, r.Days, r.Owner!)));
        Assert.Equal([(0, 1, 7_00L), (8, 0, 0L), (31, 1, 5_00L), (91, 0, 0L)],
            list.Ages.Select(a => (a.From, a.Count, a.Amount.Cents)));
        Assert.Single((await ListAsync(other, SuspenseList.Part.Unassigned)).Rows);
        Assert.Empty((await ListAsync(other, SuspenseList.Part.Ended)).Rows);
    }

    private static RecordUnidentified.Request Form(City city, long cents) => UnidentifiedCity.Form(city, cents);

    private static Task<SuspenseList> ListAsync(City other, SuspenseList.Part part) => other.AskAsync<BusinessClock,
        SuspenseList>(clock => other.ReadAsync(db => SuspenseList.OfAsync(db, part, null, 1, clock, default)));

    private Task<int> OpenTasksAsync(SuspenseItem item) => city.ReadAsync(db => db.OfficeTasks.CountAsync(
        t => t.DedupeKey == $"suspense:{item.Id}" && t.DoneAt == null));
}
