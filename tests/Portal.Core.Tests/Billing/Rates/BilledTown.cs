using Portal.Core.Billing.Rates;
using Portal.Core.Billing.Rating;
using Portal.Testing;
using Xunit;

namespace Portal.Core.Tests.Billing.Rates;

/// <summary>A small town whose bills of this month were issued by a run.</summary>
public sealed class BilledTown : IAsyncLifetime
{
    public const int Accounts = 60;

    private BillingTown _town = null!;

    public City City => _town.City;

    public RateBook Book { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        _town = await BillingTown.CreateAsync(Accounts, inChunk: 30);
        await _town.ReadAsync(City.Today, Accounts);
        await _town.BillAsync(City.Today);
        Book = await City.ReadAsync(db => LoadRateBook.RunAsync(db, default));
    }

    public async Task DisposeAsync() => await _town.DisposeAsync();
}
