using Portal.Core.Accounts;
using Portal.Core.Billing;
using Portal.Core.Money;
using Portal.Core.Payments;

namespace Portal.Core.Data.Seeds;

/// <summary>Tells one account's life in order of days: reads, bills, payments, credits, a returned payment.</summary>
internal sealed class AccountHistory(CityPlan city, AccountPlan plan, CityChunk rows, Func<int, long> nextBillNumber)
{
    /// <summary>The only cart that the rates of Alder Falls have a price for.</summary>
    internal const string CartSize = "64-gallon";

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
        rows.Agreements.AddRange(points.Select((point, which) => Agreement(account, point, which, at)));

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
            BillingCycle = CityCalendar.CodeOf(plan.Cycle),
            BillDelivery = DemoCast.NameOf(plan.Index) is null
                ? new SeedRandom(city.Seed, SeedKind.Delivery, plan.Index).Weighted<BillDelivery?>(
                    (null, 0.6), (BillDelivery.Email, 0.2), (BillDelivery.Paper, 0.1), (BillDelivery.Both, 0.1))
                : null,
            OpenedOn = opened,
            ClosedOn = plan.LastMonth < city.Calendar.Months - 1 ? city.Calendar[plan.Cycle, plan.LastMonth].To : null,
        };
    }

    private List<ServicePoint> ServicePoints(Guid premiseId, DateTimeOffset at)
    {
        var (route, order) = Streets.RouteOf(plan);
        ServicePoint Point(int which, UtilityService service) => new()
        {
            Id = city.Ids.Id(SeedKind.ServicePoint, at, (plan.Index * 4L) + which),
            PremiseId = premiseId,
            Service = service,
            MeterNumber = service == UtilityService.Water ? city.Ids.MeterNumber(plan.Index) : null,
            MeterSize = service == UtilityService.Water ? plan.MeterSize : null,
            ReadUnit = service == UtilityService.Water ? city.WaterUnit : null,
            Carts = service == UtilityService.Refuse ? plan.Carts : 0,
            Route = route,
            RouteOrder = order,
        };
        return [Point(0, UtilityService.Water), Point(1, UtilityService.Sewer), Point(2, UtilityService.Refuse)];
    }

    private ServiceAgreement Agreement(CustomerAccount account, ServicePoint point, int which, DateTimeOffset at) =>
        new()
        {
            Id = city.Ids.Id(SeedKind.Agreement, at, (plan.Index * 4L) + which),
            CustomerAccountId = account.Id,
            ServicePointId = point.Id,
            CustomerClass = plan.Kind == CustomerKind.Business ? CustomerClass.Business : CustomerClass.Residential,
            StartsOn = account.OpenedOn,
            EndsOn = account.ClosedOn,
            Choice = point.Service == UtilityService.Refuse ? CartSize : null,
        };

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
