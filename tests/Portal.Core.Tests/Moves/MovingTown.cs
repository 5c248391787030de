using Microsoft.EntityFrameworkCore;
using Portal.Core.Accounts;
using Portal.Core.Billing;
using Portal.Core.Common;
using Portal.Core.Moves;
using Portal.Core.Requests.Moving;
using Portal.Core.Staff;
using Portal.Testing;

namespace Portal.Core.Tests.Moves;

/// <summary>A town of the billing run in which people move: accounts billed to the city's today.</summary>
internal static class MovingTown
{
    public static readonly Actor Technician = Actor.Staff(new("00000000-0000-0000-0000-00000000000a"));

    /// <summary>Account 5000000001 and its like, billed to the day they are read; ten days have gone by.</summary>
    public static async Task<BillingTown> CreateAsync(int accounts = 4)
    {
        var town = await BillingTown.CreateAsync(accounts, inChunk: 50);
        await town.ReadAsync(town.City.Today, accounts);
        await town.BillAsync(town.City.Today);
        town.City.Clock.Advance(TimeSpan.FromDays(10));
        return town;
    }

    public static Task<CustomerAccount> AccountAsync(this BillingTown town, int no) =>
        town.City.ReadAsync(
            db => db.CustomerAccounts.AsNoTracking().SingleAsync(a => a.Number == $"{5000000000 + no}"));

    public static Task<ServicePoint> MeterAsync(this BillingTown town, Guid premise) =>
        town.City.ReadAsync(db => db.ServicePoints.AsNoTracking()
            .SingleAsync(p => p.PremiseId == premise && p.Service == UtilityService.Water));

    /// <summary>The last reading of a premise's meter and so many units more.</summary>
    public static async Task<PointReading> ReadingAsync(this BillingTown town, Guid premise, decimal more)
    {
        var meter = await town.MeterAsync(premise);
        var last = await town.City.ReadAsync(db => db.MeterReads.Where(r => r.ServicePointId == meter.Id)
            .OrderByDescending(r => r.ReadOn).Select(r => r.Reading).FirstAsync());
        return new(meter.Id, last + more);
    }

    public static async Task<MoveOut.Request> EndingAsync(
        this BillingTown town, CustomerAccount account, Guid? premise = null, decimal used = 3) => new(
        Guid.CreateVersion7(), account.Id, premise ?? account.PremiseId, town.City.Today,
        [await town.ReadingAsync(premise ?? account.PremiseId, used)],
        new("9 Far Road", null, "Elsewhere", "OR", "97001", "US"), await town.City.BalanceAsync(account), Technician)
        {
            Source = MoveSource.Call,
        };

    public static Task<Outcome<ServiceMove>> EndAsync(this BillingTown town, MoveOut.Request request) =>
        town.City.AskAsync<MoveOut, Outcome<ServiceMove>>(act => act.RunAsync(request, default));

    public static async Task<MoveIn.Request> StartingAsync(
        this BillingTown town, Guid premise, CustomerAccount? account = null, decimal used = 0) => new(
        Guid.CreateVersion7(), account?.Id, premise, town.City.Today, CustomerClass.Residential,
        [await town.ReadingAsync(premise, used)], Technician)
        {
            NewCustomer = account is null
            ? new("Ana Newcomer", CustomerKind.Residential, "es", "ana@example.com", null,
                new("101 Mill Street", null, "Alder Falls", "WA", "98001", "US"))
            : null,
            BillingCycle = account is null ? BillingTown.Cycle : null,
            Source = MoveSource.Counter,
            IsAnotherPerson = true,
            Application = account is null ? Proved : null,
        };

    /// <summary>Somebody who is who they say, and of whom no deposit is asked.</summary>
    public static readonly OpeningApplication Proved = new(
        Occupancy.Tenant, IsIdentityConfirmed: true, "Driver's license, seen", Deposit: null,
        "Guaranteed by the owner");

    /// <summary>The place of an account whose service ended.</summary>
    public static async Task<Guid> VacantAsync(this BillingTown town)
    {
        var left = await town.AccountAsync(1);
        City.Done(await town.EndAsync(await town.EndingAsync(left)));
        return left.PremiseId;
    }

    public static Task<Outcome<ServiceMove>> TransferAsync(this BillingTown town, TransferToPremise.Request request) =>
        town.City.AskAsync<TransferToPremise, Outcome<ServiceMove>>(act => act.RunAsync(request, default));

    public static Task<Outcome<ServiceMove>> StartAsync(this BillingTown town, MoveIn.Request request) =>
        town.City.AskAsync<MoveIn, Outcome<ServiceMove>>(act => act.RunAsync(request, default));

    /// <summary>The owner's account between tenants of a premise, since long ago.</summary>
    public static async Task<LandlordAgreement> LandlordAsync(
        this BillingTown town, Guid premise, CustomerAccount owner) => City.Done(
        await town.City.AskAsync<AgreeWithLandlord, Outcome<LandlordAgreement>>(act => act.RunAsync(
            new(Guid.CreateVersion7(), premise, owner.Id, town.City.Today.AddYears(-1), Technician), default)));

    /// <summary>Who is served at a premise's points from when to when: account's last digits, days.</summary>
    public static Task<List<string>> ServedAsync(this BillingTown town, Guid premise) =>
        town.City.ReadAsync(db => db.Database.SqlQuery<string>($"""
            select distinct right(a.number, 3) || ' ' || g.starts_on || ' ' || coalesce(g.ends_on::text, '-') as "Value"
            from service_agreement g join service_point p on p.id = g.service_point_id
            join customer_account a on a.id = g.customer_account_id
            where p.premise_id = {premise} order by 1
            """).ToListAsync());

    public static string[] Refused<T>(Outcome<T> outcome) =>
        [.. ((Outcome<T>.Refused)outcome).Refusal.All.Select(r => r.Key)];
}
