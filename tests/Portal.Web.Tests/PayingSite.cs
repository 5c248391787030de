using System.Collections.Concurrent;
using System.Data.Common;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Portal.Core.Accounts;
using Portal.Core.Data;
using Portal.Core.Payments;
using Portal.Core.People;
using Portal.Core.Staff;
using Portal.Sandbox;
using Portal.Testing;

namespace Portal.Web.Tests;

/// <summary>
/// The web program over a city whose acts are real, and the card processor's stand-in, all on one clock. Webhooks are
/// off: what a page says, it found out itself. When it is disposed the city's books are checked.
/// </summary>
public sealed class PayingSite : IAsyncLifetime, IAsyncDisposable
{
    /// <summary>What a mail server must know to post what came back.</summary>
    public const string BounceSecret = "known to the mail server";

    private const string Password = "fifteen letters and more";
    private readonly CommandCount _commands = new();
    private readonly SignInSite.FaultLog _faults = new();
    private WebApplicationFactory<Pages.IndexModel>? _program;
    private string? _hash;
    private int _browsers;

    public City City { get; private set; } = null!;

    public SandboxServer Sandbox { get; private set; } = null!;

    public IServiceProvider Services => _program!.Services;

    public async Task InitializeAsync()
    {
        City = new City();
        Sandbox = await SandboxServer.StartAsync(new SandboxOptions { Clock = City.Clock });
        City.Settings["Stripe:ApiUrl"] = Sandbox.BaseAddress.AbsoluteUri;
        await City.InitializeAsync();
        _program = new WebApplicationFactory<Pages.IndexModel>().WithWebHostBuilder(host => host
            .UseEnvironment("Testing")
            .UseSetting("ConnectionStrings:Portal", City.Database.AppConnectionString)
            .UseSetting("Portal:PublicUrl", "https://localhost")
            .UseSetting("Bounces:Address", "bounce@alderfalls.example")
            .UseSetting("Bounces:Secret", BounceSecret)
            .UseSetting("Stripe:ApiUrl", Sandbox.BaseAddress.AbsoluteUri)
            .UseSetting("Stripe:SecretKey", "sk_test_sandbox")
            .UseSetting("Mail:Host", "127.0.0.1")
            .UseSetting("Mail:FromAddress", "utilities@alderfalls.example.gov")
            .UseSetting("Stripe:WebhookSecrets:0", "whsec_sandbox")
            .ConfigureTestServices(services => services
                .Replace(ServiceDescriptor.Singleton<TimeProvider>(City.Clock))
                .AddSingleton<IStartupFilter, BelieveTestAddress>()
                .AddSingleton<ILoggerProvider>(_faults)
                .ConfigureDbContext<PortalDbContext>(options => options.AddInterceptors(_commands))));
        _hash = Services.GetRequiredService<PasswordHashing>().Hash(Password);
    }

    public async Task DisposeAsync()
    {
        if (_program is not null) { await _program.DisposeAsync(); }

        _faults.Dispose();
        await City.DisposeAsync();
        await Sandbox.DisposeAsync();
    }

    async ValueTask IAsyncDisposable.DisposeAsync() => await DisposeAsync();

    /// <summary>Somebody's browser, at a network address of its own.</summary>
    public SiteBrowser Browser(string language = "en") => new(
        _program!.CreateClient(
            new() { BaseAddress = new("https://localhost"), AllowAutoRedirect = false, HandleCookies = false }),
        language,
        $"10.2.0.{Interlocked.Increment(ref _browsers)}",
        () => _faults.Faults.LastOrDefault());

    /// <summary>A resident of these accounts, signed in with their password.</summary>
    public async Task<SiteBrowser> ResidentAsync(params CustomerAccount[] accounts) =>
        await SignInAsync(await UserAsync(accounts));

    /// <summary>Someone with a password and these accounts.</summary>
    public async Task<PortalUser> UserAsync(params CustomerAccount[] accounts)
    {
        var user = await City.ResidentAsync("Rosa Delgado", accounts);
        await City.ReadAsync(db => db.Users.Where(u => u.Id == user.Id)
            .ExecuteUpdateAsync(u => u.SetProperty(x => x.PasswordHash, _hash)));
        return user;
    }

    /// <summary>Another browser or device of the same person.</summary>
    public async Task<SiteBrowser> SignInAsync(PortalUser user, string language = "en")
    {
        var browser = Browser(language);
        var page = await browser.GoAsync("/signin");
        await browser.SubmitAsync(
            page, language == "es" ? "Iniciar" : "Sign in", ("Input.Email", user.Email!), ("Input.Password", Password));
        Assert.NotNull(browser.Cookie("__Host-session"));
        return browser;
    }

    /// <summary>The demo city's technician, signed in with password and code.</summary>
    public Task<SiteBrowser> TechnicianAsync() => StaffAsync(CreateDemoSignIns.People[1]);

    /// <summary>The demo city's supervisor, likewise.</summary>
    public Task<SiteBrowser> SupervisorAsync() => StaffAsync(CreateDemoSignIns.People[2]);

    /// <summary>Who manages people there, likewise.</summary>
    public Task<SiteBrowser> AdministratorAsync() =>
        StaffAsync(CreateDemoSignIns.People.First(p => p.Role == StaffRole.Administrator));

    private async Task<SiteBrowser> StaffAsync(CreateDemoSignIns.Person person)
    {
        await using (var scope = Services.CreateAsyncScope())
        {
            var db = scope.ServiceProvider.GetRequiredService<PortalDbContext>();
            if (!await db.Users.AnyAsync(u => u.Email == person.Email))
            {
                await scope.ServiceProvider.GetRequiredService<CreateDemoSignIns>().RunAsync([], default);
            }
        }

        // A code is good once.
        City.Clock.Advance(TimeSpan.FromSeconds(30));
        var browser = Browser();
        var page = await browser.SubmitAsync(
            await browser.GoAsync("/signin"), "Sign in",
            ("Input.Email", person.Email), ("Input.Password", CreateDemoSignIns.Password));
        await browser.SubmitAsync(
            page, "Sign in", ("Code", Totp.Code(person.AuthenticatorKey!, Totp.StepOf(City.Clock.GetUtcNow()))));
        Assert.NotNull(browser.Cookie("__Host-session"));
        return browser;
    }

    /// <summary>From the amount to the processor's page.</summary>
    /// <returns>The answer to pressing Pay: elsewhere when all went well.</returns>
    public static async Task<SitePage> PressPayAsync(SiteBrowser browser, params (string Field, string Value)[] amount)
    {
        var check = await browser.SubmitAsync(await browser.GoAsync("/my/pay"), "Continue", amount);
        Assert.Equal("/my/pay/check", check.Path);
        return await browser.SubmitAsync(check, "Pay $");
    }

    /// <summary>The only attempt on an account that is not over.</summary>
    public Task<PaymentAttempt> OpenAttemptAsync(CustomerAccount account) => City.ReadAsync(db => db.PaymentAttempts
        .AsNoTracking().SingleAsync(a => a.Shares.Any(s => s.CustomerAccountId == account.Id && s.IsLive)));

    public Task<int> AttemptsAsync(CustomerAccount account) =>
        City.ReadAsync(db => db.PaymentAttemptShares.CountAsync(s => s.CustomerAccountId == account.Id));

    /// <summary>Database commands sent while a page is asked for.</summary>
    public async Task<IReadOnlyList<string>> CommandsOfAsync(Func<Task> visit)
    {
        ArgumentNullException.ThrowIfNull(visit);
        _commands.Texts.Clear();
        await visit();
        return [.. _commands.Texts];
    }

    /// <summary>A page asks the database so often at most; when it asks more, its questions are shown.</summary>
    public async Task AssertCommandsAsync(int most, Func<Task> visit)
    {
        var asked = await CommandsOfAsync(visit);
        Assert.NotEmpty(asked);
        Assert.True(asked.Count <= most, $"{asked.Count} questions:\n{string.Join("\n\n", asked)}");
    }

    /// <summary>Tries are counted by network address; each browser of a test has one.</summary>
    private sealed class BelieveTestAddress : IStartupFilter
    {
        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
        {
            app.Use((context, go) =>
            {
                var address = context.Request.Headers["Test-Address"].ToString();
                context.Connection.RemoteIpAddress = IPAddress.Parse(address);
                return go(context);
            });
            next(app);
        };
    }

    private sealed class CommandCount : DbCommandInterceptor
    {
        public ConcurrentQueue<string> Texts { get; } = new();

        public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
            DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result,
            CancellationToken cancellationToken = default)
        {
            Texts.Enqueue(command.CommandText);
            return new(result);
        }

        public override ValueTask<InterceptionResult<int>> NonQueryExecutingAsync(
            DbCommand command, CommandEventData eventData, InterceptionResult<int> result,
            CancellationToken cancellationToken = default)
        {
            Texts.Enqueue(command.CommandText);
            return new(result);
        }
    }
}
