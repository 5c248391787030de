using Microsoft.EntityFrameworkCore;
using Portal.Core.Accounts;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Money;
using Portal.Core.People;
using Portal.Core.Requests;
using Portal.Core.Requests.Moving;
using Portal.Core.Staff;
using Portal.Testing;

namespace Portal.Core.Tests.Requests;

/// <summary>Asking for service to start, stop or move: days, proof of identity, and who may see it.</summary>
public sealed class AskToMoveTests(City city) : IClassFixture<City>
{
    [Fact]
    public async Task Both_halves_of_a_move_are_asked_for_once()
    {
        var (account, rosa) = await ServedAsync();
        var operation = Guid.CreateVersion7();

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => AskAsync(rosa, account, operation)));

        Assert.All(answers, a => Assert.Equal(operation, City.Done(a).Id));
        var asked = await city.ReadAsync(db => db.Set<ServiceRequest>().SingleAsync(s => s.RequestId == operation));
        Assert.Equal(("77 New Rd", account.PremiseId), (asked.StartPlace, asked.StopPremiseId));
        Assert.Equal(RequestKind.Move, (await city.ReadAsync(db => db.Set<CustomerRequest>()
            .SingleAsync(r => r.Id == operation))).Kind);
    }

    [Fact]
    public async Task Eight_forms_at_once_ask_to_stop_a_place_once()
    {
        var (account, rosa) = await ServedAsync();

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => AskAsync(rosa, account)));

        Assert.Single(answers, a => a.Key() == "done");
        Assert.All(
            answers.Where(a => a.Key() != "done"),
            a => Assert.Contains("Move_Asked", a.Key(), StringComparison.Ordinal));
    }

    [Fact]
    public async Task Every_reason_is_said_at_once()
    {
        var (account, rosa) = await ServedAsync();
        var saturday = new DateOnly(2026, 11, 28);

        var refused = await city.AskAsync<AskToMove, Outcome<CustomerRequest>>(act => act.RunAsync(
            new(Guid.CreateVersion7(), rosa.Id, account.Id, new(Guid.NewGuid(), city.Today, null),
                new(null, " ", saturday, null, "", "12"), null, null, []), default));

        Assert.Equal(
            "Move_PlaceMissing Move_TooSoon_Stop Move_StartPlaceMissing Move_OfficeClosed_Start "
                + "Move_OccupancyMissing Move_NameMissing Move_PhoneMissing",
            refused.Key());
    }

    [Fact]
    public async Task Who_manages_one_of_a_customers_accounts_turns_none_of_their_mail_elsewhere()
    {
        var (account, rosa) = await ServedAsync();
        await city.ReadAsync(db => db.Database.ExecuteSqlAsync($"""
            insert into customer_account (id, number, customer_id, premise_id, pin, opened_on)
            select gen_random_uuid(), '7' || right(number, 9), customer_id, premise_id, pin, opened_on
            from customer_account where id = {account.Id}
            """));
        var stop = new AskToMove.Stop(
            account.PremiseId, OpenDay(), new("9 Far Road", null, "Elsewhere", "OR", "97001", "US"));

        Assert.Equal("Move_ForwardingNotYours", (await StopAsync(rosa, account, stop)).Key());
        Assert.Equal("done", (await StopAsync(rosa, account, stop with { Forwarding = null })).Key());
    }

    [Fact]
    public async Task An_address_that_no_carrier_finds_is_told_by_its_part()
    {
        var (account, rosa) = await ServedAsync();

        Assert.Equal(
            "Address_StreetMissing Address_StateUnknown Address_ZipWrong",
            (await StopAsync(rosa, account, new(
                account.PremiseId, OpenDay(), new(" ", null, "Puebla", "PUE", "7200", "US")))).Key());
    }

    [Fact]
    public async Task Who_is_new_proves_who_they_are_and_only_few_see_it()
    {
        var newcomer = await city.ResidentAsync("Ana");
        var (technician, supervisor) = (await city.ClerkAsync(), await city.ClerkAsync("Sam"));
        Assert.Equal("Move_IdentityMissing", (await StartAsync(newcomer)).Key());

        var request = City.Done(await StartAsync(newcomer, new Core.Requests.Uploads.Upload(
            "license.jpg", Pictures.Jpeg(20, 20))));

        var file = await city.ReadAsync(db => db.Set<RequestFile>().SingleAsync(f => f.EventId == request.Id));
        Assert.True(file.IsRestricted);
        Assert.Equal("File_NotFound", (await OpenAsync(file.Id, technician, may: false)).Key());
        Assert.Equal(file.Content, City.Done(await OpenAsync(file.Id, supervisor, may: true)).Content);
        Assert.Equal([supervisor], await city.ReadAsync(db => db.Set<RequestFileView>()
            .Where(v => v.FileId == file.Id).Select(v => v.StaffUserId).ToListAsync()));
        var look = Assert.Single(await city.ReadAsync(db => FileLook.OfAsync(db, request.Id, default)));
        Assert.Equal((file.Name, "Sam"), (look.FileName, look.StaffName));
        Assert.Equal([file.Id], await city.ReadAsync(db => db.FilesOf(newcomer.Id).Select(f => f.Id).ToListAsync()));
        Assert.DoesNotContain(Can.SeeIdentity, Can.BundleOf(StaffRole.Technician));
        Assert.Contains(Can.SeeIdentity, Can.BundleOf(StaffRole.Supervisor));
    }

    [Fact]
    public async Task An_identity_is_compared_once()
    {
        var newcomer = await city.ResidentAsync("Ana");
        var clerk = await city.ClerkAsync();
        var request = City.Done(await StartAsync(newcomer, new Core.Requests.Uploads.Upload(
            "license.jpg", Pictures.Jpeg(20, 20))));

        var checks = await Task.WhenAll(new[] { true, false, true, false }.Select(yes =>
            city.AskAsync<CheckIdentity, Outcome<IdentityCheck>>(
                act => act.RunAsync(new(request.Id, yes, "Passport", clerk), default))));

        Assert.Single(checks.Select(c => City.Done(c).IsConfirmed).Distinct());
    }

    [Fact]
    public async Task The_deposit_that_was_told_must_still_be_it()
    {
        var newcomer = await city.ResidentAsync("Ana");

        var refused = await StartAsync(newcomer, new Core.Requests.Uploads.Upload("a.jpg", Pictures.Jpeg(9, 9)), 1);

        Assert.StartsWith("Move_Deposit", refused.Key(), StringComparison.Ordinal);
    }

    private Task<Outcome<RequestFile>> OpenAsync(Guid file, Guid staff, bool may) =>
        city.AskAsync<OpenRequestFile, Outcome<RequestFile>>(act => act.RunAsync(new(file, staff, may, null), default));

    private async Task<Outcome<CustomerRequest>> StartAsync(
        PortalUser user, Core.Requests.Uploads.Upload? identity = null, long? deposit = null)
    {
        var told = await city.AskAsync<PortalDbContext, Usd?>(db => DepositTold.OfAsync(
            db, null, new BusinessClock(city.Clock, TimeZoneInfo.FindSystemTimeZoneById("America/Los_Angeles")),
            default));
        return await city.AskAsync<AskToMove, Outcome<CustomerRequest>>(act => act.RunAsync(
            new(Guid.CreateVersion7(), user.Id, null, null, Start(), null,
                deposit is { } cents ? new Usd(cents) : told, identity is null ? [] : [identity]), default));
    }

    private AskToMove.Start Start() =>
        new(null, "77 New Rd", OpenDay(), Occupancy.Tenant, "Ana Ruiz", "(916) 555-0100");

    private Task<Outcome<CustomerRequest>> AskAsync(PortalUser user, CustomerAccount account, Guid? operation = null) =>
        city.AskAsync<AskToMove, Outcome<CustomerRequest>>(act => act.RunAsync(
            new(operation ?? Guid.CreateVersion7(), user.Id, account.Id, new(account.PremiseId, OpenDay(), null),
                Start(), null, null, []), default));

    private Task<Outcome<CustomerRequest>> StopAsync(PortalUser user, CustomerAccount account, AskToMove.Stop stop) =>
        city.AskAsync<AskToMove, Outcome<CustomerRequest>>(act => act.RunAsync(
            new(Guid.CreateVersion7(), user.Id, account.Id, stop, null, null, null, []), default));

    private DateOnly OpenDay() => new OfficeDays([6, 7], []).Add(city.Today, 5);

    private async Task<(CustomerAccount Account, PortalUser Rosa)> ServedAsync()
    {
        var account = await city.AccountAsync();
        await city.ReadAsync(db =>
        {
            var point = new ServicePoint
            {
                Id = Guid.CreateVersion7(), PremiseId = account.PremiseId, Service = UtilityService.Refuse,
            };
            db.AddRange(point, new ServiceAgreement
            {
                Id = Guid.CreateVersion7(), CustomerAccountId = account.Id, ServicePointId = point.Id,
                CustomerClass = CustomerClass.Residential, StartsOn = city.Today.AddYears(-1),
            });
            return db.SaveChangesAsync();
        });
        return (account, await city.ResidentAsync("Rosa", account));
    }
}
