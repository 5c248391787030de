using Microsoft.EntityFrameworkCore;
using Portal.Core.Accounts;
using Portal.Core.Common;
using Portal.Core.Moves;
using Portal.Testing;
using static Portal.Core.Tests.Moves.MovingTown;

namespace Portal.Core.Tests.Moves;

/// <summary>What a service is billed by changes for whole periods, and what it was stays.</summary>
public sealed class ChangeAgreementTests
{
    [Fact]
    public async Task It_holds_from_the_first_day_not_billed_and_the_next_run_bills_by_it()
    {
        await using var town = await MovingTown.CreateAsync();
        var request = await ChangeOfAsync(town, 1);

        var made = City.Done(await ChangeAsync(town, request with
        {
            Facts = request.Facts with { Carts = 3, ExtraPickups = 2, Frequency = "weekly" },
        }));

        Assert.Equal(town.City.Today.AddDays(-10), made.StartsOn);
        var history = await town.City.ReadAsync(
            db => ServedPoint.HistoryAsync(db, request.CustomerAccountId, request.ServicePointId, default));
        Assert.Equal([2, 0], history.Select(h => h.Agreement.ExtraPickups));
        Assert.Equal((made.StartsOn, "More waste"), (history[1].Agreement.EndsOn, history[0].Note));
        town.City.Clock.Advance(TimeSpan.FromDays(20));
        await town.ReadAsync(town.City.Today, 4);
        await town.BillAsync(town.City.Today);
        var carts = await town.City.ReadAsync(db => (
            from line in db.BillLines
            join bill in db.Bills on line.BillId equals bill.Id
            where bill.CustomerAccountId == request.CustomerAccountId && line.ChargeCode == "REFUSE-CART"
            orderby bill.Number
            select line.Quantity).ToListAsync());
        Assert.Equal([2m, 3m], carts);
        Assert.Equal(0, await town.CountAsync("select count(*) from bill_run_finding where code = 'part_period'"));
    }

    [Fact]
    public async Task Eight_at_once_change_once()
    {
        await using var town = await MovingTown.CreateAsync();
        var request = await ChangeOfAsync(town, 1);

        var made = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => ChangeAsync(town, request)));

        Assert.Single(made.Select(m => City.Done(m).Id).Distinct());
        Assert.Equal(1, await town.CountAsync("select count(*) from audit_entry where act = 'ChangeAgreement'"));
    }

    [Theory]
    [InlineData("Agreement_Day")]
    [InlineData("Agreement_NotServed")]
    [InlineData("Agreement_Same")]
    [InlineData("Agreement_ExtraPickups")]
    [InlineData("Agreement_Dwellings")]
    [InlineData("Agreement_Carts")]
    [InlineData("Agreement_Area")]
    [InlineData("Agreement_RateArea")]
    [InlineData("Agreement_Frequency")]
    [InlineData("Agreement_Choice")]
    [InlineData("Adjust_NoteMissing")]
    public async Task What_cannot_be_meant_is_refused_and_nothing_changes(string refusal)
    {
        await using var town = await MovingTown.CreateAsync();
        var request = await ChangeOfAsync(town, 1);
        var facts = request.Facts;
        var wrong = refusal switch
        {
            "Agreement_Day" => request with { From = request.From.AddDays(1) },
            "Agreement_NotServed" => request with { ServicePointId = Guid.CreateVersion7() },
            "Agreement_Same" => request with { Facts = facts with { ExtraPickups = 0 } },
            "Agreement_ExtraPickups" => request with { Facts = facts with { ExtraPickups = -1 } },
            "Agreement_Dwellings" => request with { Facts = facts with { Dwellings = 0 } },
            "Agreement_Carts" => request with { Facts = facts with { Carts = -1 } },
            "Agreement_Area" => request with { Facts = facts with { AreaSqft = 0m } },
            "Agreement_RateArea" => request with { Facts = facts with { RateArea = "A;" } },
            "Agreement_Frequency" => request with { Facts = facts with { Frequency = new('w', 41) } },
            "Agreement_Choice" => request with { Facts = facts with { Choice = new('w', 41) } },
            _ => request with { Note = " " },
        };

        Assert.Equal([refusal], Refused(await ChangeAsync(town, wrong)));
        Assert.Equal(12, await town.CountAsync("select count(*) from service_agreement"));
    }

    [Fact]
    public async Task A_changed_agreement_ends_with_the_service()
    {
        await using var town = await MovingTown.CreateAsync();
        City.Done(await ChangeAsync(town, await ChangeOfAsync(town, 1)));

        var move = City.Done(await town.EndAsync(await town.EndingAsync(await town.AccountAsync(1))));

        Assert.NotNull(move.FinalBillId);
        await town.City.AssertBooksAsync();
    }

    [Fact]
    public async Task What_others_changed_since_is_not_undone()
    {
        await using var town = await MovingTown.CreateAsync();
        var first = await ChangeOfAsync(town, 1);
        City.Done(await ChangeAsync(town, first with { Facts = first.Seen with { Carts = 3 } }));

        var late = first with { OperationId = Guid.CreateVersion7(), Facts = first.Seen with { Dwellings = 2 } };

        Assert.Equal(["Agreement_Changed"], Refused(await ChangeAsync(town, late)));
    }

    [Fact]
    public async Task The_area_of_a_place_where_others_are_served_is_not_changed_for_them()
    {
        await using var town = await MovingTown.CreateAsync();
        var change = await ChangeOfAsync(town, 1);
        await town.ExecuteAsync("""
            update service_point s
            set premise_id = (select premise_id from customer_account where number = '5000000001')
            from service_agreement g join customer_account a on a.id = g.customer_account_id
            where g.service_point_id = s.id and a.number = '5000000002' and s.service = 'refuse'
            """);

        Assert.Equal(["Agreement_AreaShared"],
            Refused(await ChangeAsync(town, change with { Facts = change.Seen with { RateArea = "B" } })));
    }

    [Fact]
    public async Task A_change_on_the_day_after_an_early_closing_read_keeps_that_read_as_the_opening_one()
    {
        await using var town = await BillingTown.CreateAsync(1, inChunk: 1);
        var closing = town.City.Today.AddDays(-3);
        await town.ReadAsync(closing, 1);
        await town.BillAsync(town.City.Today);
        var change = await ChangeOfAsync(town, 1, metered: true);
        City.Done(await ChangeAsync(town, change with { Facts = change.Seen with { Dwellings = 2 } }));
        await town.ReadAsync(town.City.Today.AddDays(-1), 1);
        town.City.Clock.Advance(TimeSpan.FromDays(30));
        await town.ReadAsync(town.City.Today, 1);

        await town.BillAsync(town.City.Today);

        var reads = await town.City.ReadAsync(db => db.BillReads.OrderBy(r => r.CurrentReadOn).ToListAsync());
        Assert.Equal((closing, reads[0].CurrentReading), (reads[1].PreviousReadOn, reads[1].PreviousReading));
    }

    private static async Task<ChangeAgreement.Request> ChangeOfAsync(
        BillingTown town, int account, bool metered = false)
    {
        var id = (await town.AccountAsync(account)).Id;
        var served = (await town.City.ReadAsync(db => ServedPoint.OfAsync(db, id, town.City.Today, default)))
            .Single(s => metered ? s.Point.MeterNumber is not null : s.Point.Carts > 0);
        return new(
            Guid.CreateVersion7(), id, served.Point.Id, served.Days[0], served.Facts with { ExtraPickups = 1 },
            "More waste", Technician)
        {
            Seen = served.Facts,
        };
    }

    private static Task<Outcome<ServiceAgreement>> ChangeAsync(BillingTown town, ChangeAgreement.Request request) =>
        town.City.AskAsync<ChangeAgreement, Outcome<ServiceAgreement>>(act => act.RunAsync(request, default));
}
