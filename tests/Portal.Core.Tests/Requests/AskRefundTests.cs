using Microsoft.EntityFrameworkCore;
using Portal.Core.Accounts;
using Portal.Core.Accounts.Contacts;
using Portal.Core.Common;
using Portal.Core.Money;
using Portal.Core.People;
using Portal.Core.Requests;
using Portal.Core.Requests.Refunds;
using Portal.Testing;

namespace Portal.Core.Tests.Requests;

/// <summary>Asking for a credit back: no money moves, and nothing is asked twice.</summary>
public sealed class AskRefundTests(City city) : IClassFixture<City>
{
    [Fact]
    public async Task A_credit_is_asked_back_once_and_becomes_a_task()
    {
        var (account, rosa) = await InCreditAsync();
        var operation = Guid.CreateVersion7();

        var same = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => AskAsync(rosa, account, 20_00, operation)));
        var other = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => AskAsync(rosa, account, 20_00)));

        Assert.All(same, s => Assert.Equal(operation, City.Done(s).Id));
        Assert.All(other, o => Assert.Equal("Refund_Asked", o.Key()));
        Assert.Equal(new Usd(-20_00), await city.BalanceAsync(account));
        Assert.Equal(["refund_requested"], await TasksAsync(account));
        var refund = await city.ReadAsync(db => db.Set<RefundRequest>().SingleAsync(r => r.RequestId == operation));
        Assert.Equal(new Usd(20_00), refund.Amount);
        // A check clears in ten banking days.
        Assert.True(refund.EarliestOn > city.Today.AddDays(12));
    }

    [Fact]
    public async Task Eight_forms_at_once_ask_once()
    {
        var (account, rosa) = await InCreditAsync();

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => AskAsync(rosa, account, 20_00)));

        Assert.Single(answers, a => a.Key() == "done");
    }

    [Fact]
    public async Task After_a_change_of_address_somebody_looks_at_it()
    {
        var (account, rosa) = await InCreditAsync();
        await city.ReadAsync(db =>
        {
            db.Add(new ContactChange
            {
                Id = Guid.CreateVersion7(), CustomerId = account.CustomerId, Part = ContactPart.MailingAddress,
                Before = "a", After = "b", ChangedBy = "resident:x", ChangedAt = city.Clock.GetUtcNow(),
            });
            return db.SaveChangesAsync();
        });

        City.Done(await AskAsync(rosa, account, 20_00));

        Assert.Equal(["red_flag", "refund_requested"], await TasksAsync(account));
    }

    [Fact]
    public async Task What_was_not_shown_or_is_not_theirs_is_refused()
    {
        var (account, rosa) = await InCreditAsync();
        var payer = await city.ResidentAsync("Ana", account);
        await city.ReadAsync(db => db.AccountLinks.Where(l => l.UserId == payer.Id)
            .ExecuteUpdateAsync(l => l.SetProperty(x => x.Level, AccountLevel.Pay)));
        var owing = await city.AccountOwingAsync(10.00m);

        Assert.Equal("Refund_Changed", (await AskAsync(rosa, account, 19_99)).Key());
        Assert.Equal("Account_NotFound", (await AskAsync(payer, account, 20_00)).Key());
        Assert.Equal("Refund_Nothing",
            (await AskAsync(await city.ResidentAsync("Eva", owing), owing, 0)).Key());
    }

    [Fact]
    public async Task An_answered_one_is_not_reopened_while_another_is_open()
    {
        var (account, rosa) = await InCreditAsync();
        var first = City.Done(await AskAsync(rosa, account, 20_00));
        City.Done(await city.AnswerAsync(first, await city.ClerkAsync()));
        City.Done(await AskAsync(rosa, account, 20_00));

        Assert.Equal("Refund_Asked", (await city.WriteAsync(first, rosa.Id, "Still waiting")).Key());
    }

    [Fact]
    public async Task One_that_is_reopened_is_a_task_again()
    {
        var (account, rosa) = await InCreditAsync();
        var first = City.Done(await AskAsync(rosa, account, 20_00));
        City.Done(await city.AnswerAsync(first, await city.ClerkAsync()));

        await city.ReadAsync(db => db.OfficeTasks.Where(t => t.CustomerAccountId == account.Id)
            .ExecuteUpdateAsync(t => t.SetProperty(x => x.DoneAt, city.Clock.GetUtcNow())
                .SetProperty(x => x.DoneBy, "staff:1")));

        City.Done(await city.WriteAsync(first, rosa.Id, "It did not come"));

        Assert.Equal(["refund_requested", "refund_requested"], await TasksAsync(account));
    }

    [Fact]
    public async Task One_that_is_reopened_while_its_task_is_open_is_no_second_task()
    {
        var (account, rosa) = await InCreditAsync();
        var first = City.Done(await AskAsync(rosa, account, 20_00));
        City.Done(await city.AnswerAsync(first, await city.ClerkAsync()));

        City.Done(await city.WriteAsync(first, rosa.Id, "It did not come"));

        Assert.Equal(["refund_requested"], await TasksAsync(account));
    }

    [Fact]
    public async Task One_that_is_withdrawn_is_before_the_office_no_more_and_the_next_is_a_task_of_its_own()
    {
        var (account, rosa) = await InCreditAsync();
        var first = City.Done(await AskAsync(rosa, account, 20_00));

        City.Done(await city.AskAsync<WithdrawRequest, Outcome<CustomerRequest>>(
            act => act.RunAsync(new(Guid.CreateVersion7(), first.Id, rosa.Id), default)));

        Assert.Empty(await OpenAsync(account));
        var second = City.Done(await AskAsync(rosa, account, 20_00));
        Assert.StartsWith(second.Label, Assert.Single(await OpenAsync(account)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_that_is_asked_after_an_answer_takes_the_place_of_the_task_that_was_left_open()
    {
        var (account, rosa) = await InCreditAsync();
        var first = City.Done(await AskAsync(rosa, account, 20_00));
        City.Done(await city.AnswerAsync(first, await city.ClerkAsync()));

        var second = City.Done(await AskAsync(rosa, account, 20_00));

        Assert.StartsWith(second.Label, Assert.Single(await OpenAsync(account)), StringComparison.Ordinal);
    }

    private Task<List<string>> OpenAsync(CustomerAccount account) => city.ReadAsync(db => db.OfficeTasks
        .Where(t => t.CustomerAccountId == account.Id && t.Kind == "refund_requested" && t.DoneAt == null)
        .Select(t => t.Detail).ToListAsync());

    private async Task<(CustomerAccount Account, PortalUser Rosa)> InCreditAsync()
    {
        var account = await city.AccountOwingAsync(60.00m);
        await city.PayAsync(account, new Usd(80_00));
        return (account, await city.ResidentAsync("Rosa", account));
    }

    private Task<Outcome<CustomerRequest>> AskAsync(
        PortalUser user, CustomerAccount account, long seen, Guid? operation = null) =>
        city.AskAsync<AskRefund, Outcome<CustomerRequest>>(act => act.RunAsync(
            new(operation ?? Guid.CreateVersion7(), user.Id, account.Id, new(seen), null), default));

    private Task<List<string>> TasksAsync(CustomerAccount account) => city.ReadAsync(db => db.OfficeTasks
        .Where(t => t.CustomerAccountId == account.Id && t.Kind != "letter_by_post").Select(t => t.Kind).Order()
        .ToListAsync());
}
