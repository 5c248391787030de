using Portal.Core.Accounts;
using Portal.Core.Billing;
using Portal.Core.Billing.Rating;
using Portal.Core.Common;
using Portal.Core.Look;
using Portal.Core.Money;
using Portal.Testing;

namespace Portal.Core.Tests.Documents;

/// <summary>An ordinary bill of the demo city, priced by its rates: 10 CCF in November.</summary>
internal static class SampleBill
{
    internal static readonly CityProfile City = CityProfile.Load(Repository.Path("wwwroot-theme"));

    internal static readonly BusinessClock Clock = new(new FrozenClock(), City.Zone());

    internal static BillStatement Of(string name = "Rosa Delgado", decimal used = 10)
    {
        var (from, to) = (new DateOnly(2026, 10, 18), new DateOnly(2026, 11, 16));
        var id = Guid.CreateVersion7();
        var lines = Priced(from, to, used).Select((line, index) => new BillStatementLine(
            index + 1, Enum.Parse<UtilityService>(line.Service, ignoreCase: true), ChargeKind.Service, line.ChargeCode,
            line.Amount, line.Amount, line.Explanation)).ToList();
        var charges = lines.Select(l => l.Amount).Sum();
        return new BillStatement
        {
            Bill = new Bill
            {
                Id = id, Number = 4711, CustomerAccountId = Guid.NewGuid(), PeriodFrom = from, PeriodTo = to,
                IssuedOn = new(2026, 11, 20), DueOn = new(2026, 12, 15), PreviousBalance = new Usd(10312),
                Payments = new Usd(10312), Adjustments = Usd.Zero, NewCharges = charges, TotalDue = charges,
                IssuedAt = Clock.Now,
            },
            AccountNumber = "1000004471", Pin = "482913", DueNow = charges, CustomerName = name, Language = "en",
            MailingAddress = ["1420 Alder Street", "Apartment 3B", "Alder Falls, WA 98001"],
            ServiceAddress = ["1420 Alder Street, Apartment 3B", "Alder Falls, WA 98001"],
            Lines = lines,
            Reads =
            [
                new BillRead
                {
                    BillId = id, ServicePointId = Guid.NewGuid(), MeterNumber = "W-104471", PreviousReadOn = from,
                    PreviousReading = 1204, PreviousKind = ReadKind.Estimated, CurrentReadOn = to,
                    CurrentReading = 1204 + used, CurrentKind = ReadKind.Actual, Used = used, Unit = "CCF",
                },
            ],
            Use =
            [
                .. Enumerable.Range(0, 13).Select(i => new UseMonth(
                    new DateOnly(2025, 11, 1).AddMonths(i), 6 + i * 5 % 9, "CCF", i == 11,
                    i < 1 ? null : 5 + i * 7 % 8)),
            ],
            Change = new BillChange(new Usd(940), used, 7, "CCF", 29, 31, true, false, true, 12),
            Causes = [],
            HasNewer = false,
        };
    }

    private static IReadOnlyList<ChargeLine> Priced(DateOnly from, DateOnly to, decimal used)
    {
        var json = File.ReadAllText(Repository.Path("src/Portal.Core/Data/Seeds/rates/alder-falls.json"));
        var book = Testing.City.Done(RateDocument.Read(json));
        RatedUse Use(string service, decimal quantity) => new()
        {
            Schedule = book.On(to, service, RateBook.AnyClass)!, Location = PremiseLocation.InsideCity,
            MeterSize = "5/8\"", Choice = service == "refuse" ? "64-gallon" : null, Quantity = quantity,
            FromOn = from, ToOn = to,
        };
        return Testing.City.Done(PriceCharges.For([Use("water", used), Use("sewer", used), Use("refuse", 0)]));
    }
}
