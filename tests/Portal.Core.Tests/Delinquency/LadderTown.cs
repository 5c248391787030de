using Microsoft.EntityFrameworkCore;
using Portal.Core.Accounts;
using Portal.Core.Common;
using Portal.Core.Delinquency;
using Portal.Core.Delinquency.Orders;
using Portal.Core.Delinquency.Packs;
using Portal.Core.Delinquency.Runs;
using Portal.Core.Staff;
using Portal.Testing;

namespace Portal.Core.Tests.Delinquency;

/// <summary>A city with a rule pack in force and two people who work its ladder.</summary>
internal sealed class LadderTown(City city)
{
    public static readonly Actor Ann = new("staff:ann");
    public static readonly Actor Ben = new("staff:ben");

    public City City => city;

    public static async Task<LadderTown> CreateAsync(string pack = "us-ca")
    {
        var town = new LadderTown(await City.CreateAsync());
        await town.AdoptAsync(RulePack.ShippedText(pack));
        return town;
    }

    public async Task<PackVersion> AdoptAsync(string document)
    {
        var version = City.Done(await city.AskAsync<DraftPack, Outcome<PackVersion>>(act => act.RunAsync(
            new(Guid.CreateVersion7(), city.Today, document, Ann), default)));
        City.Done(await city.AskAsync<ReleasePack, Outcome<PackRelease>>(act => act.RunAsync(
            new(version.Id, Ben), default)));
        return version;
    }

    /// <summary>Previews, releases and does a run. Null when there was nothing to look at.</summary>
    public async Task<Guid?> NightAsync()
    {
        var run = Guid.CreateVersion7();
        if (await city.AskAsync<PreviewDelinquencyRun, Outcome<DelinquencyRun>>(act =>
            act.RunAsync(new(run, Ann), default)) is Outcome<DelinquencyRun>.Refused)
        {
            return null;
        }

        City.Done(await city.AskAsync<ReleaseDelinquencyRun, Outcome<DelinquencyRunRelease>>(act =>
            act.RunAsync(new(run, Ben), default)));
        while (City.Done(await city.AskAsync<PostDelinquencyRun, Outcome<int>>(act => act.RunAsync(run, default))) > 0)
        {
        }

        return run;
    }

    /// <summary>Somebody who answers for holds.</summary>
    public async Task<Guid> OwnerAsync()
    {
        var user = await city.ResidentAsync("Olga Owner");
        await city.ReadAsync(db =>
        {
            db.Add(new StaffMember
            {
                UserId = user.Id, Role = StaffRole.Supervisor, StartedAt = city.Clock.GetUtcNow(),
            });
            return db.SaveChangesAsync();
        });
        return user.Id;
    }

    public void NextDay() => city.Clock.Advance(TimeSpan.FromDays(1));

    public Task<DelinquencyCase?> CaseAsync(CustomerAccount account) => city.ReadAsync(db =>
        db.Set<DelinquencyCase>().AsNoTracking().Where(c => c.CustomerAccountId == account.Id)
            .OrderByDescending(c => c.OpenedOn).ThenByDescending(c => c.Id).FirstOrDefaultAsync());

    public Task<List<DelinquencyStep>> StepsAsync(Guid caseId) => city.ReadAsync(db =>
        db.Set<DelinquencyStep>().AsNoTracking().Where(s => s.CaseId == caseId).OrderBy(s => s.No).ToListAsync());

    public Task<Outcome<DelinquencyStep>> ContactAsync(CustomerAccount account, ContactResult result) =>
        city.AskAsync<LogContact, Outcome<DelinquencyStep>>(act => act.RunAsync(
            new(account.Id, result, "Called 555-0100.", Ann), default));

    /// <summary>Walks day by day until a case is at a state; a door notice is left as soon as it can be.</summary>
    public async Task WalkToAsync(CustomerAccount account, CaseState state, int mostDays = 150)
    {
        for (var day = 0; day < mostDays; day++)
        {
            await NightAsync();
            var now = await CaseAsync(account);
            if (now?.State == state) { return; }

            NextDay();
        }

        var why = await city.ReadAsync(db => db.Set<DelinquencyRunAccount>().OrderByDescending(a => a.DoneAt)
            .Select(a => a.Skipped).FirstOrDefaultAsync());
        throw new InvalidOperationException($"{state} was not reached: {why}.");
    }

    /// <summary>Walks until the printed day, with nobody reached and a notice left at the door.</summary>
    public async Task WalkToPrintedDayAsync(CustomerAccount account)
    {
        await WalkToAsync(account, CaseState.Noticed);
        for (var day = 0; day < 60; day++)
        {
            NextDay();
            await NightAsync();
            if ((await CaseAsync(account))!.ShutOffOn <= city.Today.AddDays(4)) { break; }
        }

        City.Done(await ContactAsync(account, ContactResult.NotReached));
        City.Done(await ContactAsync(account, ContactResult.Posted));
        while ((await CaseAsync(account))!.ShutOffOn > city.Today)
        {
            NextDay();
            await NightAsync();
        }
    }

    /// <summary>Lists today's shut-offs and approves them; null when nobody may be listed.</summary>
    public async Task<ShutOffList?> ListAsync()
    {
        var made = await city.AskAsync<ListShutOffs, Outcome<ShutOffList>>(act => act.RunAsync(
            new(Guid.CreateVersion7(), city.Today, Ann), default));
        return made is Outcome<ShutOffList>.Done(var list)
            ? City.Done(await city.AskAsync<ApproveShutOffs, Outcome<ShutOffList>>(act => act.RunAsync(
                new(list.Id, Ben), default)))
            : null;
    }

    public Task<ShutOffOrder> OrderAsync(CustomerAccount account) => city.ReadAsync(db =>
        db.Set<ShutOffOrder>().AsNoTracking().Where(o => o.CustomerAccountId == account.Id)
            .OrderByDescending(o => o.ChangedAt).ThenByDescending(o => o.Id).FirstAsync());

    public Task<Outcome<ShutOffOrder>> DispatchAsync(Guid orderId) =>
        city.AskAsync<DispatchShutOff, Outcome<ShutOffOrder>>(act => act.RunAsync(new(orderId, Ann), default));

    public Task<Outcome<ShutOffOrder>> RecordAsync(Guid orderId, string? failure = null) =>
        city.AskAsync<RecordShutOff, Outcome<ShutOffOrder>>(act => act.RunAsync(
            new(orderId, failure is null, failure, Ann), default));

    /// <summary>Ordered, dispatched and shut off.</summary>
    public async Task<ShutOffOrder> ShutOffAsync(CustomerAccount account)
    {
        await WalkToPrintedDayAsync(account);
        await ListAsync();
        var order = City.Done(await DispatchAsync((await OrderAsync(account)).Id));
        return City.Done(await RecordAsync(order.Id));
    }
}
