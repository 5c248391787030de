using Portal.Core.Accounts;
using Portal.Core.Billing;
using Portal.Core.Billing.Rating;
using Portal.Core.Common;
using Portal.Core.Money;

namespace Portal.Core.Data.Seeds;

/// <summary>Issues an account's bills with the portal's own rating code.</summary>
internal sealed class AccountBiller(
    CityPlan city, AccountPlan plan, ServicePoint meter, CityChunk rows, AccountBooks books)
{
    private Usd _lastTotal = Usd.Zero;

    internal void Issue(
        CityCalendar.Period period, long number, UsePatterns.Reading previous, UsePatterns.Reading current)
    {
        var charges = Price(period, previous, current);
        var at = city.Calendar.At(period.IssuedOn, 6);
        var payments = books.TakeReceivedSinceLastBill();
        var added = charges.Select(c => c.Amount).Sum();
        var bill = new Bill
        {
            Id = city.Ids.Id(SeedKind.Bill, at, (plan.Index * 64L) + period.Month),
            Number = number,
            CustomerAccountId = books.AccountId,
            PeriodFrom = period.From,
            PeriodTo = period.To,
            IssuedOn = period.IssuedOn,
            DueOn = period.DueOn,
            PreviousBalance = _lastTotal,
            Payments = payments,
            Adjustments = Usd.Zero,
            NewCharges = added,
            TotalDue = _lastTotal - payments + added,
            JournalEntryId = BillPosting.Earns(charges) ? books.NewId(SeedKind.Entry, at) : null,
            IssuedAt = at,
        };
        books.Post(bill, charges);
        rows.BillReads.Add(Read(bill.Id, previous, current));
        _lastTotal = bill.TotalDue;
    }

    private List<PricedCharge> Price(
        CityCalendar.Period period, UsePatterns.Reading previous, UsePatterns.Reading current)
    {
        RatedUse Use(string service) => new()
        {
            Schedule = city.Schedule(service, period.IssuedOn),
            Location = plan.Location,
            FromOn = period.From,
            ToOn = period.To,
        };
        var outcome = PriceCharges.For(
            Use("water") with
            {
                MeterSize = plan.MeterSize,
                Quantity = current.Used,
                Read = new(
                    meter.MeterNumber!, previous.Shows, previous.On, current.Shows, current.On, current.Estimated),
            },
            Use("sewer"),
            Use("refuse") with { Choice = AccountHistory.CartSize, Count = plan.Carts });
        return outcome switch
        {
            Outcome<IReadOnlyList<ChargeLine>>.Done(var lines) => [.. lines.Select(l => l.ToPricedCharge())],
            Outcome<IReadOnlyList<ChargeLine>>.Refused(var refusal) =>
                throw new InvalidOperationException(refusal.Reason),
            _ => throw new InvalidOperationException("Outcome has two cases."),
        };
    }

    private BillRead Read(Guid billId, UsePatterns.Reading previous, UsePatterns.Reading current) => new()
    {
        BillId = billId,
        ServicePointId = meter.Id,
        MeterNumber = meter.MeterNumber!,
        PreviousReadOn = previous.On,
        PreviousReading = previous.Shows,
        PreviousKind = previous.Estimated ? ReadKind.Estimated : ReadKind.Actual,
        CurrentReadOn = current.On,
        CurrentReading = current.Shows,
        CurrentKind = current.Estimated ? ReadKind.Estimated : ReadKind.Actual,
        Used = current.Used,
        Unit = city.WaterUnit,
    };
}
