using System.Globalization;
using System.Runtime.CompilerServices;
using Microsoft.Playwright;
using Npgsql;
using Portal.Core.Jobs;
using Portal.Sandbox;
using Portal.Sandbox.Mail;
using Portal.Testing;
using Portal.Testing.Database;

namespace Portal.Journeys.Opening;

/// <summary>
/// The whole city, open: a database with the demo city in it, the site and its worker as processes of their own, the
/// sandbox beside them, and a browser to go there with.
/// </summary>
public class OpenCity : IAsyncLifetime, IAsyncDisposable
{
    private static readonly string[] BrowserArguments =
    [
        "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
        "--disable-component-update", "--disable-sync",
    ];

    private readonly TestDatabase _database = new();
    private readonly string _answers = Directory.CreateTempSubdirectory("answers").FullName;
    private SandboxServer? _sandbox;
    private PortalProcess? _site;
    private PortalProcess? _worker;
    private IPlaywright? _playwright;
    private IBrowser? _browser;

    /// <summary>The city's time: where banks are closed today it is already the next day they are open.</summary>
    public static TimeProvider Clock { get; } = new AheadClock(BankingDay.Ahead);

    /// <summary>How many accounts the demo city has.</summary>
    protected virtual int Accounts => 80;

    /// <summary>The database for what no role of the portal may do.</summary>
    protected string AdminConnectionString => _database.AdminConnectionString;

    /// <summary>Where the site is.</summary>
    public Uri Site { get; } = new($"http://localhost:{LoopbackPort.Free()}");

    public SandboxServer Sandbox => _sandbox!;

    /// <summary>Who lives there, and what they owe.</summary>
    public CityRecords Records { get; private set; } = null!;

    /// <summary>Its reads, runs and rates.</summary>
    public BillingRecords Billing { get; private set; } = null!;

    public virtual async Task InitializeAsync()
    {
        await _database.InitializeAsync();
        _sandbox = await SandboxServer.StartAsync(
            new SandboxOptions
            {
                WebhookUrl = new Uri(Site, "/webhooks/stripe"), Clock = Clock, ReplyFolder = _answers,
            });
        var settings = Settings();
        await PortalProcess.RunAsync(
            settings, "seed-demo", "--accounts", Accounts.ToString(CultureInfo.InvariantCulture), "--seed", "1");
        _site = await PortalProcess.ServeAsync(settings);
        await WakeWorkerAsync();
        (Records, Billing) = (new CityRecords(_database.App), new BillingRecords(_database.App));
        Assertions.SetDefaultExpectTimeout(45_000);
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = Environment.GetEnvironmentVariable("PORTAL_CHROMIUM") is { Length: > 0 } path
                ? path
                : "/usr/bin/chromium",
            Args = BrowserArguments,
        });
    }

    public async Task DisposeAsync()
    {
        if (_browser is not null) { await _browser.DisposeAsync(); }

        _playwright?.Dispose();
        foreach (var running in new IAsyncDisposable?[] { _worker, _site, _sandbox })
        {
            if (running is not null) { await running.DisposeAsync(); }
        }

        await _database.DisposeAsync();
        Directory.Delete(_answers, recursive: true);
    }

    async ValueTask IAsyncDisposable.DisposeAsync()
    {
        await DisposeAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>Ends the worker: what is asked of it waits.</summary>
    public async Task RestWorkerAsync()
    {
        if (_worker is not null) { await _worker.DisposeAsync(); }

        _worker = null;
    }

    /// <summary>Runs a job of the timetable now.</summary>
    public Task RunJobAsync(string name) => PortalProcess.RunAsync(Settings(), "run-job", name);

    public async Task WakeWorkerAsync() => _worker ??= await PortalProcess.ServeAsync(Settings(), "--work");

    /// <summary>Time goes by for one account's agreement: its days, and what was told of it, move back.</summary>
    public async Task MoveAgreementBackAsync(Guid account, int days)
    {
        await using var owner = NpgsqlDataSource.Create(_database.OwnerConnectionString);
        await using var command = owner.CreateCommand($"""
            alter table payment_arrangement disable trigger user;
            alter table arrangement_installment disable trigger user;
            alter table arrangement_notice disable trigger user;
            update payment_arrangement set agreed_on = agreed_on - {days} where customer_account_id = '{account}';
            update arrangement_installment n set due_on = due_on - {days} from payment_arrangement a
              where a.id = n.arrangement_id and a.customer_account_id = '{account}';
            update arrangement_notice n set due_on = due_on - {days}, told_on = told_on - {days}
              from payment_arrangement a where a.id = n.arrangement_id and a.customer_account_id = '{account}';
            alter table payment_arrangement enable trigger user;
            alter table arrangement_installment enable trigger user;
            alter table arrangement_notice enable trigger user;
            """);
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>A browser that nobody used before.</summary>
    public async Task<IBrowserContext> BrowserAsync(BrowserNewContextOptions? options = null)
    {
        options ??= new();
        options.BaseURL = Site.ToString();
        options.Locale ??= "en-US";
        options.ReducedMotion = ReducedMotion.Reduce;
        var context = await _browser!.NewContextAsync(options);
        context.SetDefaultTimeout(45_000);
        return context;
    }

    /// <summary>
    /// Lets somebody go through the site. When they do not get to the end, what their browser saw is kept as a trace
    /// under .data/journeys (open it with playwright show-trace).
    /// </summary>
    public async Task LetAsync(
        Func<IPage, Task> journey, BrowserNewContextOptions? options = null, [CallerMemberName] string name = "")
    {
        await using var context = await BrowserAsync(options);
        await context.Tracing.StartAsync(new() { Screenshots = true, Snapshots = true });
        var arrived = false;
        try
        {
            await journey(await context.NewPageAsync());
            arrived = true;
        }
        finally
        {
            await context.Tracing.StopAsync(new()
            {
                Path = arrived ? null : Path.Combine(Repository.Root, ".data", "journeys", $"{name}.zip"),
            });
        }
    }

    /// <summary>The first mail to an address whose subject has these words.</summary>
    public async Task<CaughtMail> MailAsync(string address, string subject)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        var mail = Sandbox.Mail.WhenAsync(
            mail => mail.IsTo(address) && mail.Subject.Contains(subject, StringComparison.Ordinal), patience.Token);
        await ((Task)mail).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        Assert.True(
            mail.IsCompletedSuccessfully,
            $"No mail “{subject}” came to {address}, but: "
            + $"{string.Join(" / ", Sandbox.Mail.To(address).Select(m => m.Subject))}. The outbox holds:\n"
            + await Records.OutboxAsync());
        return await mail;
    }

    /// <summary>A member of staff whom the operator adds: the path of the link in their mail.</summary>
    public async Task<string> AddStaffAsync(string email)
    {
        await PortalProcess.RunAsync(
            Settings(), "add-staff", "--email", email, "--name", "Olga Marsh", "--role", "technician");
        var mail = await MailAsync(email, "");
        return mail.Text.Split().First(word => word.Contains("/signin/enroll", StringComparison.Ordinal))
            [Site.GetLeftPart(UriPartial.Authority).Length..];
    }

    private Dictionary<string, string> Settings() => new()
    {
        ["ASPNETCORE_ENVIRONMENT"] = "Production",
        ["ASPNETCORE_URLS"] = Site.GetLeftPart(UriPartial.Authority),
        ["ConnectionStrings__Portal"] = _database.AppConnectionString,
        ["Portal__ClockAhead"] = BankingDay.Ahead.ToString("c", CultureInfo.InvariantCulture),
        ["Portal__PublicUrl"] = Site.GetLeftPart(UriPartial.Authority),
        ["Portal__MailboxUrl"] = new Uri(Sandbox.BaseAddress, "/mail").ToString(),
        ["Stripe__ApiUrl"] = Sandbox.BaseAddress.GetLeftPart(UriPartial.Authority),
        ["Stripe__CheckoutOrigin"] = Sandbox.BaseAddress.GetLeftPart(UriPartial.Authority),
        ["Stripe__SecretKey"] = "sk_test_sandbox",
        ["Stripe__WebhookSecrets__0"] = "whsec_sandbox",
        ["Mail__Host"] = "127.0.0.1",
        ["Mail__Port"] = Sandbox.SmtpPort.ToString(CultureInfo.InvariantCulture),
        ["Mail__FromAddress"] = "utilities@alderfalls.example.gov",
        ["Replies__Address"] = "requests@alderfalls.example.gov",
        ["Replies__Folder"] = _answers,
    };
}

/// <summary>The city opens once for all who go there, and they go one after the other.</summary>
[CollectionDefinition(Name)]
public sealed class InTheCity : ICollectionFixture<OpenCity>
{
    public const string Name = "In the city";
}
