using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Portal.Core.Accounts.Contacts;
using Portal.Core.Accounts.Flags;
using Portal.Core.Billing.LateCharges;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Mail.Letters;
using Portal.Core.Payments;
using Portal.Core.Staff;
using Portal.Testing;

namespace Portal.Core.Tests.Accounts.Flags;

public sealed class FlagTests(City city) : IClassFixture<City>
{
    [Fact]
    public async Task A_flag_says_who_answers_what_it_rests_on_and_when_it_is_looked_at_again()
    {
        var (account, terry) = (await city.AccountAsync(), await city.StaffAsync());
        var request = city.Flagging(account, FlagKind.Medical, terry);

        var flag = City.Done(await city.FlagAsync(request));
        var again = City.Done(await city.FlagAsync(request));

        var row = Assert.Single((await FlagsAsync(account.Id)).Rows);
        Assert.Equal(
            (flag.Id, flag.Id, "Terry Technician", "Form of Nov 3", city.Today.AddDays(30)),
            (again.Id, row.Flag.Id, row.Owner, row.Flag.Source, row.Flag.ReviewOn));
        Assert.Equal(1, await city.ReadAsync(db => db.AuditEntries.CountAsync(
            a => a.CustomerAccountId == account.Id && a.Act == "PlaceFlag")));
    }

    [Fact]
    public async Task All_that_is_missing_is_said_at_once()
    {
        var (account, terry) = (await city.AccountAsync(), await city.StaffAsync());

        var none = Why(await city.FlagAsync(
            new(Guid.CreateVersion7(), account.Id, null, " ", null, Guid.CreateVersion7(), city.Today,
                Actor.Staff(terry))));
        var late = Why(await city.FlagAsync(city.Flagging(account, FlagKind.Medical, terry) with
        {
            ReviewOn = city.Today.AddMonths(12).AddDays(1),
        }));

        Assert.Equal(
            ["Flag_KindMissing", "Flag_ReasonMissing", "Flag_SourceMissing", "Flag_OwnerMissing", "Flag_ReviewDay"],
            none.All.Select(r => r.Key));
        Assert.Equal("Flag_ReviewDay", late.Key);
        Assert.Empty((await FlagsAsync(account.Id)).Rows);
    }

    [Fact]
    public async Task One_of_a_kind_stands_however_many_ask_at_once()
    {
        var (account, terry) = (await city.AccountAsync(), await city.StaffAsync());

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 6).Select(
            _ => city.FlagAsync(city.Flagging(account, FlagKind.Sensitive, terry))));

        Assert.Single(outcomes, o => o is Outcome<AccountFlag>.Done);
        Assert.Single((await FlagsAsync(account.Id)).Standing);
    }

    [Fact]
    public async Task A_bankruptcy_holds_the_whole_account_until_it_is_lifted()
    {
        var (account, terry) = (await city.AccountAsync(), await city.StaffAsync());

        var flag = City.Done(await city.FlagAsync(city.Flagging(account, FlagKind.Bankruptcy, terry)));

        var hold = await city.ReadAsync(db => db.Set<AccountHold>().SingleAsync(h => h.Id == flag.HoldId));
        Assert.Equal((HoldKind.Stay, null, null), (hold.Kind, hold.OpenItemId, hold.EndsOn));
        Assert.Contains(account.Id, await StayedAsync(account.Id));
        City.Done(await city.LiftAsync(flag));
        Assert.DoesNotContain(account.Id, await StayedAsync(account.Id));
        var lifted = City.Done(await city.LiftAsync(flag, null));
        Assert.Equal(flag.Id, lifted.Id);
    }

    [Theory]
    [InlineData(FlagKind.Medical)]
    [InlineData(FlagKind.DoNotContact)]
    [InlineData(FlagKind.Sensitive)]
    public async Task No_other_flag_holds_anything(FlagKind kind)
    {
        var (account, terry) = (await city.AccountAsync(), await city.StaffAsync());

        var flag = City.Done(await city.FlagAsync(city.Flagging(account, kind, terry)));

        Assert.Null(flag.HoldId);
        Assert.Empty(await StayedAsync(account.Id));
    }

    [Theory]
    [InlineData(true, NoticeTopic.Reminders, false)]
    [InlineData(false, NoticeTopic.UseAlerts, false)]
    [InlineData(false, NoticeTopic.Reminders, true)]
    [InlineData(false, NoticeTopic.Service, true)]
    [InlineData(false, NoticeTopic.Bills, true)]
    public async Task Who_asks_to_be_left_alone_hears_what_is_required_and_nothing_else(
        bool isCourtesy, NoticeTopic topic, bool isTold)
    {
        var (account, terry) = (await city.AccountAsync(email: "rosa@example.com"), await city.StaffAsync());
        City.Done(await city.FlagAsync(city.Flagging(account, FlagKind.DoNotContact, terry)));

        await TellAsync(account.Id, topic, isCourtesy);
        var others = await city.AccountAsync(email: "ana@example.com");
        await TellAsync(others.Id, topic, isCourtesy);

        Assert.Equal(isTold ? 1 : 0, await MailsAsync(account.Id));
        Assert.Equal(1, await MailsAsync(others.Id));
    }

    [Fact]
    public async Task When_the_day_of_review_has_come_there_is_one_task_which_the_review_ends()
    {
        await using var own = await City.CreateAsync();
        var (account, terry) = (await own.AccountAsync(), await own.StaffAsync());
        var flag = City.Done(await own.FlagAsync(own.Flagging(account, FlagKind.Medical, terry)));
        Assert.Equal(0, await RaiseAsync(own));
        own.Clock.Advance(TimeSpan.FromDays(30));

        Assert.Equal(1, await RaiseAsync(own));
        Assert.Equal(0, await RaiseAsync(own));

        City.Done(await own.AskAsync<ReviewFlag, Outcome<AccountFlag>>(act => act.RunAsync(
            new(Guid.CreateVersion7(), account.Id, flag.Id, "Still needed.", terry, own.Today.AddDays(60),
                Actor.Staff(terry)), default)));
        Assert.Equal(0, await own.ReadAsync(db => db.OfficeTasks.CountAsync(t => t.DoneAt == null)));
        own.Clock.Advance(TimeSpan.FromDays(60));
        Assert.Equal(1, await RaiseAsync(own));
    }

    [Fact]
    public async Task A_sensitive_account_asks_for_words_and_another_person_reviews_the_look()
    {
        var account = await city.AccountAsync();
        var (terry, sue) = (await city.StaffAsync(), await city.StaffAsync("Sue", StaffRole.Supervisor));
        City.Done(await city.FlagAsync(city.Flagging(account, FlagKind.Sensitive, terry)));

        Assert.Equal("View_SensitiveWords", Why(await LookAsync(account.Id, terry, "call", null)).Key);
        City.Done(await LookAsync(account.Id, terry, "call", "asks about bill 7"));
        City.Done(await LookAsync(account.Id, terry, null, null));

        var task = await city.ReadAsync(db => db.OfficeTasks.SingleAsync(
            t => t.CustomerAccountId == account.Id && t.Kind == "sensitive_view"));
        Assert.Contains("asks about bill 7", task.Detail, StringComparison.Ordinal);
        Assert.Equal("Task_OwnView", Why(await DoneAsync(task.Id, terry, "Fine.")).Key);
        Assert.Equal("Task_OutcomeMissing", Why(await DoneAsync(task.Id, sue, null)).Key);
        Assert.Equal("Fine.", City.Done(await DoneAsync(task.Id, sue, "Fine.")).Outcome);
    }

    private Task<AccountFlags> FlagsAsync(Guid account) =>
        city.ReadAsync(db => AccountFlags.OfAsync(db, account, city.Today, default));

    private Task<HashSet<Guid>> StayedAsync(Guid account) => city.ReadAsync(async db =>
        await db.StayedAsync([account], city.Today.AddDays(1), default));

    /// <summary>In a transaction, as every act does.</summary>
    private Task<bool> TellAsync(Guid account, NoticeTopic topic, bool isCourtesy) =>
        city.AskAsync<IServiceProvider, bool>(async work =>
        {
            await using var tx = await work.GetRequiredService<PortalDbContext>().Database.BeginTransactionAsync();
            var told = await work.GetRequiredService<TellCustomer>().RunAsync(
                account, topic,
                to => new DetailsChangedLetter(to.Name, ContactPart.Phone, city.Today, new("https://localhost/my")),
                $"test:{account}:{topic}:{isCourtesy}", null, default, isCourtesy: isCourtesy);
            await tx.CommitAsync();
            return told;
        });

    private Task<int> MailsAsync(Guid account) =>
        city.ReadAsync(db => db.OutboxMails.CountAsync(m => m.CustomerAccountId == account));

    private static Task<int> RaiseAsync(City at) =>
        at.AskAsync<RaiseFlagReviews, int>(act => act.RunAsync(default));

    private Task<Outcome<CustomerView>> LookAsync(Guid account, Guid staff, string? reason, string? words) =>
        city.ReadAsync(db => new RecordCustomerView(
            db, new RaiseOfficeTask(db, city.Clock), new BusinessClock(city.Clock, TimeZoneInfo.Utc)).RunAsync(
                new(staff, account, "/office/accounts", null) { Reason = reason, Words = words }, default));

    private Task<Outcome<OfficeTask>> DoneAsync(Guid task, Guid staff, string? outcome) =>
        city.ReadAsync(db => new DoneTask(db, city.Clock).RunAsync(new(task, Actor.Staff(staff), outcome), default));

    private static Refusal Why<T>(Outcome<T> outcome) => Assert.IsType<Outcome<T>.Refused>(outcome).Refusal;
}
