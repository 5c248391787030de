using Npgsql;
using Portal.Core.Accounts;
using Portal.Core.Accounts.Record;
using Portal.Core.Common;
using Portal.Core.Staff;
using Portal.Testing;

namespace Portal.Core.Tests.Staff;

/// <summary>Every look at a customer leaves a row that nobody can change.</summary>
public sealed class RecordCustomerViewTests(City city) : IClassFixture<City>
{
    [Fact]
    public async Task A_look_is_recorded_with_who_when_why_where_and_from()
    {
        var (staff, account) = (await StaffAsync(), await city.AccountAsync());

        var view = City.Done(await LookAsync(staff, account, "call", "ticket 4711"));

        Assert.Equal(
            (staff, account.Id, "/office/accounts", "call: ticket 4711", "192.0.2.7", city.Clock.GetUtcNow()),
            (view.StaffUserId, view.CustomerAccountId, view.Page, view.Reason, view.Address, view.At));
    }

    [Fact]
    public async Task Without_a_reason_it_is_refused_and_nothing_is_recorded()
    {
        var (staff, account) = (await StaffAsync(), await city.AccountAsync());

        Assert.Equal("View_ReasonMissing", await RefusalAsync(LookAsync(staff, account, reason: null)));
        Assert.Equal("View_ReasonMissing", await RefusalAsync(LookAsync(staff, account, "curious")));
        Assert.Equal("View_WordsMissing", await RefusalAsync(LookAsync(staff, account, "other", " ")));
        Assert.Equal("View_WordsTooLong", await RefusalAsync(LookAsync(staff, account, "call", new string('x', 201))));
        Assert.Empty((await TrailAsync(account)).Views);
    }

    [Fact]
    public async Task A_reason_holds_for_that_account_and_person_until_the_day_ends()
    {
        var (staff, other) = (await StaffAsync(), await StaffAsync());
        var (account, neighbour) = (await city.AccountAsync(), await city.AccountAsync());
        await LookAsync(staff, account, "counter");

        Assert.Equal("counter", City.Done(await LookAsync(staff, account, reason: null)).Reason);
        Assert.Equal("View_ReasonMissing", await RefusalAsync(LookAsync(staff, neighbour, reason: null)));
        Assert.Equal("View_ReasonMissing", await RefusalAsync(LookAsync(other, account, reason: null)));

        city.Clock.Advance(TimeSpan.FromHours(24));
        Assert.Equal("View_ReasonMissing", await RefusalAsync(LookAsync(staff, account, reason: null)));
        Assert.Equal(2, (await TrailAsync(account)).ViewCount);
    }

    [Theory]
    [InlineData("update customer_view set reason = 'work'")]
    [InlineData("delete from customer_view")]
    [InlineData("truncate customer_view")]
    public async Task The_program_itself_cannot_change_what_was_recorded(string sql)
    {
        await LookAsync(await StaffAsync(), await city.AccountAsync(), "call");

        await using var asApp = city.Database.App.CreateCommand(sql);
        await using var owner = NpgsqlDataSource.Create(city.Database.OwnerConnectionString);
        await using var asOwner = owner.CreateCommand(sql);

        var refused = await Assert.ThrowsAsync<PostgresException>(() => asApp.ExecuteNonQueryAsync());
        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, refused.SqlState);
        var stopped = await Assert.ThrowsAsync<PostgresException>(() => asOwner.ExecuteNonQueryAsync());
        Assert.StartsWith("tr_customer_view_", stopped.ConstraintName, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_pin_is_given_only_against_ones_own_fresh_look_at_it()
    {
        var (staff, other, account) = (await StaffAsync(), await StaffAsync(), await city.AccountAsync());
        var now = city.Clock.GetUtcNow();
        var look = City.Done(await LookAsync(staff, account, "other", "lost bill", "/office/accounts/1/pin"));
        var page = City.Done(await LookAsync(staff, account, "call"));

        Assert.Equal(account.Pin, await PinAsync(account, staff, look.Id, now));
        Assert.Null(await PinAsync(account, other, look.Id, now));
        Assert.Null(await PinAsync(account, staff, page.Id, now));
        Assert.Null(await PinAsync(account, staff, null, now));
        Assert.Null(await PinAsync(account, staff, look.Id, now.AddSeconds(1)));
        Assert.Null(await PinAsync(await city.AccountAsync(), staff, look.Id, now));
    }

    private Task<string?> PinAsync(CustomerAccount account, Guid staff, Guid? look, DateTimeOffset since) =>
        city.ReadAsync(db => AccountPin.ForAsync(db, account.Id, staff, look, since, default));

    private Task<AccountTrail> TrailAsync(CustomerAccount account) =>
        city.ReadAsync(db => AccountTrail.OfAsync(db, account.Id, default));

    private Task<Outcome<CustomerView>> LookAsync(
        Guid staff, CustomerAccount account, string? reason, string? words = null, string page = "/office/accounts") =>
        city.ReadAsync(db => new RecordCustomerView(
            db, new Portal.Core.Payments.RaiseOfficeTask(db, city.Clock),
            new BusinessClock(city.Clock, TimeZoneInfo.Utc)).RunAsync(
            new(staff, account.Id, page, "192.0.2.7") { Reason = reason, Words = words }, default));

    private static async Task<string> RefusalAsync(Task<Outcome<CustomerView>> look) =>
        Assert.IsType<Outcome<CustomerView>.Refused>(await look).Refusal.Key;

    private async Task<Guid> StaffAsync()
    {
        var user = await city.ResidentAsync("Terry Technician");
        await city.ReadAsync(db =>
        {
            db.Add(new StaffMember
            {
                UserId = user.Id, Role = StaffRole.Technician, StartedAt = city.Clock.GetUtcNow(),
            });
            return db.SaveChangesAsync();
        });
        return user.Id;
    }
}
