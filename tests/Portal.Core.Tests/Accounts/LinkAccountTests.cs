using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Portal.Core.Accounts;
using Portal.Core.Accounts.Access;
using Portal.Core.Accounts.Contacts;
using Portal.Core.Common;
using Portal.Core.People;
using Portal.Testing;

namespace Portal.Core.Tests.Accounts;

/// <summary>Who shows that they have an account's bill may see and pay it, until that ends.</summary>
public sealed class LinkAccountTests(City city) : IClassFixture<City>
{
    [Fact]
    public async Task Number_and_pin_link_an_account_however_they_are_typed_and_the_contact_on_file_is_told()
    {
        var user = await city.ResidentAsync("Ana Ruiz");
        var account = await city.AccountAsync(email: "on.file@example.com");

        var typed = $" {account.Number[..3]}-{account.Number[3..]} ";
        Assert.Equal(account.Id, City.Done(await LinkAsync(user, typed, $"{account.Pin[..3]} {account.Pin[3..]}")));

        Assert.Equal([account.Id], await SeesAsync(user));
        Assert.Equal(["LinkAccount"], await ActsAsync(account));
        var mail = Assert.Single(await city.ReadAsync(db =>
            db.OutboxMails.Where(m => m.CustomerAccountId == account.Id).ToListAsync()));
        Assert.Equal(("account_linked", "on.file@example.com"), (mail.Kind, mail.ToAddress));
    }

    [Fact]
    public async Task A_customer_without_an_address_is_told_by_a_letter_and_not_who_linked()
    {
        var user = await city.ResidentAsync("Ana Ruiz");
        var account = await city.AccountAsync();

        City.Done(await LinkAsync(user, account.Number, account.Pin));

        Assert.Equal(0, await city.ReadAsync(db => db.OutboxMails.CountAsync(m => m.CustomerAccountId == account.Id)));
        var task = await city.ReadAsync(db => db.OfficeTasks.SingleAsync(t => t.CustomerAccountId == account.Id));
        Assert.Equal("letter_by_post", task.Kind);
        Assert.Contains("was linked to an online sign-in", task.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_last_with_full_access_does_not_unlink_while_others_are_in()
    {
        var account = await city.AccountAsync();
        var (user, other) = (await city.ResidentAsync("Ana Ruiz", account), await city.ResidentAsync("Bo", account));
        await city.ReadAsync(db => db.AccountLinks.Where(l => l.UserId == other.Id)
            .ExecuteUpdateAsync(l => l.SetProperty(x => x.Level, AccountLevel.Pay)));

        Assert.Equal("Access_LastFull", Why(await UnlinkAsync(user, account)));

        Assert.Equal([account.Id], await SeesAsync(user));
    }

    [Fact]
    public async Task Linking_eight_times_at_once_makes_one_link()
    {
        var (user, account) = (await city.ResidentAsync("Ana Ruiz"), await city.AccountAsync());

        var answers = await Task.WhenAll(
            Enumerable.Range(0, 8).Select(_ => LinkAsync(user, account.Number, account.Pin)));

        Assert.All(answers, answer => Assert.Equal(account.Id, City.Done(answer)));
        Assert.Equal(1, await city.ReadAsync(db => db.AccountLinks.CountAsync(l => l.CustomerAccountId == account.Id)));
        Assert.Equal(["LinkAccount"], await ActsAsync(account));
    }

    [Fact]
    public async Task A_closed_account_is_refused_to_who_has_its_pin_and_not_told_of_to_others()
    {
        var (user, account) = (await city.ResidentAsync("Ana Ruiz"), await city.AccountAsync());
        await city.ReadAsync(db => db.CustomerAccounts.Where(a => a.Id == account.Id)
            .ExecuteUpdateAsync(a => a.SetProperty(x => x.ClosedOn, city.Today)));

        Assert.Equal("Link_Closed", Refused(await LinkAsync(user, account.Number, account.Pin)));
        Assert.Equal("Link_NoMatch", Refused(await LinkAsync(user, account.Number, "999999")));
        Assert.Empty(await SeesAsync(user));
        Assert.Empty(await ActsAsync(account));
    }

    [Fact]
    public async Task A_wrong_pin_and_a_number_that_does_not_exist_are_refused_alike()
    {
        var (user, account) = (await city.ResidentAsync("Ana Ruiz"), await city.AccountAsync());

        Assert.Equal("Link_NoMatch", Refused(await LinkAsync(user, account.Number, "999999")));
        Assert.Equal("Link_NoMatch", Refused(await LinkAsync(user, "9999999999", account.Pin)));
        Assert.Empty(await SeesAsync(user));
    }

    [Fact]
    public async Task Unlinking_ends_the_right_of_that_resident_alone_and_it_can_be_linked_again()
    {
        var account = await city.AccountAsync();
        var (user, other) = (await city.ResidentAsync("Ana Ruiz", account), await city.ResidentAsync("Bo", account));

        City.Done(await UnlinkAsync(user, account));
        Assert.Equal("Access_NotYours", Why(await UnlinkAsync(user, account)));

        Assert.Empty(await SeesAsync(user));
        Assert.Equal([account.Id], await SeesAsync(other));
        Assert.Equal(["EndAccess"], await ActsAsync(account));
        City.Done(await LinkAsync(user, account.Number, account.Pin));
        Assert.Equal([account.Id], await SeesAsync(user));
    }

    [Fact]
    public async Task What_another_resident_linked_cannot_be_unlinked()
    {
        var account = await city.AccountAsync();
        var owner = await city.ResidentAsync("Ana Ruiz", account);

        Assert.Equal("Access_NotYours", Why(await UnlinkAsync(await city.ResidentAsync("Bo"), account)));

        Assert.Equal([account.Id], await SeesAsync(owner));
    }

    private async Task<Outcome<Guid>> LinkAsync(PortalUser user, string number, string pin)
    {
        await using var scope = city.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<Core.Data.PortalDbContext>();
        var act = new LinkAccount(
            db, new TakeToken(db, city.Clock), scope.ServiceProvider.GetRequiredService<TellCustomer>(),
            scope.ServiceProvider.GetRequiredService<BusinessClock>());
        return await act.RunAsync(new(user.Id, number, pin, $"192.0.2.{user.Id}"), default);
    }

    private Task<Outcome<bool>> UnlinkAsync(PortalUser user, CustomerAccount account) =>
        city.AskAsync<EndAccess, Outcome<bool>>(act => act.RunAsync(
            new(new(user.Id, Guid.Empty), account.Id, LinkId: null), default));

    private Task<List<Guid>> SeesAsync(PortalUser user) =>
        city.ReadAsync(db => db.VisibleTo(user.Id).Select(a => a.Id).ToListAsync());

    private Task<List<string>> ActsAsync(CustomerAccount account) => city.ReadAsync(db => db.AuditEntries
        .Where(a => a.CustomerAccountId == account.Id).OrderBy(a => a.At).Select(a => a.Act).ToListAsync());

    private static string Why(Outcome<bool> outcome) =>
        Assert.IsType<Outcome<bool>.Refused>(outcome).Refusal.Key;

    private static string Refused(Outcome<Guid> outcome) =>
        Assert.IsType<Outcome<Guid>.Refused>(outcome).Refusal.Key;
}
