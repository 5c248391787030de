using Microsoft.EntityFrameworkCore;
using Npgsql;
using Portal.Core.Accounts;
using Portal.Core.Accounts.Contacts;
using Portal.Core.Accounts.Merging;
using Portal.Core.Common;
using Portal.Core.Staff;
using Portal.Core.Tests.Accounts.Flags;
using Portal.Testing;

namespace Portal.Core.Tests.Accounts.Merging;

public sealed class MergeTests(City city) : IClassFixture<City>
{
    [Fact]
    public async Task Asked_by_one_and_decided_by_another_the_accounts_go_over_with_all_they_have()
    {
        var (kept, gone) = (await city.AccountOwingAsync(60.00m), await city.AccountOwingAsync(41.17m));
        var (terry, sue) = (await city.StaffAsync(), await city.StaffAsync("Sue", StaffRole.Supervisor));
        var merge = City.Done(await AskAsync(kept, gone, terry));
        Assert.NotEqual(kept.CustomerId, await CustomerOfAsync(gone));
        Assert.Equal("Merge_Own", Why(await DecideAsync(merge, terry)).Key);

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => DecideAsync(merge, sue)));

        Assert.All(outcomes, o => Assert.Equal(MergeState.Done, City.Done(o).State));
        Assert.Equal(kept.CustomerId, await CustomerOfAsync(gone));
        Assert.Equal(new Portal.Core.Money.Usd(41_17), await city.BalanceAsync(gone));
        Assert.Equal(1, await city.ReadAsync(db => db.AuditEntries.CountAsync(
            a => a.CustomerAccountId == gone.Id && a.Act == "DecideMerge")));
        var found = await city.ReadAsync(db => new FindCustomers(db).RunAsync(new(gone.Number), default));
        Assert.Contains(found.Rows, r => r.Id == gone.Id);
    }

    [Fact]
    public async Task A_merge_that_was_wrong_is_undone_within_thirty_days_and_no_later()
    {
        await using var own = await City.CreateAsync();
        var (kept, gone, late) = (await own.AccountAsync(), await own.AccountAsync(), await own.AccountAsync());
        var (terry, sue) = (await own.StaffAsync(), await own.StaffAsync("Sue", StaffRole.Supervisor));
        var merge = City.Done(await DecideAsync(City.Done(await AskAsync(kept, gone, terry, own)), sue, at: own));
        var other = City.Done(await DecideAsync(City.Done(await AskAsync(kept, late, terry, own)), sue, at: own));

        Assert.Equal("Merge_ReasonMissing", Why(await UndoAsync(own, merge, sue, " ")).Key);
        own.Clock.Advance(TimeSpan.FromDays(30));
        City.Done(await UndoAsync(own, merge, sue, "Two sisters."));
        own.Clock.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal(gone.CustomerId, await CustomerOfAsync(gone, own));
        Assert.Equal("Merge_TooLate", Why(await UndoAsync(own, other, sue, "Too late.")).Key);
        Assert.Equal(kept.CustomerId, await CustomerOfAsync(late, own));
        City.Done(await AskAsync(kept, gone, terry, own));
    }

    [Fact]
    public async Task Nobody_asks_decides_or_undoes_a_merge_of_what_is_theirs()
    {
        await using var own = await City.CreateAsync();
        var (kept, gone) = (await own.AccountAsync(), await own.AccountAsync());
        var (terry, sue) = (await own.StaffAsync(), await own.StaffAsync("Sue", StaffRole.Supervisor));
        var self = (await own.ResidentAsync("Self", gone)).Id;

        Assert.Equal("Merge_OwnAccount", Why(await AskAsync(kept, gone, self, own)).Key);
        var merge = City.Done(await AskAsync(kept, gone, terry, own));
        Assert.Equal("Merge_OwnAccount", Why(await DecideAsync(merge, self, at: own)).Key);
        Assert.Equal("ck_customer_merge_own_account", await own.Database.RuleThatRefusesAsync(
            $"update customer_merge set state = 'done', decided_by = 'staff:{self}', decided_at = now()"));
        City.Done(await DecideAsync(merge, sue, at: own));
        Assert.Equal("Merge_OwnAccount", Why(await UndoAsync(own, merge, self, "Mine.")).Key);
    }

    [Fact]
    public async Task Changing_details_and_merging_at_once_wait_for_each_other_and_neither_fails()
    {
        var (kept, gone) = (await city.AccountAsync(), await city.AccountAsync());
        var terry = await city.StaffAsync();

        var asked = Enumerable.Range(0, 6).Select(_ => (Task)AskAsync(kept, gone, terry));
        var changed = Enumerable.Range(0, 6).Select(n => (Task)city.AskAsync<ChangeByOffice, Outcome<bool>>(
            act => act.RunAsync(
                new(Guid.CreateVersion7(), n % 2 == 0 ? kept.Id : gone.Id, ContactPart.Name, $"Name {n}", null,
                    ChangeSource.Call, "PIN", null, Actor.Staff(terry)), default)));
        await Task.WhenAll([.. asked, .. changed]);

        Assert.Equal(6, await city.ReadAsync(db => db.ContactChanges.CountAsync(
            c => c.CustomerId == kept.CustomerId || c.CustomerId == gone.CustomerId)));
        Assert.Equal(1, await city.ReadAsync(db => db.Set<CustomerMerge>().CountAsync(
            m => m.MergedId == gone.CustomerId)));
    }

    [Fact]
    public async Task What_stands_in_the_way_is_said_at_once()
    {
        var (kept, gone, third) = (await city.AccountAsync(), await city.AccountAsync(), await city.AccountAsync());
        var terry = await city.StaffAsync();
        City.Done(await AskAsync(kept, gone, terry));

        Assert.Equal("Merge_SameOrMissing", Why(await AskAsync(kept, kept, terry)).Key);
        Assert.Equal(["Merge_Before"], Why(await AskAsync(third, gone, terry)).All.Select(r => r.Key));
        await city.ReadAsync(db => db.Customers.Where(c => c.Id == third.CustomerId)
            .ExecuteUpdateAsync(c => c.SetProperty(x => x.Kind, CustomerKind.Business)));
        Assert.Equal(["Merge_OtherKind", "Merge_ReasonMissing"], Why(await city.AskAsync<AskMerge,
            Outcome<CustomerMerge>>(act => act.RunAsync(
                new(Guid.CreateVersion7(), kept.CustomerId, third.CustomerId, " ", Actor.Staff(terry)), default)))
            .All.Select(r => r.Key));
    }

    [Theory]
    [InlineData("ck_customer_merge_reason", """{"reason": " "}""")]
    [InlineData("ck_customer_merge_state", """{"state": "x"}""")]
    [InlineData("ck_customer_merge_second_person", """{"decided_by": "x", "asked_by": "x"}""")]
    [InlineData("ck_customer_merge_decided", """{"decided_at": null}""")]
    [InlineData("ck_customer_merge_undone", """{"undone_by": "x"}""")]
    [InlineData("ck_customer_merge_undo_reason", """
        {"state": "undone", "undone_by": "x", "undone_at": "2020-01-01", "undo_reason": " "}
        """)]
    [InlineData("ck_customer_merge_undone_in_time", """
        {"state": "undone", "undone_by": "x", "undone_at": "2999-01-01", "undo_reason": "x"}
        """)]
    [InlineData("ux_customer_merge_merged_once", """{"id": "00000000-0000-0000-0000-000000000001"}""")]
    public async Task A_row_is_sound(string rule, string wrong)
    {
        await MergedAsync();

        Assert.Equal(rule, await city.Database.RuleThatRefusesAsync(
            $"""
            insert into customer_merge select (jsonb_populate_record(m, '{wrong}')).* from customer_merge m
            where m.state = 'done' limit 1
            """,
            triggers: false));
    }

    [Theory]
    [InlineData("tr_customer_merge_keeps_what_happened",
        "update customer_merge set state = 'asked' where state = 'done'")]
    [InlineData("tr_customer_merge_account_append_only", "delete from customer_merge_account")]
    [InlineData("ck_customer_account_goes_by_merge", """
        update customer_account set customer_id = (select id from customer c where c.id <> customer_id limit 1)
        where number = (select number from customer_account limit 1)
        """)]
    [InlineData("ck_customer_merge_of_two", """
        insert into customer_merge (id, kept_id, merged_id, reason, asked_by, asked_at, state)
        select gen_random_uuid(), id, id, 'x', 'x', now(), 'asked' from customer limit 1
        """)]
    public async Task What_happened_stays(string rule, string sql)
    {
        await MergedAsync();

        Assert.Equal(rule, await city.Database.RuleThatRefusesAsync(sql));
    }

    private async Task MergedAsync()
    {
        var (kept, gone) = (await city.AccountAsync(), await city.AccountAsync());
        var (terry, sue) = (await city.StaffAsync(), await city.StaffAsync("Sue", StaffRole.Supervisor));
        City.Done(await DecideAsync(City.Done(await AskAsync(kept, gone, terry)), sue));
    }

    private Task<Outcome<CustomerMerge>> AskAsync(
        CustomerAccount kept, CustomerAccount gone, Guid staff, City? at = null) =>
        (at ?? city).AskAsync<AskMerge, Outcome<CustomerMerge>>(act => act.RunAsync(
            new(Guid.CreateVersion7(), kept.CustomerId, gone.CustomerId, "Same person", Actor.Staff(staff)), default));

    private Task<Outcome<CustomerMerge>> DecideAsync(
        CustomerMerge merge, Guid staff, bool yes = true, City? at = null) =>
        (at ?? city).AskAsync<DecideMerge, Outcome<CustomerMerge>>(
            act => act.RunAsync(new(merge.Id, yes, Actor.Staff(staff)), default));

    private static Task<Outcome<CustomerMerge>> UndoAsync(City at, CustomerMerge merge, Guid staff, string why) =>
        at.AskAsync<UndoMerge, Outcome<CustomerMerge>>(
            act => act.RunAsync(new(merge.Id, why, Actor.Staff(staff)), default));

    private Task<Guid> CustomerOfAsync(CustomerAccount account, City? at = null) => (at ?? city).ReadAsync(
        db => db.CustomerAccounts.Where(a => a.Id == account.Id).Select(a => a.CustomerId).SingleAsync());

    private static Refusal Why<T>(Outcome<T> outcome) => Assert.IsType<Outcome<T>.Refused>(outcome).Refusal;
}
