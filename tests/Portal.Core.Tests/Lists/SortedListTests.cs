using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Lists;
using Portal.Core.Payments.Checks;
using Portal.Core.Payments.Refunds;
using Portal.Core.Payments.Returns;
using Portal.Core.Payments.Unidentified;
using Portal.Core.Tests.Payments.Unidentified;
using Portal.Testing;

namespace Portal.Core.Tests.Lists;

/// <summary>Lists in the order asked for: no row twice, none left out, and the file as the pages.</summary>
public sealed class SortedListTests(City city) : IClassFixture<City>
{
    [Theory]
    [InlineData("amount")]
    [InlineData("-amount")]
    [InlineData("came")]
    [InlineData("-from")]
    [InlineData("why")]
    public async Task Every_row_stands_on_one_page_and_in_the_file_in_that_order(string sort)
    {
        await using var other = await City.CreateAsync();
        foreach (var no in Enumerable.Range(0, 60))
        {
            // Few different amounts: what is equal has an order, too.
            City.Done(await other.EnterAsync(UnidentifiedCity.Form(other, 100 * (1 + (no % 4)))));
        }

        var pages = new List<SuspenseList.Row>();
        foreach (var page in Enumerable.Range(1, 3)) { pages.AddRange((await PageAsync(other, sort, page)).Rows); }

        Assert.Equal(60, pages.Select(r => r.Item.Id).Distinct().Count());
        if (sort.EndsWith("amount", StringComparison.Ordinal))
        {
            var amounts = pages.Select(r => r.Item.Amount.Cents).ToList();
            Assert.Equal(sort[0] == '-' ? amounts.OrderDescending() : amounts.Order(), amounts);
        }

        Assert.Equal(pages.Select(r => r.Item.Id), await FileAsync(other, sort));
    }

    [Theory]
    [InlineData("price")]
    [InlineData("amount; drop table refund")]
    [InlineData("-")]
    [InlineData("")]
    public async Task What_is_no_column_is_as_good_as_absent(string typed)
    {
        var usual = await PageAsync(city, null, 1);

        Assert.Equal(usual.Rows.Select(r => r.Item.Id), (await PageAsync(city, typed, 1)).Rows.Select(r => r.Item.Id));
    }

    [Theory]
    [InlineData("reference,amount,state,asked,earliest,none")]
    public async Task The_database_sorts_refunds_by_every_column(string columns)
    {
        foreach (var sort in BothWays(columns))
        {
            Assert.NotNull(await city.ReadAsync(db => RefundList.OfAsync(db, RefundList.Part.Over, sort, 1, default)));
        }
    }

    [Theory]
    [InlineData("number,payee,amount,issued,state,none")]
    public async Task The_database_sorts_checks_by_every_column(string columns)
    {
        foreach (var sort in BothWays(columns))
        {
            Assert.NotNull(await city.ReadAsync(db => CheckRegister.OfAsync(db, new(null, null, sort), 9, default)));
        }
    }

    [Theory]
    [InlineData("payment,paid,returned,recorded,reason,amount,none")]
    public async Task The_database_sorts_returned_payments_by_every_column(string columns)
    {
        foreach (var sort in BothWays(columns))
        {
            var filter = new ReturnedList.Filter(null, null, null, sort);
            Assert.NotNull(await city.ReadAsync(db => ReturnedList.OfAsync(db, filter, 1, default)));
        }
    }

    [Theory]
    [InlineData(0, 1, 1)]
    [InlineData(25, 1, 1)]
    [InlineData(26, 2, 2)]
    public void A_page_beyond_the_last_is_the_last(int count, int pages, int last)
    {
        Assert.Equal(pages, ListPages.Of(count));
        Assert.Equal(last, ListPages.At(99, count));
        Assert.Equal(1, ListPages.At(-5, count));
    }

    private static IEnumerable<string> BothWays(string columns) =>
        columns.Split(',').SelectMany(column => (string[])[column, $"-{column}"]);

    private static Task<SuspenseList> PageAsync(City city, string? sort, int page) =>
        city.AskAsync<BusinessClock, SuspenseList>(clock => city.ReadAsync(
            db => SuspenseList.OfAsync(db, SuspenseList.Part.Open, sort, page, clock, default)));

    private static Task<IReadOnlyList<Guid>> FileAsync(City city, string sort) =>
        city.AskAsync<BusinessClock, IReadOnlyList<Guid>>(clock => city.ReadAsync(async db =>
        {
            var rows = new List<Guid>();
            await foreach (var part in SuspenseList.ForFileAsync(db, SuspenseList.Part.Open, sort, clock, default))
            {
                rows.AddRange(part.Select(r => r.Item.Id));
            }

            return (IReadOnlyList<Guid>)rows;
        }));
}
