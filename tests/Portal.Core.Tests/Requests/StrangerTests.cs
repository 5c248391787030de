using Microsoft.EntityFrameworkCore;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.People;
using Portal.Core.Requests;
using Portal.Core.Requests.Moving;
using Portal.Core.Requests.Strangers;
using Portal.Core.Requests.Uploads;
using Portal.Testing;

namespace Portal.Core.Tests.Requests;

/// <summary>Asking without signing in: a mailed link first, then the same requests as everybody's.</summary>
public sealed class StrangerTests(City city) : IClassFixture<City>
{
    private int _networks;

    [Fact]
    public async Task Asking_for_a_link_keeps_the_address_alone_and_says_the_same_to_everybody()
    {
        var rosa = await city.ResidentAsync("Rosa");

        City.Done(await LinkAsync("nobody@example.com"));
        City.Done(await LinkAsync(rosa.Email!));

        var mails = await city.ReadAsync(db => db.OutboxMails.AsNoTracking().Where(m => m.Kind == "asking_link")
            .Where(m => m.ToAddress == "nobody@example.com" || m.ToAddress == rosa.Email).ToListAsync());
        Assert.Equal(2, mails.Count);
        Assert.Equal(mails[0].Subject, mails[1].Subject);
        Assert.All(mails, m => Assert.True(m.HoldsSecret));
        Assert.Equal(0, await city.ReadAsync(db => db.Set<Stranger>().CountAsync(s => s.Email == rosa.Email)));
    }

    [Fact]
    public async Task By_the_link_they_ask_once_with_a_number_and_a_letter_that_opens_its_page()
    {
        var key = await KeyAsync("ana@example.com");

        var asked = City.Done(await AskAsync(key));
        var again = City.Done(await AskAsync(key));

        Assert.Equal(asked.Id, again.Id);
        Assert.Null(asked.UserId);
        Assert.NotNull(asked.StrangerId);
        Assert.Equal(["asking_link", "request_opened"], await KindsToAsync("ana@example.com"));
        var holder = await HolderAsync(await PageKeyAsync("ana@example.com"));
        Assert.Equal("Ana Ruiz", holder!.Who.Name);
        Assert.Equal(asked.Id, await city.ReadAsync(db => db.RequestsOf(holder).Select(r => r.Id).SingleAsync()));
    }

    [Fact]
    public async Task Eight_sends_of_one_link_at_once_ask_once()
    {
        var key = await KeyAsync("eight@example.com");

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => AskAsync(key)));

        Assert.Single(outcomes.Select(o => City.Done(o).Id).Distinct());
        Assert.Equal(1, await city.ReadAsync(db => db.Set<Stranger>().CountAsync(s => s.Email == "eight@example.com")));
    }

    [Fact]
    public async Task They_write_reopen_and_rate_as_residents_do_and_only_in_their_own()
    {
        var clerk = await city.ClerkAsync();
        var asked = City.Done(await AskAsync(await KeyAsync("bo@example.com")));
        var other = City.Done(await AskAsync(await KeyAsync("cy@example.com")));
        var bo = (await HolderAsync(await PageKeyAsync("bo@example.com")))!;
        City.Done(await city.AnswerAsync(asked, clerk));

        City.Done(await city.AskAsync<RateAnswer, Outcome<RequestRating>>(
            act => act.RunAsync(new(asked.Id, bo, 4, null), default)));
        City.Done(await WriteAsync(asked, bo));

        Assert.Equal(RequestState.Reopened, (await city.NowAsync(asked)).State);
        Assert.Equal(
            ["asking_link", "request_opened", "request_answered", "request_reopened"],
            await KindsToAsync("bo@example.com"));
        Assert.Equal("Request_NotFound", (await WriteAsync(other, bo)).Key());
        Assert.Equal($"stranger:{bo.Who.Id}", await city.ReadAsync(db => db.Set<RequestEvent>()
            .Where(e => e.RequestId == asked.Id && e.Act == RequestAct.Reopen).Select(e => e.By).SingleAsync()));
    }

    [Theory]
    [InlineData("", "Asking_LinkSpent")]
    [InlineData("nonsense", "Asking_LinkSpent")]
    public async Task A_link_that_is_none_opens_nothing(string key, string refusal) =>
        Assert.Equal(refusal, (await AskAsync(key)).Key());

    [Fact]
    public async Task They_ask_about_no_account_even_when_they_know_its_id()
    {
        var account = await city.AccountAsync();
        var asker = City.Done(await OpenAsync(await KeyAsync("dee@example.com")));

        var refused = await city.AskAsync<AskQuestion, Outcome<CustomerRequest>>(act => act.RunAsync(
            new(Guid.CreateVersion7(), asker, "bill", account.Id, "Tell me", []), default));

        Assert.Equal("Account_NotFound", refused.Key());
    }

    [Fact]
    public async Task Service_is_asked_for_with_an_id_that_the_link_never_hands_out_again()
    {
        var asker = City.Done(await OpenAsync(await KeyAsync("eve@example.com", AskingPurpose.Start)));
        var day = new OfficeDays([6, 7], []).Add(city.Today, 5);
        var told = await city.AskAsync<PortalDbContext, Core.Money.Usd?>(db => DepositTold.OfAsync(
            db, null, new BusinessClock(city.Clock, TimeZoneInfo.FindSystemTimeZoneById("America/Los_Angeles")),
            default));
        Task<Outcome<CustomerRequest>> StartAsync(params Upload[] files) =>
            city.AskAsync<AskToMove, Outcome<CustomerRequest>>(act => act.RunAsync(
                new(Guid.CreateVersion7(), asker, null, null,
                    new(null, "9 New Rd", day, Occupancy.Tenant, "Eve", "916 555 0100"), null, told, files), default));

        Assert.Equal("Move_IdentityMissing", (await StartAsync()).Key());
        var asked = City.Done(await StartAsync(new Upload("id.jpg", Pictures.Jpeg(9, 9))));

        var eve = (await HolderAsync(await PageKeyAsync("eve@example.com")))!;
        Assert.Equal(RequestKind.Start, asked.Kind);
        Assert.Equal(0, await city.ReadAsync(db => db.FilesOf(eve).CountAsync()));
        Assert.Equal(1, await city.ReadAsync(db => db.Set<RequestFile>().CountAsync(f => f.EventId == asked.Id)));
    }

    [Fact]
    public async Task Links_to_one_mailbox_and_from_one_network_are_counted()
    {
        for (var sent = 0; sent < RateLimit.MailTo.Burst; sent++) { City.Done(await LinkAsync("full@example.com")); }

        Assert.Equal("TooManyTries", (await LinkAsync("full@example.com")).Key());
        Assert.Equal("Asking_PurposeMissing Mail_AddressNotUsable", (await city.AskAsync<AskForLink, Outcome<bool>>(
            act => act.RunAsync(new("a b", null, "en", "10.9.9.9"), default))).Key());
    }

    private Task<Outcome<bool>> LinkAsync(string email, AskingPurpose purpose = AskingPurpose.Question) =>
        city.AskAsync<AskForLink, Outcome<bool>>(
            act => act.RunAsync(new(email, purpose, "en", $"10.8.0.{++_networks}"), default));

    private async Task<string> KeyAsync(string email, AskingPurpose purpose = AskingPurpose.Question)
    {
        City.Done(await LinkAsync(email, purpose));
        return await MailedAsync(email, "/ask/");
    }

    private Task<string> PageKeyAsync(string email) => MailedAsync(email, "/ask/request");

    private async Task<string> MailedAsync(string email, string page)
    {
        var words = await city.ReadAsync(db => db.OutboxMails.Where(m => m.ToAddress == email).OrderBy(m => m.Id)
            .Select(m => m.Text).ToListAsync());
        return words.SelectMany(t => t.Split()).Last(w => w.Contains(page, StringComparison.Ordinal)).Split("key=")[1];
    }

    private Task<Outcome<Asker>> OpenAsync(string key) => city.AskAsync<OpenAskingLink, Outcome<Asker>>(
        act => act.RunAsync(new(key, " Ana  Ruiz ", null, $"10.8.1.{Interlocked.Increment(ref _networks)}"), default));

    private async Task<Outcome<CustomerRequest>> AskAsync(string key) => await OpenAsync(key) switch
    {
        Outcome<Asker>.Done(var asker) => await city.AskAsync<AskQuestion, Outcome<CustomerRequest>>(
            act => act.RunAsync(new(Guid.CreateVersion7(), asker, "other", null, "Hello", []), default)),
        Outcome<Asker>.Refused(var refusal) => refusal,
        _ => throw new InvalidOperationException("Outcome has two cases."),
    };

    private Task<Asker.Unknown?> HolderAsync(string key) =>
        city.AskAsync<StrangerKeys, Asker.Unknown?>(keys => keys.HolderAsync(key, default));

    private Task<Outcome<CustomerRequest>> WriteAsync(CustomerRequest request, Asker asker) =>
        city.AskAsync<WriteMessage, Outcome<CustomerRequest>>(act => act.RunAsync(
            new(Guid.CreateVersion7(), request.Id, asker, "More", []), default));

    private Task<List<string>> KindsToAsync(string email) => city.ReadAsync(db => db.OutboxMails
        .Where(m => m.ToAddress == email).OrderBy(m => m.Id).Select(m => m.Kind).ToListAsync());
}
