using Microsoft.EntityFrameworkCore;
using Portal.Core.Common;
using Portal.Core.Money;
using Portal.Core.Requests;
using Portal.Core.Requests.Refunds;
using Portal.Testing;

namespace Portal.Core.Tests.Moves;

/// <summary>The credit of who moves out is one refund, also when they ask for it in the same moment.</summary>
public sealed class MoveOutRefundTests
{
    [Fact]
    public async Task Asked_for_before_it_is_one_task_with_what_is_left()
    {
        await using var town = await MovingTown.CreateAsync();
        var account = await town.AccountAsync(1);
        await town.City.PayAsync(account, new Usd(500_00));
        var user = await town.City.ResidentAsync("Rosa", account);
        var seen = -await town.City.BalanceAsync(account);
        City.Done(await AskAsync(town, account.Id, user.Id, seen));

        City.Done(await town.EndAsync(await town.EndingAsync(account)));

        var task = Assert.Single(await OpenAsync(town, account.Id));
        Assert.StartsWith($"{-await town.City.BalanceAsync(account)} left on", task, StringComparison.Ordinal);
        Assert.Contains("asks for it", task, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Asked_for_and_due_at_once_it_is_one_task()
    {
        await using var town = await MovingTown.CreateAsync(accounts: 6);
        for (var no = 1; no <= 6; no++)
        {
            var account = await town.AccountAsync(no);
            await town.City.PayAsync(account, new Usd(500_00));
            var user = await town.City.ResidentAsync("Rosa", account);
            var seen = -await town.City.BalanceAsync(account);
            var ending = await town.EndingAsync(account);

            await Task.WhenAll(town.EndAsync(ending), AskAsync(town, account.Id, user.Id, seen));

            Assert.Single(await OpenAsync(town, account.Id));
            var again = await AskAsync(town, account.Id, user.Id, -await town.City.BalanceAsync(account));
            Assert.Contains(Assert.Single(MovingTown.Refused(again)), new[] { "Refund_Due", "Refund_Asked" });
        }
    }

    private static Task<Outcome<CustomerRequest>> AskAsync(BillingTown town, Guid account, Guid user, Usd seen) =>
        town.City.AskAsync<AskRefund, Outcome<CustomerRequest>>(act => act.RunAsync(
            new(Guid.CreateVersion7(), user, account, seen, null), default));

    private static Task<List<string>> OpenAsync(BillingTown town, Guid account) => town.City.ReadAsync(db =>
        db.OfficeTasks.Where(t => t.CustomerAccountId == account && t.DoneAt == null && t.Kind.StartsWith("refund_"))
            .Select(t => t.Detail).ToListAsync());
}
