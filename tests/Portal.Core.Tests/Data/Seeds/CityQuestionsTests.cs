using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Portal.Core.Accounts.Access;
using Portal.Core.Data.Seeds;
using Portal.Core.Requests;
using Portal.Testing;

namespace Portal.Core.Tests.Data.Seeds;

/// <summary>What people of the demo city want of its office.</summary>
public sealed class CityQuestionsTests
{
    [Fact]
    public async Task Every_part_of_the_desk_of_requests_has_something()
    {
        await using var portal = new City();
        await portal.InitializeAsync();
        await SeedDemoCityTests.SeedAsync(portal.Database, accounts: 20, seed: 1);
        portal.Clock.Advance(TimeSpan.FromDays(new DateOnly(2026, 11, 20).DayNumber - portal.Today.DayNumber));

        await portal.AskAsync<IServiceProvider, bool>(async services =>
        {
            await ActivatorUtilities.CreateInstance<CityQuestions>(services).RunAsync(default);
            return true;
        });

        var states = await portal.ReadAsync(
            db => db.Set<CustomerRequest>().Select(r => r.State).Distinct().ToListAsync());
        Assert.Equal(
            [RequestState.New, RequestState.WaitingOnCustomer, RequestState.Answered, RequestState.Closed,
                RequestState.Reopened],
            states.Order());
        Assert.Equal(1, await portal.ReadAsync(
            db => db.Set<CustomerRequest>().CountAsync(r => r.StrangerId != null)));
        Assert.Equal(3, await portal.ReadAsync(db => db.LandlordAgreements.CountAsync()));
        Assert.Equal(1, await portal.ReadAsync(db => db.Set<AccountInvitation>().CountAsync()));
    }
}
