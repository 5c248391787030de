using Microsoft.EntityFrameworkCore;
using Portal.Core.Common;
using Portal.Core.Ledger;
using Portal.Core.Payments;
using Portal.Core.Staff;
using Portal.Core.Staff.Ties;
using Portal.Core.Tests.Billing.Adjustments;
using Portal.Testing;
using Xunit;

namespace Portal.Core.Tests.Staff;

/// <summary>What people say they keep away from, they act on no more; and only somebody else ends that.</summary>
public sealed class TieTests(City city) : IClassFixture<City>
{
    [Theory]
    [InlineData(TieKind.Own)]
    [InlineData(TieKind.Household)]
    [InlineData(TieKind.Coworker)]
    public async Task Who_named_an_account_neither_asks_nor_decides_about_it_until_somebody_else_ends_that(TieKind kind)
    {
        var account = await city.AccountOwingAsync(200.00m);
        var (terry, sue) = (await city.StaffAsync(StaffRole.Technician), await city.StaffAsync(StaffRole.Supervisor));
        var tie = City.Done(await DeclareAsync(terry, account.Number, kind));
        var adjustment = (await city.AdjustmentAsync(account, Side.Credit, 80_00)) with { By = terry };

        Assert.Equal("Approval_OwnAccount", AdjustingCity.Refused(await city.AdjustAsync(adjustment)));
        Assert.Equal("Tie_OwnEnd", AdjustingCity.Refused(await EndAsync(tie.Id, "Moved", terry)));
        Assert.Equal("Tie_WhyMissing", AdjustingCity.Refused(await EndAsync(tie.Id, " ", sue)));
        var ends = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => EndAsync(tie.Id, "Moved", sue)));

        Assert.All(ends, e => City.Done(e));
        Assert.NotNull(City.Done(await city.AdjustAsync(adjustment)).Waiting);
    }

    [Fact]
    public async Task The_same_wish_eight_times_at_once_names_it_once()
    {
        var account = await city.AccountAsync();
        var (terry, operation) = (await city.StaffAsync(StaffRole.Technician), Guid.CreateVersion7());

        var ties = await Task.WhenAll(Enumerable.Range(0, 8)
            .Select(_ => DeclareAsync(terry, account.Number, TieKind.Household, operation: operation)));

        Assert.All(ties, t => Assert.Equal(operation, City.Done(t).Id));
        Assert.Equal("Tie_Stands", AdjustingCity.Refused(await DeclareAsync(terry, account.Number, TieKind.Own)));
        Assert.Equal(1, (await city.ReadAsync(db => TieList.OfAsync(
            db, Guid.Parse(terry.Name[6..]), page: 1, default))).Count);
    }

    [Fact]
    public async Task What_cannot_be_meant_is_refused()
    {
        var account = await city.AccountAsync();
        var terry = await city.StaffAsync(StaffRole.Technician);

        Assert.Equal("Tie_AccountUnknown", AdjustingCity.Refused(await DeclareAsync(terry, "x", TieKind.Own)));
        Assert.Equal("Tie_KindMissing", AdjustingCity.Refused(await DeclareAsync(terry, account.Number, null)));
        Assert.Equal("Tie_WhyMissing", AdjustingCity.Refused(
            await DeclareAsync(terry, account.Number, TieKind.Own, why: " ")));
        Assert.Equal("Tie_NotFound", AdjustingCity.Refused(await EndAsync(Guid.NewGuid(), "Moved", terry)));
    }

    [Fact]
    public async Task A_look_at_such_an_account_asks_somebody_else_for_a_review()
    {
        var account = await city.AccountAsync();
        var (terry, other) = (await city.StaffAsync(StaffRole.Technician), await city.StaffAsync(StaffRole.Technician));
        City.Done(await DeclareAsync(terry, account.Number, TieKind.Coworker));

        foreach (var who in new[] { other, terry, terry })
        {
            City.Done(await city.ReadAsync(db => new RecordCustomerView(
                db, new RaiseOfficeTask(db, city.Clock), new BusinessClock(city.Clock, TimeZoneInfo.Utc)).RunAsync(
                    new(Guid.Parse(who.Name[6..]), account.Id, "/office", null) { Reason = "call" }, default)));
        }

        var task = await city.ReadAsync(db => db.OfficeTasks.SingleAsync(t => t.CustomerAccountId == account.Id));
        Assert.Equal("sensitive_view", task.Kind);
        Assert.Contains("a colleague's", task.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ck_staff_account_tie_kind", "staff_account_tie", """{"kind": "friend"}""")]
    [InlineData("ck_staff_account_tie_why", "staff_account_tie", """{"why": " "}""")]
    [InlineData("ck_staff_account_tie_end_why", "staff_account_tie_end", """{"why": " "}""")]
    public async Task A_row_is_sound(string rule, string table, string wrong)
    {
        await EndedAsync();

        Assert.Equal(rule, await city.Database.RuleThatRefusesAsync(
            $"insert into {table} select (jsonb_populate_record(s, '{wrong}')).* from {table} s limit 1"));
    }

    [Theory]
    [InlineData("tr_staff_account_tie_append_only", "update staff_account_tie set why = 'x'")]
    [InlineData("tr_staff_account_tie_end_append_only", "delete from staff_account_tie_end")]
    public async Task What_was_said_stays(string rule, string sql)
    {
        await EndedAsync();

        Assert.Equal(rule, await city.Database.RuleThatRefusesAsync(sql));
    }

    [Fact]
    public async Task Nobody_ends_their_own_in_the_table()
    {
        var account = await city.AccountAsync();
        var terry = await city.StaffAsync(StaffRole.Technician);
        var tie = City.Done(await DeclareAsync(terry, account.Number, TieKind.Own));

        Assert.Equal("ck_staff_account_tie_end_not_own", await city.Database.RuleThatRefusesAsync(
            $"insert into staff_account_tie_end values ('{tie.Id}', 'Moved', '{terry.Name}', now())"));
    }

    private async Task EndedAsync()
    {
        var account = await city.AccountAsync();
        var tie = City.Done(await DeclareAsync(
            await city.StaffAsync(StaffRole.Technician), account.Number, TieKind.Own));
        City.Done(await EndAsync(tie.Id, "Moved", await city.StaffAsync(StaffRole.Supervisor)));
    }

    private Task<Outcome<AccountTie>> DeclareAsync(
        Actor by, string number, TieKind? kind, string why = "My parents' house", Guid? operation = null) =>
        city.AskAsync<DeclareTie, Outcome<AccountTie>>(act => act.RunAsync(
            new(operation ?? Guid.CreateVersion7(), Guid.Parse(by.Name[6..]), number, kind, why), default));

    private Task<Outcome<AccountTieEnd>> EndAsync(Guid tie, string why, Actor by) =>
        city.AskAsync<EndTie, Outcome<AccountTieEnd>>(act => act.RunAsync(new(tie, why, by), default));
}
