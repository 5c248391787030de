using System.Globalization;
using Portal.Core.Accounts;

namespace Portal.Core.Data.Seeds;

/// <summary>The streets of Alder Falls and the premises on them. No two premises share an address.</summary>
internal sealed class Streets(long seed, SeedIds ids)
{
    private const int HousesOnStreet = 180;

    internal static readonly string[] Named =
    [
        "Mill Street", "Alder Avenue", "Falls Road", "Second Street", "Fifth Street", "Heron Way", "Cedar Court",
        "Camino del Río", "Lindqvist Lane", "Old Ferry Road", "Salmonberry Drive", "Quarry Hill Road", "Foundry Row",
        "Martin Luther King Jr. Way", "Orchard Street", "N Cascade Boulevard", "S Cascade Boulevard", "Tamarack Loop",
        "Railroad Avenue", "O'Connor Place", "Paseo de la Peña", "Vine Maple Drive", "Kestrel Circle", "Depot Street",
        "Ninth Street", "Schoolhouse Road", "Bridge Street", "Willow Bend", "Larkspur Court", "Timberline Terrace",
    ];

    private static readonly string[] Corners = ["", "NE ", "NW ", "SE ", "SW "];
    private static readonly string[] Doors = ["", "A", "B"];
    private static readonly string[] Codes = ["98000", "98001-0100", "98002", "98003"];

    /// <summary>Every street is a route of each cycle, walked by house number.</summary>
    internal static (string Code, int Order) RouteOf(AccountPlan plan) =>
        (RouteCode(plan.Cycle, plan.Index % Named.Length), (plan.Index / Named.Length) + 1);

    internal static string[] RouteCodes(int cycle) => [.. Named.Select((_, street) => RouteCode(cycle, street))];

    private static string RouteCode(int cycle, int street) =>
        string.Create(CultureInfo.InvariantCulture, $"{CityCalendar.CodeOf(cycle)}-{street + 1:00}");

    /// <summary>The place an account is for.</summary>
    internal Premise Premise(AccountPlan plan, DateTimeOffset at)
    {
        var chance = new SeedRandom(seed, SeedKind.Premise, plan.Index);
        var street = plan.Index % Named.Length;
        var block = plan.Index / Named.Length;
        var corner = Corners[block / HousesOnStreet % Corners.Length];
        var round = block / HousesOnStreet / Corners.Length;
        var house = 100 + (block % HousesOnStreet * 12) + (round * 2_400) + (street % 2);
        return new()
        {
            Id = ids.Id(SeedKind.Premise, at, plan.Index),
            Line1 = $"{house} {corner}{Named[street]}",
            Line2 = plan.Home == HomeKind.Apartment ? $"Apt {chance.Between(1, 40)}{chance.Of(Doors)}" : null,
            City = "Alder Falls",
            State = "WA",
            PostalCode = chance.Of(Codes),
            Location = plan.Location,
        };
    }
}
