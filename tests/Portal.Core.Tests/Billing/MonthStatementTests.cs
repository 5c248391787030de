using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Portal.Core.Accounts;
using Portal.Core.Billing;
using Portal.Core.Documents;
using Portal.Core.Money;
using Portal.Core.Tests.Billing.Adjustments;
using Portal.Core.Tests.Documents;
using Portal.Testing;

namespace Portal.Core.Tests.Billing;

/// <summary>A month of an account on one page, and bills of several premises.</summary>
public sealed class MonthStatementTests(City city) : IClassFixture<City>
{
    [Fact]
    public async Task It_leads_from_the_balance_before_to_the_balance_of_the_account()
    {
        var account = await city.AccountAsync();
        var first = await city.BillAsync(account, new Usd(60_00));
        var month = city.Today;
        city.Clock.Advance(TimeSpan.FromDays(30));
        await city.PayAsync(account, new Usd(70_00));
        await city.BillAsync(account, new Usd(25_00));
        await city.CancelAsync(account, first);

        var (before, now) = (await OfAsync(account, month), await OfAsync(account, city.Today));

        Assert.Equal((Usd.Zero, new Usd(60_00)), (before.Opening, before.Closing));
        Assert.Equal((before.Closing, await city.BalanceAsync(account)), (now.Opening, now.Closing));
        Assert.Equal(
            [(MonthRowKind.Payment, -70_00L), (MonthRowKind.Bill, 25_00L), (MonthRowKind.Adjustment, -60_00L)],
            now.Rows.Select(r => (r.Kind, r.Amount.Cents)));
        Assert.Equal(25_00, Assert.Single(now.Places).Amount.Cents);
        Assert.Empty(before.Places);
        Assert.Equal((before.Month, now.Month), (now.First, now.Last));
        Assert.Equal(before.Month, (await OfAsync(account, month.AddYears(-1))).Month);
    }

    [Fact]
    public async Task A_month_of_an_account_that_one_may_not_see_is_none() => Assert.Null(
        await city.ReadAsync(db => MonthStatement.OfAsync(
            db, db.CustomerAccounts, Guid.NewGuid(), city.Today, city.Today, default)));

    [PdfFact]
    public async Task Lines_of_several_premises_stand_under_each_with_its_sum()
    {
        var account = await city.AccountAsync();
        var second = (await city.AccountAsync()).PremiseId;
        var bill = await city.BillAsync(account, new Usd(60_00));
        await using (var owner = Npgsql.NpgsqlDataSource.Create(city.Database.AdminConnectionString))
        {
            await using var command = owner.CreateCommand("""
                alter table bill_line disable trigger user;
                update bill_line set premise_id = '%P' where bill_id = '%B' and service <> 'water';
                alter table bill_line enable trigger user
                """.Replace("%P", $"{second}", StringComparison.Ordinal)
                .Replace("%B", $"{bill.Id}", StringComparison.Ordinal));
            await command.ExecuteNonQueryAsync();
        }

        var statement = (await city.ReadAsync(db =>
            BillStatement.ForAsync(db, db.CustomerAccounts, bill.Id, default)))!;
        var pdf = city.Services.GetRequiredService<BillPdf>().Make(statement, CultureInfo.GetCultureInfo("en-US"));
        var month = await OfAsync(account, city.Today);

        Assert.Equal([30_00L, 30_00L], statement.ByPlace.Select(p => p.Lines.Sum(l => l.Amount.Cents)));
        Assert.Equal(account.PremiseId, statement.Places[0].PremiseId);
        Assert.Equal(2, month.Places.Count);
        Assert.Equal(
            [UtilityService.Sewer, UtilityService.Refuse], month.Places[1].Services.Select(s => s.Service));
        var text = PdfReader.Text(pdf);
        Assert.All(statement.Places, p => Assert.Matches($@"{p.Address}\s+\$30\.00", text));
        Assert.Matches(@"(?m)^\s*H3\b", PdfReader.Structure(pdf));
    }

    [PdfFact]
    public async Task On_paper_it_is_tagged_and_goes_on_on_another_page()
    {
        var account = await city.AccountAsync();
        await city.BillAsync(account, new Usd(60_00));
        for (var i = 0; i < 40; i++)
        {
            await city.PayAsync(account, new Usd(1_00 + i));
        }

        var statement = await OfAsync(account, city.Today);
        var file = city.Services.GetRequiredService<MonthPdf>().Make(statement, CultureInfo.GetCultureInfo("es-US"));

        var info = PdfReader.Info(file);
        Assert.Matches(@"Pages:\s+2\n", info);
        Assert.Matches(@"Tagged:\s+yes", info);
        Assert.Contains("estado de cuenta", info, StringComparison.Ordinal);
        var text = PdfReader.Text(file);
        Assert.All(statement.Rows, row => Assert.Contains(row.Reference, text, StringComparison.Ordinal));
        Assert.Contains($"{statement.Closing}", text, StringComparison.Ordinal);
        Assert.All(["H1", "H2", "Table", "TR", "TH", "TD"], tag => Assert.Matches(
            $@"(?m)^\s*{tag}\b", PdfReader.Structure(file)));
    }

    private async Task<MonthStatement> OfAsync(CustomerAccount account, DateOnly month) =>
        (await city.ReadAsync(db => MonthStatement.OfAsync(
            db, db.CustomerAccounts, account.Id, month, city.Today, default)))!;
}
