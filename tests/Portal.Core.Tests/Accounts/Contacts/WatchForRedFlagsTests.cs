using Microsoft.EntityFrameworkCore;
using Portal.Core.Accounts;
using Portal.Core.Accounts.Contacts;
using Portal.Testing;

namespace Portal.Core.Tests.Accounts.Contacts;

/// <summary>What follows soon on a change of name or address is looked at.</summary>
public sealed class WatchForRedFlagsTests(City city) : IClassFixture<City>
{
    [Theory]
    [InlineData(ContactPart.MailingAddress, 30, true)]
    [InlineData(ContactPart.Name, 0, true)]
    [InlineData(ContactPart.MailingAddress, 31, false)]
    [InlineData(ContactPart.Language, 0, false)]
    public async Task An_act_within_thirty_days_of_a_change_raises_one_task(ContactPart part, int daysAgo, bool raised)
    {
        var account = await city.AccountAsync();
        await ChangedAsync(account, part, daysAgo);
        var request = Guid.CreateVersion7();

        Assert.Equal(raised, await WatchAsync(account, request));
        Assert.False(await WatchAsync(account, request));

        var tasks = await city.ReadAsync(db =>
            db.OfficeTasks.Where(t => t.CustomerAccountId == account.Id).ToListAsync());
        Assert.Equal(raised ? ["red_flag"] : [], tasks.Select(t => t.Kind));
    }

    [Fact]
    public async Task Each_account_that_one_act_touches_has_its_own_task()
    {
        var (one, other) = (await city.AccountAsync(), await city.AccountAsync());
        await ChangedAsync(one, ContactPart.Email, 0);
        await ChangedAsync(other, ContactPart.Email, 0);
        var method = Guid.CreateVersion7();

        Assert.True(await WatchAsync(one, method));
        Assert.True(await WatchAsync(other, method));
    }

    [Fact]
    public async Task Another_customers_change_is_none_of_this_accounts()
    {
        await ChangedAsync(await city.AccountAsync(), ContactPart.Email, 0);

        Assert.False(await WatchAsync(await city.AccountAsync(), Guid.CreateVersion7()));
    }

    private Task<bool> WatchAsync(CustomerAccount account, Guid reference) =>
        city.PartAsync<WatchForRedFlags, bool>(watch =>
            watch.RunAsync(account.Id, RedFlagAct.RefundRequest, reference, default));

    private Task<int> ChangedAsync(CustomerAccount account, ContactPart part, int daysAgo) => city.ReadAsync(db =>
    {
        db.Add(new ContactChange
        {
            Id = Guid.CreateVersion7(),
            CustomerId = account.CustomerId,
            Part = part,
            Before = "before",
            After = "after",
            ChangedBy = "resident:1",
            ChangedAt = city.Clock.GetUtcNow().AddDays(-daysAgo),
        });
        return db.SaveChangesAsync();
    });
}
