using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Spreadsheet;
using Npgsql;
using Portal.Core.Billing.Rates;
using Portal.Core.Billing.Rating;
using Portal.Core.Common;
using Portal.Core.Money;
using Portal.Testing;
using Xunit;

namespace Portal.Core.Tests.Billing.Rates;

/// <summary>Last month's bills under a draft: totals, distribution, largest changes.</summary>
public sealed class WhatWouldChangeTests(BilledTown town) : IClassFixture<BilledTown>
{
    [Fact]
    public async Task The_same_rates_change_nothing()
    {
        var change = await ChangeAsync(Water(1.17m));

        Assert.Equal(
            (BilledTown.Accounts, 0, 0), (change.Bills, change.NotPriced, change.NotAsBilled));
        Assert.Equal(change.Before, change.After);
        Assert.Equal(BilledTown.Accounts, change.Distribution[5]);
        Assert.Empty(change.Largest);
    }

    [Fact]
    public async Task A_dearer_unit_changes_each_bill_by_its_use_and_tax()
    {
        var change = await ChangeAsync(Water(2.17m));

        Assert.Equal(BilledTown.Accounts, change.Distribution.Sum());
        Assert.Equal(
            change.After - change.Before, change.ByServiceAndClass.Select(t => t.After - t.Before).Sum());
        Assert.Equal(
            ["refuse", "sewer", "water"], change.ByServiceAndClass.Select(t => t.Service).Distinct());
        var largest = change.Largest[0];
        var bill = await LastOfAsync(largest.AccountNumber);
        var use = bill.Points.Single(p => p.Service == "water").Template.Quantity;
        Assert.Equal(change.Largest.Select(l => l.Change).Max(), largest.Change);
        Assert.InRange(largest.Change.ToDollars(), use, (use * 1.05m) + 0.01m);
    }

    [Fact]
    public async Task Bills_that_the_draft_cannot_price_are_counted_and_say_why()
    {
        var change = await ChangeAsync(Water(1.17m) with
        {
            Charges = [WorkedService("W-BASE") with { Prices = [new() { MeterSizes = ["99\""], Rate = 1m }] }],
        });

        Assert.Equal(BilledTown.Accounts, change.NotPriced);
        Assert.Contains("W-BASE", change.WhyNotPriced, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, null, "-20")]
    [InlineData(4, "-1", "0")]
    [InlineData(5, "0", "0")]
    [InlineData(6, "0", "1")]
    [InlineData(10, "20", null)]
    public void Each_place_of_the_distribution_has_its_edges(int place, string? from, string? to) => Assert.Equal(
        (Dollars(from), Dollars(to)), ChangesWorkbook.Edges(place));

    [Fact]
    public async Task The_workbook_holds_the_totals_the_distribution_and_the_largest_changes()
    {
        var change = await ChangeAsync(Water(2.17m));
        using var file = new MemoryStream();

        ChangesWorkbook.Write(file, change);

        using var book = SpreadsheetDocument.Open(file, isEditable: false);
        var sheets = book.WorkbookPart!.Workbook.Descendants<Sheet>().ToList();
        Assert.Equal(["By service and class", "Distribution", "Largest changes"], sheets.Select(s => s.Name!.Value));
        var rows = ((WorksheetPart)book.WorkbookPart.GetPartById(sheets[2].Id!)).Worksheet.Descendants<Row>().ToList();
        Assert.Equal(change.Largest.Count + 1, rows.Count);
        Assert.Equal(change.Largest[0].AccountNumber, rows[1].Elements<Cell>().First().InnerText);
    }

    [Fact]
    public async Task A_mock_bill_of_an_account_is_its_bill_under_the_rates_of_then()
    {
        var number = (await ChangeAsync(Water(2.17m))).Largest[0].AccountNumber;

        var bill = City.Done(await town.City.AskAsync<PriceMockBill, Outcome<PriceMockBill.MockBill>>(
            act => act.RunAsync(new(number, null, null), default)));

        Assert.Equal(bill.Of!.Charges, bill.Total);
    }

    private static decimal? Dollars(string? typed) =>
        typed is null ? null : decimal.Parse(typed, System.Globalization.CultureInfo.InvariantCulture);

    private static ServiceCharge WorkedService(string code) => new()
    {
        Code = code,
        Label = new(code, code),
        Fund = "510",
        GlCode = "4010",
        Prices = [],
    };

    /// <summary>The town's water rates with another price a unit inside the city.</summary>
    private RateSchedule Water(decimal rate)
    {
        var schedule = town.Book.On(town.City.Today, "water", RateBook.AnyClass)!;
        return schedule with
        {
            Version = 99,
            Charges = [.. schedule.Charges.Select(c => c is UniformUse use
                ? use with { Prices = [.. use.Prices.Select(p => p.Rate == 1.17m ? p with { Rate = rate } : p)] }
                : c)],
        };
    }

    private async Task<WhatWouldChange> ChangeAsync(RateSchedule draft)
    {
        await using var database = NpgsqlDataSource.Create(town.City.Database.AppConnectionString);
        await using var connection = await database.OpenConnectionAsync();
        return await WhatWouldChange.RunAsync(
            connection, town.Book, new([draft]), town.City.Today.AddDays(-40), town.City.Today.AddDays(40), default);
    }

    private async Task<BillInputs> LastOfAsync(string number)
    {
        await using var database = NpgsqlDataSource.Create(town.City.Database.AppConnectionString);
        await using var connection = await database.OpenConnectionAsync();
        return (await LoadBillInputs.LastOfAsync(connection, number, default))!;
    }
}
