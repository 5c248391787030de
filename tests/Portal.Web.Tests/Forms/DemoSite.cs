using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Portal.Core.Accounts;
using Portal.Core.Data.Seeds;
using Portal.Core.Money;
using Portal.Core.People;
using Portal.Core.Requests.Replies;
using Portal.Testing;

namespace Portal.Web.Tests.Forms;

/// <summary>
/// The site over a demo city of its own, and those who go there: a resident of five accounts with a metered home beside
/// them, a guest with a paper bill, a technician, a supervisor and an administrator.
/// </summary>
public sealed class DemoSite : IAsyncLifetime
{
    private const int Accounts = 20;

    private IReadOnlyList<Visitor>? _everybody;

    public PayingSite Paying { get; } = new();

    /// <summary>What the guest holds.</summary>
    public CustomerAccount PaperBill { get; private set; } = null!;

    /// <summary>Lives in the accounts of the demo's cast.</summary>
    public PortalUser Resident { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        await Paying.InitializeAsync();
        await using (var scope = Paying.Services.CreateAsyncScope())
        {
            City.Done(await scope.ServiceProvider.GetRequiredService<SeedDemoCity>()
                .RunAsync(new(Accounts, 1), default));
        }

        // Of nobody known: it waits for the office, which joins or discards it.
        await Paying.City.AskAsync<TakeMail, bool>(async take =>
        {
            await take.RunAsync("From: someone@example.com\nSubject: Hello\n\nIs it mine?\n"u8.ToArray(), "1", default);
            return true;
        });
        var cast = await Paying.City.ReadAsync(db => db.CustomerAccounts.AsNoTracking()
            .OrderByDescending(a => a.Balance).Take(5).ToListAsync());
        var home = await MeteredHome.InAsync(Paying.City, "home@example.com");
        await Paying.City.BillAsync(home.Account, new Usd(80_00));
        await Paying.City.PayAsync(home.Account, new Usd(30_00));
        PaperBill = await Paying.City.AccountOwingAsync(64.00m);
        Resident = await Paying.UserAsync([home.Account, .. cast]);
    }

    public Task DisposeAsync() => Paying.DisposeAsync();

    /// <summary>Everybody who meets forms, with those they were found to meet.</summary>
    public async Task<IReadOnlyList<Visitor>> EverybodyAsync() => _everybody ??=
    [
        await VisitorAsync(GuestAsync), await VisitorAsync(() => Paying.SignInAsync(Resident)),
        await VisitorAsync(Paying.TechnicianAsync), await VisitorAsync(Paying.SupervisorAsync),
        await VisitorAsync(Paying.AdministratorAsync),
    ];

    /// <summary>
    /// All visitors at once, in browsers of their own; each form of one after the other, those of their sign-in last,
    /// for these end sessions.
    /// </summary>
    /// <returns>How many forms it was done with.</returns>
    public async Task<int> ForEachFormAsync(Func<SiteBrowser, FormCrawl.Found, Task<bool>> ask)
    {
        var visits = new List<Task<int>>();
        foreach (var visitor in await EverybodyAsync())
        {
            visits.Add(VisitAsync(await visitor.EnterAsync(), visitor));
        }

        return (await Task.WhenAll(visits)).Sum();

        async Task<int> VisitAsync(SiteBrowser browser, Visitor visitor)
        {
            var count = 0;
            foreach (var found in visitor.Forms.OrderBy(f => EndsSessions(f.Page)))
            {
                if (!found.To.Contains("signout", StringComparison.Ordinal) && await ask(browser, found)) { count++; }
            }

            return count;
        }
    }

    private static bool EndsSessions(string page) => page.StartsWith("/security", StringComparison.Ordinal);

    /// <param name="EnterAsync">A new browser, signed in.</param>
    /// <param name="Forms">Each kind once.</param>
    /// <param name="Seen">Pages that were looked through.</param>
    public sealed record Visitor(
        Func<Task<SiteBrowser>> EnterAsync, IReadOnlyList<FormCrawl.Found> Forms, IReadOnlyList<SitePage> Seen);

    private async Task<Visitor> VisitorAsync(Func<Task<SiteBrowser>> enterAsync)
    {
        var crawl = new FormCrawl(Paying, await enterAsync());
        return new(enterAsync, await crawl.RunAsync(), crawl.Seen);
    }

    private async Task<SiteBrowser> GuestAsync()
    {
        var guest = Paying.Browser();
        await guest.SubmitAsync(
            await guest.GoAsync("/pay"), "Continue",
            ("Input.AccountNumber", PaperBill.Number), ("Input.Proof", PaperBill.Pin));
        return guest;
    }
}

/// <summary>One city for all sweeps, one after the other.</summary>
[CollectionDefinition(Name)]
public sealed class OnDemoSite : ICollectionFixture<DemoSite>
{
    public const string Name = "On the demo site";
}
