using Microsoft.EntityFrameworkCore;
using Portal.Core.Accounts;
using Portal.Core.Billing;
using Portal.Core.Billing.Adjustments;
using Portal.Core.Billing.Approvals;
using Portal.Core.Common;
using Portal.Core.Money;
using Portal.Core.Staff;
using Portal.Testing;

namespace Portal.Core.Tests.Billing.Runs;

/// <summary>Bills of which a discount leaves nothing to pay: what was earned is posted all the same.</summary>
public sealed class PaidByOthersTests
{
    [Fact]
    public async Task A_discount_of_all_leaves_nothing_to_pay_and_the_funds_their_revenue()
    {
        await using var town = await BillingTown.CreateAsync(4, inChunk: 4);
        await TownRates.DiscountAsync(town, "alder-falls-water", "relief", 100, "WATER-BASE", "WATER-USE");
        await TownRates.DiscountAsync(town, "alder-falls-sewer", "relief", 100, "SEWER-FLAT");
        await TownRates.DiscountAsync(town, "alder-falls-refuse", "relief", 100, "REFUSE-CART");
        await town.ExecuteAsync("update service_agreement set discounts = '{relief}' where customer_account_id = "
            + "(select id from customer_account where number = '5000000003')");
        await town.ReadAsync(town.City.Today, 4);

        await town.BillAsync(town.City.Today);

        Assert.Equal(4, await town.CountAsync("select count(*) from bill where journal_entry_id is not null"));
        Assert.Equal(1, await town.CountAsync("select count(*) from bill where new_charges_cents = 0"));
        Assert.Equal(
            await town.CountAsync("""
                select sum((d ->> 'cents')::bigint)
                from bill_line l, jsonb_array_elements(l.explanation -> 'discounts') d
                """),
            await town.CountAsync("""
                select sum(amount_cents) from journal_line where gl_account = '5310' and fund = '100' and side = 'debit'
                """));
    }

    [Fact]
    public async Task One_bill_alone_is_posted_too_and_can_be_canceled()
    {
        await using var city = await City.CreateAsync();
        var account = await city.AccountAsync();
        var charge = new PricedCharge(
            "REFUSE-CART", ChargeKind.Service, UtilityService.Refuse, 1, "carts", Usd.Zero, "530", "4030", "{}")
        {
            Subsidies = [new(new(36_05), "100", "5310")],
        };
        var bill = City.Done(await city.AskAsync<IssueBill, Outcome<Bill>>(act => act.RunAsync(
            new(Guid.CreateVersion7(), account.Id, city.Today.AddMonths(-1), city.Today, city.Today.AddDays(21),
                [charge], [], Actor.System),
            default)));
        var cancel = new CancelBill.Request(
            Guid.CreateVersion7(), bill.Id, "billing_error", "Wrong program.", Usd.Zero, Actor.System);

        var posted = City.Done(await city.AskAsync<CancelBill, Outcome<Posted>>(act => act.RunAsync(cancel, default)));
        var again = City.Done(await city.AskAsync<CancelBill, Outcome<Posted>>(act => act.RunAsync(cancel, default)));

        Assert.NotNull(bill.JournalEntryId);
        Assert.Null(posted.Adjustment);
        Assert.Null(again.Adjustment);
        Assert.Equal(
            1, await city.ReadAsync(db => db.JournalEntries.CountAsync(e => e.ReversesId == bill.JournalEntryId)));
    }
}
