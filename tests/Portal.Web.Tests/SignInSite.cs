using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Portal.Core.Accounts;
using Portal.Core.Data;
using Portal.Core.Mail;
using Portal.Core.People;
using Portal.Core.Staff;
using Portal.Testing;
using Portal.Testing.Database;

namespace Portal.Web.Tests;

/// <summary>
/// The whole web program on a database of its own, reached over https without a network. Its clock stands still, and it
/// counts how often a password is hashed.
/// </summary>
public sealed class SignInSite : IAsyncLifetime, IAsyncDisposable
{
    public const string Password = CreateDemoSignIns.Password;

    private readonly TestDatabase _database = new();
    private readonly CountingHasher _hasher = new();
    private readonly FaultLog _faults = new();
    private WebApplicationFactory<Pages.IndexModel>? _program;
    private string? _hash;
    private int _people;

    public FrozenClock Clock { get; } = new();

    /// <summary>How often a password was hashed or compared since the site began.</summary>
    public int Hashes => _hasher.Count;

    public IServiceProvider Services => _program!.Services;

    public async Task InitializeAsync()
    {
        await _database.InitializeAsync();
        _program = new WebApplicationFactory<Pages.IndexModel>().WithWebHostBuilder(host => host
            .UseEnvironment("Testing")
            .UseSetting("ConnectionStrings:Portal", _database.AppConnectionString)
            .UseSetting("Portal:PublicUrl", "https://localhost")
            .UseSetting("Stripe:ApiUrl", "http://127.0.0.1:9")
            .UseSetting("Stripe:SecretKey", "sk_test_sandbox")
            .UseSetting("Mail:Host", "127.0.0.1")
            .UseSetting("Mail:FromAddress", "utilities@alderfalls.example.gov")
            .UseSetting("Stripe:WebhookSecrets:0", "whsec_sandbox")
            .ConfigureTestServices(services => services
                .Replace(ServiceDescriptor.Singleton<TimeProvider>(Clock))
                .Replace(ServiceDescriptor.Singleton<IPasswordHasher<PortalUser>>(_hasher))
                .AddSingleton<IStartupFilter, BelieveTestAddress>()
                .AddSingleton<ILoggerProvider>(_faults)));
        await AskAsync<CreateDemoSignIns>(act => act.RunAsync([], default));
    }

    public async Task DisposeAsync()
    {
        if (_program is not null) { await _program.DisposeAsync(); }

        _faults.Dispose();

        await _database.DisposeAsync();
    }

    async ValueTask IAsyncDisposable.DisposeAsync() => await DisposeAsync();

    /// <summary>Somebody's browser, at a network address of its own.</summary>
    public SiteBrowser Browser(string language = "en") => new(
        _program!.CreateClient(new()
        {
            BaseAddress = new("https://localhost"),
            AllowAutoRedirect = false,
            HandleCookies = false,
        }),
        language,
        $"10.1.{Interlocked.Increment(ref _people) / 250}.{_people % 250}",
        () => _faults.Faults.LastOrDefault());

    /// <summary>
    /// A browser in which a demo person signed in, with their authenticator code where they have one.
    /// </summary>
    public async Task<SiteBrowser> SignedInAsync(string email, string password = Password)
    {
        var browser = Browser();
        var page = await browser.SubmitAsync(
            await browser.GoAsync("/signin"), "Sign in", ("E-mail", email), ("Password", password));
        if (page.Path == "/signin/code")
        {
            await browser.SubmitAsync(page, "Sign in", ("Code", FreshCode(email)));
        }


        Assert.NotNull(browser.Cookie("__Host-session"));
        return browser;
    }

    /// <summary>The code a demo person's app shows next; the clock moves to it, because each is good once.</summary>
    public string FreshCode(string email)
    {
        Clock.Advance(TimeSpan.FromSeconds(30));
        return CodeNow(email);
    }

    public string CodeNow(string email) => Totp.Code(
        CreateDemoSignIns.People.Single(p => p.Email == email).AuthenticatorKey!, Totp.StepOf(Clock.GetUtcNow()));

    /// <summary>A resident whose address is confirmed, with the password of the demo people.</summary>
    public async Task<string> ResidentAsync(bool confirmed = true)
    {
        _hash ??= Services.GetRequiredService<PasswordHashing>().Hash(Password);
        var id = Guid.CreateVersion7();
        var email = $"{id:N}@example.com";
        await ChangeAsync(db => db.Add(new PortalUser
        {
            Id = id, UserName = id.ToString(), NormalizedUserName = id.ToString().ToUpperInvariant(), Email = email,
            NormalizedEmail = email.ToUpperInvariant(), EmailConfirmed = confirmed, PasswordHash = _hash,
            SecurityStamp = Secret.New(), DisplayName = "Ana Ruiz", Language = "en", CreatedAt = Clock.GetUtcNow(),
        }));
        return email;
    }

    /// <summary>An account whose contact on file has an e-mail.</summary>
    public async Task<CustomerAccount> AccountAsync(DateOnly? closedOn = null)
    {
        var number = Interlocked.Increment(ref _people);
        var account = new CustomerAccount
        {
            Id = Guid.CreateVersion7(), Number = $"{4000000000L + number}", CustomerId = Guid.CreateVersion7(),
            PremiseId = Guid.CreateVersion7(), Pin = $"{200000 + number}", OpenedOn = new(2020, 1, 1),
            ClosedOn = closedOn,
        };
        await ChangeAsync(db =>
        {
            db.Add(new Customer
            {
                Id = account.CustomerId, Name = "José Ruiz", Kind = CustomerKind.Residential, Language = "es",
                Email = $"contact{number}@example.com", MailingLine1 = $"{number} Alder St",
                MailingCity = "Alder Falls",
                MailingState = "WA", MailingPostalCode = "98001", CreatedAt = Clock.GetUtcNow(),
            });
            db.Add(new Premise
            {
                Id = account.PremiseId, Line1 = $"{number} Alder St", City = "Alder Falls", State = "WA",
                PostalCode = "98001", Location = PremiseLocation.InsideCity,
            });
            db.Add(account);
        });
        return account;
    }

    public async Task AskAsync<TAct>(Func<TAct, Task> act)
        where TAct : notnull
    {
        await using var scope = Services.CreateAsyncScope();
        await act(scope.ServiceProvider.GetRequiredService<TAct>());
    }

    public async Task<TResult> ReadAsync<TResult>(Func<PortalDbContext, Task<TResult>> read)
    {
        await using var scope = Services.CreateAsyncScope();
        return await read(scope.ServiceProvider.GetRequiredService<PortalDbContext>());
    }

    public Task ChangeAsync(Action<PortalDbContext> change) => AskAsync<PortalDbContext>(db =>
    {
        change(db);
        return db.SaveChangesAsync();
    });

    /// <summary>Runs one statement on a staff member, as another act of the office would.</summary>
    public Task StaffAsync(string email, Action<StaffMember> change) => AskAsync<PortalDbContext>(async db =>
    {
        change(await db.StaffMembers.SingleAsync(s => db.Users.Any(u => u.Id == s.UserId && u.Email == email)));
        await db.SaveChangesAsync();
    });

    /// <summary>Mails to an address, oldest first.</summary>
    public Task<List<OutboxMail>> MailsToAsync(string address) => ReadAsync(db => db.OutboxMails.AsNoTracking()
        .Where(m => m.ToAddress == address).OrderBy(m => m.Id).ToListAsync());

    /// <summary>The path of the link in the latest mail to an address that leads to a page.</summary>
    public async Task<string> MailedPathAsync(string address, string page)
    {
        var text = (await MailsToAsync(address))[^1].Text;
        return text.Split().Last(word => word.StartsWith($"https://localhost{page}", StringComparison.Ordinal))
            ["https://localhost".Length..];
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

    private sealed class CountingHasher : IPasswordHasher<PortalUser>
    {
        private readonly PasswordHasher<PortalUser> _hasher = new(Microsoft.Extensions.Options.Options.Create(
            new PasswordHasherOptions { IterationCount = PasswordHashing.Iterations }));

        private int _count;

        public int Count => _count;

        public string HashPassword(PortalUser user, string password)
        {
            Interlocked.Increment(ref _count);
            return _hasher.HashPassword(user, password);
        }

        public PasswordVerificationResult VerifyHashedPassword(
            PortalUser user, string hashedPassword, string providedPassword)
        {
            Interlocked.Increment(ref _count);
            return _hasher.VerifyHashedPassword(user, hashedPassword, providedPassword);
        }
    }

    /// <summary>
    /// Keeps what the program logged as an exception, so that a test which meets status 500 says why.
    /// </summary>
    internal sealed class FaultLog : ILoggerProvider, ILogger
    {
        public ConcurrentQueue<Exception> Faults { get; } = new();

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Error;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception,
            Func<TState, Exception?, string> formatter)
        {
            if (exception is not null && IsEnabled(logLevel)) { Faults.Enqueue(exception); }
        }

        public void Dispose()
        {
        }
    }
}
