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
    private const string CartSize = "64-gallon";
    private Usd _lastTotal = Usd.Zero;

    internal void Issue(
        CityCalendar.Period period, long number, UsePatterns.Reading previous, UsePatterns.Reading current)
    {
        var lines = Price(period, previous, current);
        var at = city.Calendar.At(period.IssuedOn, 6);
        var billId = city.Ids.Id(SeedKind.Bill, at, (plan.Index * 64L) + period.Month);
        var charges = lines.Select(l => l.Amount).Sum();
        var payments = books.TakeReceivedSinceLastBill();
        var entry = books.PostBill(billId, number, period.IssuedOn, at, lines);
        var bill = new Bill
        {
            Id = billId,
            Number = number,
            CustomerAccountId = books.AccountId,
            PeriodFrom = period.From,
            PeriodTo = period.To,
            IssuedOn = period.IssuedOn,
            DueOn = period.DueOn,
            PreviousBalance = _lastTotal,
            Payments = payments,
            Adjustments = Usd.Zero,
            NewCharges = charges,
            TotalDue = _lastTotal - payments + charges,
            JournalEntryId = entry,
            IssuedAt = at,
        };
        rows.Bills.Add(bill);
        rows.BillReads.Add(Read(bill.Id, previous, current));
        AddLines(bill, lines, at);
        books.ApplyCredits(period.IssuedOn, at);
        _lastTotal = bill.TotalDue;
    }

    private IReadOnlyList<ChargeLine> Price(
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
            Use("refuse") with { Choice = CartSize, Count = plan.Carts });
        return outcome switch
        {
            Outcome<IReadOnlyList<ChargeLine>>.Done(var lines) => lines,
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
        Unit = city.Schedule("water", city.Calendar.Runs[0].IssuedOn).Unit,
    };

    private void AddLines(Bill bill, IReadOnlyList<ChargeLine> lines, DateTimeOffset at)
    {
        for (var i = 0; i < lines.Count; i++)
        {
            var line = lines[i];
            var service = Enum.Parse<UtilityService>(line.Service, ignoreCase: true);
            rows.Lines.Add(new()
            {
                BillId = bill.Id,
                No = i + 1,
                ChargeCode = line.ChargeCode,
                ChargeKind = line.Kind,
                Service = service,
                FromOn = bill.PeriodFrom,
                ToOn = bill.PeriodTo,
                Quantity = line.Quantity,
                Unit = line.Unit,
                Amount = line.Amount,
                Fund = line.Fund,
                CreditGlAccount = line.GlCode,
                Explanation = line.Explanation.ToJson(),
            });
            if (line.Amount.IsPositive)
            {
                books.Open(new()
                {
                    Id = books.NewId(SeedKind.OpenItem, at),
                    CustomerAccountId = bill.CustomerAccountId,
                    BillId = bill.Id,
                    BillLineNo = i + 1,
                    ChargeKind = line.Kind,
                    Service = service,
                    Fund = line.Fund,
                    BilledOn = bill.IssuedOn,
                    DueOn = bill.DueOn,
                    Amount = line.Amount,
                    Open = line.Amount,
                });
            }
        }
    }
}
