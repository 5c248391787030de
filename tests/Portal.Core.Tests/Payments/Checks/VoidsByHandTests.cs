using Npgsql;
using Portal.Core.Common;
using Portal.Core.Payments.Checks;
using Portal.Core.Tests.Payments.Refunds;
using Portal.Testing;

namespace Portal.Core.Tests.Payments.Checks;

/// <summary>A bank whose layout has no line for a void hears of the other checks all the same.</summary>
public sealed class VoidsByHandTests(RefundTown town) : IClassFixture<RefundTown>
{
    private City City => town.City;

    [Fact]
    public async Task One_void_is_left_out_and_named_and_the_days_other_checks_are_told()
    {
        await using var source = NpgsqlDataSource.Create(City.Database.OwnerConnectionString);
        await using (var command = source.CreateCommand("update check_account set layout = 'fixed_hundred_nine'"))
        {
            await command.ExecuteNonQueryAsync();
        }

        var (good, spoiled) = (await IssuedAsync(25_00), await IssuedAsync(35_00));
        City.Done(await City.AskAsync<PrintChecks, Outcome<CheckRun>>(
            act => act.RunAsync(new(Guid.CreateVersion7(), good.Number, town.Sender), default)));
        Assert.Empty(await ByHandAsync(City.Today));
        City.Done(await City.AskAsync<VoidCheck, Outcome<BankCheck>>(
            act => act.RunAsync(new(spoiled.Id, "Torn", town.Sender), default)));

        var file = City.Done(await City.ReadAsync(
            db => CheckRegister.PositivePayOfAsync(db, "refunds", City.Today, default)));

        var line = Assert.Single(file.Split("\r\n", StringSplitOptions.RemoveEmptyEntries));
        Assert.Contains($"{good.Number:0000000000}0000002500", line, StringComparison.Ordinal);
        Assert.Equal([new(spoiled.Number, City.Today)], await ByHandAsync(City.Today));
        Assert.Empty(await ByHandAsync(City.Today.AddDays(1)));
    }

    private async Task<BankCheck> IssuedAsync(long cents) => await town.CheckOfAsync(
        (await town.IssuedAsync(await town.OverpaidInCashAsync(cents), cents)).Id);

    private Task<IReadOnlyList<CheckRegister.ByHand>> ByHandAsync(DateOnly since) =>
        City.ReadAsync(db => CheckRegister.ByHandAsync(db, since, default));
}
