using Microsoft.EntityFrameworkCore;
using Portal.Core.Money;
using Portal.Testing;

namespace Portal.Core.Tests.Moves;

/// <summary>Where somebody's mail goes who leaves, and what of it is looked at.</summary>
public sealed class MoveOutContactTests
{
    [Fact]
    public async Task Mail_goes_anywhere_in_the_world_and_the_address_it_left_is_told()
    {
        await using var town = await MovingTown.CreateAsync();
        await town.ExecuteAsync("update customer set mailing_country = 'MX'");
        var account = await town.AccountAsync(1);

        var previewed = await town.EndingAsync(account);
        City.Done(await town.EndAsync(previewed with
        {
            Forwarding = new("21 Orchard Road", null, "", "", "238833", "SG"),
        }));

        Assert.Equal(
            "21 Orchard Road||238833|SG",
            await town.City.ReadAsync(db => db.Customers.Where(c => c.Id == account.CustomerId)
                .Select(c => c.MailingLine1 + "|" + c.MailingCity + "|" + c.MailingPostalCode + "|" + c.MailingCountry)
                .SingleAsync()));
        Assert.Equal(1, await town.CountAsync($"""
            select (select count(*) from outbox_mail where kind = 'details_changed')
              + (select count(*) from office_task where kind = 'letter_by_post' and detail like '%MEXICO%')
            """));
    }

    [Fact]
    public async Task A_credit_left_soon_after_a_change_of_address_is_reviewed()
    {
        await using var town = await MovingTown.CreateAsync();
        var account = await town.AccountAsync(1);
        await town.City.PayAsync(account, new Usd(900_00));

        City.Done(await town.EndAsync(await town.EndingAsync(await town.AccountAsync(1))));

        Assert.Equal(
            ["red_flag", "refund_due"],
            await town.City.ReadAsync(db => db.OfficeTasks.Where(t => t.CustomerAccountId == account.Id)
                .Select(t => t.Kind).Where(k => k == "red_flag" || k == "refund_due").Order().ToListAsync()));
    }
}
