using Portal.Core.Accounts;
using Portal.Core.Billing;
using Portal.Core.Money;
using Portal.Core.Payments;

namespace Portal.Core.Data.Seeds;

/// <summary>Tells one account's life in order of days: reads, bills, payments, credits, a returned payment.</summary>
internal sealed class AccountHistory(CityPlan city, AccountPlan plan, CityChunk rows, Func<int, long> nextBillNumber)
{
    private const int OpeningHour = 8;

    /// <summary>The id that an account of the city has.</summary>
    internal static Guid AccountId(CityPlan city, int index)
    {
        var plan = AccountPlan.Of(city.Seed, index, city.Calendar);
        var opened = city.Calendar[plan.Cycle, plan.FirstMonth].From;
        return city.Ids.Id(SeedKind.CustomerAccount, city.Calendar.At(opened, OpeningHour), index);
    }

    /// <summary>Adds every row of the account to the chunk.</summary>
    internal void Tell()
    {
        var calendar = city.Calendar;
        var opened = calendar[plan.Cycle, plan.FirstMonth].From;
        var at = calendar.At(opened, OpeningHour);
        var premise = city.Streets.Premise(plan, at);
        var customer = city.People.Customer(plan, premise, at);
        var account = Account(opened, at, customer.Id, premise.Id);
        rows.Premises.Add(premise);
        rows.Customers.Add(customer);
        rows.Accounts.Add(account);
        var points = ServicePoints(premise.Id, at);
        rows.ServicePoints.AddRange(points);

        var readings = city.UsePatterns.Readings(plan, calendar);
        AddReads(readings, points[0].Id);
        var books = new AccountBooks(city, plan.Index, account, rows);
        var habits = new PaymentHabits(city.Seed, plan, calendar);
        var biller = new AccountBiller(city, plan, points[0], rows, books);
        var waiting = new PriorityQueue<PaymentHabits.Paying, DateOnly>();
        for (var month = plan.FirstMonth; month <= plan.LastMonth; month++)
        {
            var period = calendar[plan.Cycle, month];
            PayBefore(period.IssuedOn, waiting, books);
            var place = month - plan.FirstMonth;
            biller.Issue(period, nextBillNumber(month), readings[place], readings[place + 1]);
            if (habits.For(period, account.Balance) is { } paying)
            {
                waiting.Enqueue(paying, paying.On);
            }
        }

        PayBefore(calendar.AsOf, waiting, books);
    }

    private void PayBefore(DateOnly day, PriorityQueue<PaymentHabits.Paying, DateOnly> waiting, AccountBooks books)
    {
        while (waiting.TryPeek(out var paying, out var on) && on < day)
        {
            waiting.Dequeue();
            var amount = plan.Habit == PaymentHabit.RoundingUp ? paying.Amount : Usd.Min(paying.Amount, books.Balance);
            books.Receive(paying with { Amount = amount });
        }
    }

    private CustomerAccount Account(DateOnly opened, DateTimeOffset at, Guid customerId, Guid premiseId)
    {
        var secret = new SeedRandom(city.Seed, SeedKind.Secret, plan.Index);
        return new()
        {
            Id = city.Ids.Id(SeedKind.CustomerAccount, at, plan.Index),
            Number = city.Ids.AccountNumber(plan.Index),
            CustomerId = customerId,
            PremiseId = premiseId,
            Pin = secret.Between(100_000, 999_999).ToString(System.Globalization.CultureInfo.InvariantCulture),
            OpenedOn = opened,
            ClosedOn = plan.LastMonth < city.Calendar.Months - 1 ? city.Calendar[plan.Cycle, plan.LastMonth].To : null,
        };
    }

    private List<ServicePoint> ServicePoints(Guid premiseId, DateTimeOffset at)
    {
        Guid Id(int which) => city.Ids.Id(SeedKind.ServicePoint, at, (plan.Index * 4L) + which);
        return
        [
            new()
            {
                Id = Id(0),
                PremiseId = premiseId,
                Service = UtilityService.Water,
                MeterNumber = city.Ids.MeterNumber(plan.Index),
                MeterSize = plan.MeterSize,
            },
            new() { Id = Id(1), PremiseId = premiseId, Service = UtilityService.Sewer },
            new() { Id = Id(2), PremiseId = premiseId, Service = UtilityService.Refuse, Carts = plan.Carts },
        ];
    }

    private void AddReads(IReadOnlyList<UsePatterns.Reading> readings, Guid meterId)
    {
        for (var i = 0; i < readings.Count; i++)
        {
            rows.Reads.Add(new()
            {
                Id = city.Ids.Id(SeedKind.Read, city.Calendar.At(readings[i].On, 10), (plan.Index * 64L) + i),
                ServicePointId = meterId,
                ReadOn = readings[i].On,
                Reading = readings[i].Shows,
                Kind = readings[i].Estimated ? ReadKind.Estimated : ReadKind.Actual,
            });
        }
    }
}
