using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Portal.Core.Accounts;
using Portal.Core.Billing;
using Portal.Core.Billing.Rates;
using Portal.Core.Billing.Rating;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Documents;
using Portal.Core.Jobs;
using Portal.Core.Ledger;
using Portal.Core.Look;
using Portal.Core.Mail;
using Portal.Core.Money;
using Portal.Core.Payments;
using Portal.Core.People;
using Portal.Core.Reads;
using Portal.Core.Staff;
using Portal.Testing.Database;
using Xunit;

namespace Portal.Testing;

/// <summary>
/// A small city on a database of its own, with a clock that stands still. Its acts are the real ones. When it is
/// disposed the books are checked: no test that moved money can end with books that do not balance.
/// </summary>
public sealed class City : IAsyncLifetime, IAsyncDisposable
{
    private ServiceProvider? _services;
    private int _accounts;

    public City()
        : this(null)
    {
    }

    /// <summary>A city on a server of its own, which a test may kill.</summary>
    internal City(ThrowawayCluster? own) => Database = new(own);

    public TestDatabase Database { get; }

    public FrozenClock Clock { get; } = new();

    /// <summary>Settings beyond the defaults, to be set before the city is initialized.</summary>
    public Dictionary<string, string?> Settings { get; } = new()
    {
        // Nobody listens there: a test that pays points it at a sandbox of its own.
        ["Stripe:ApiUrl"] = "http://127.0.0.1:9",
        ["Stripe:SecretKey"] = "sk_test_sandbox",
        ["Stripe:WebhookSecrets:0"] = "whsec_sandbox",
        ["Portal:PublicUrl"] = "http://localhost:5080",
        ["Mail:FromAddress"] = "billing@alderfalls.example",
    };

    public IServiceProvider Services => _services ?? throw new InvalidOperationException("Not initialized.");

    /// <summary>The city day on which the clock stands.</summary>
    public DateOnly Today => Services.GetRequiredService<BusinessClock>().Today;

    /// <summary>A city for one test, which disposes it.</summary>
    public static async Task<City> CreateAsync(Uri? gateway = null)
    {
        var city = new City();
        if (gateway is not null)
        {
            city.Settings["Stripe:ApiUrl"] = gateway.AbsoluteUri;
        }

        await city.InitializeAsync();
        return city;
    }

    public async Task InitializeAsync()
    {
        await Database.InitializeAsync();
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(Settings).Build();
        var theme = Repository.Path("wwwroot-theme");
        var profile = CityProfile.Load(theme);
        var services = new ServiceCollection()
            .AddSingleton<IConfiguration>(configuration)
            .AddSingleton(typeof(ILogger<>), typeof(NullLogger<>))
            .AddSingleton<ILoggerFactory>(NullLoggerFactory.Instance)
            .AddSingleton<TimeProvider>(Clock)
            .AddSingleton(profile)
            .AddSingleton(new BusinessClock(Clock, profile.Zone()))
            .AddPortalDatabase(_ => Database.AppConnectionString)
            .ConfigureDbContext<PortalDbContext>(options => options.AddInterceptors(new DyingCommits()))
            .AddSingleton(new LetterFrame(profile, File.ReadAllText(Path.Combine(theme, "mail", "frame.html"))))
            .AddMail()
            .AddSignIns(Settings, profile)
            .AddDocuments()
            .AddJobs()
            .AddRates()
            .AddReads()
            .AddPayments(configuration).AddTeam();
        _services = services.BuildServiceProvider(validateScopes: true);
        await OpenPeriodsAsync();
    }

    /// <summary>Runs one act in a scope of its own, as a page or a job would.</summary>
    public async Task<TResult> AskAsync<TAct, TResult>(Func<TAct, Task<TResult>> act)
        where TAct : notnull
    {
        await using var scope = Services.CreateAsyncScope();
        return await act(scope.ServiceProvider.GetRequiredService<TAct>());
    }

    /// <summary>Reads with the context.</summary>
    public Task<TResult> ReadAsync<TResult>(Func<PortalDbContext, Task<TResult>> read) =>
        AskAsync<PortalDbContext, TResult>(read);

    /// <summary>A customer with an account at a premise of their own, owing nothing.</summary>
    public async Task<CustomerAccount> AccountAsync(string name = "Rosa Delgado", string? email = null)
    {
        var no = Interlocked.Increment(ref _accounts);
        var now = Clock.GetUtcNow();
        var customer = new Customer
        {
            Id = Guid.CreateVersion7(),
            Name = name,
            Kind = CustomerKind.Residential,
            Language = "en",
            Email = email,
            MailingLine1 = $"{1400 + no} Alder St",
            MailingCity = "Alder Falls",
            MailingState = "WA",
            MailingPostalCode = "98001",
            CreatedAt = now,
        };
        var premise = new Premise
        {
            Id = Guid.CreateVersion7(),
            Line1 = $"{1400 + no} Alder St",
            City = "Alder Falls",
            State = "WA",
            PostalCode = "98001",
            Location = PremiseLocation.InsideCity,
        };
        var account = new CustomerAccount
        {
            Id = Guid.CreateVersion7(),
            Number = $"{1000000000L + no}",
            CustomerId = customer.Id,
            PremiseId = premise.Id,
            Pin = $"{100000 + no}",
            OpenedOn = Today.AddYears(-2),
            BillDelivery = email is null ? null : BillDelivery.Email,
        };
        await ReadAsync(db =>
        {
            db.AddRange(customer, premise, account);
            return db.SaveChangesAsync();
        });
        return account;
    }

    /// <summary>An account with one bill of water, sewer and refuse that makes the amount.</summary>
    public async Task<CustomerAccount> AccountOwingAsync(decimal dollars, string name = "Rosa Delgado")
    {
        var account = await AccountAsync(name);
        await BillAsync(account, new Usd((long)(dollars * 100)));
        return account;
    }

    /// <summary>Bills the account's next month: half water, a third sewer, the rest refuse.</summary>
    public async Task<Bill> BillAsync(CustomerAccount account, Usd amount)
    {
        ArgumentNullException.ThrowIfNull(account);
        var (water, sewer) = (new Usd(amount.Cents / 2), new Usd(amount.Cents / 3));
        var last = await ReadAsync(db => db.Bills.Where(b => b.CustomerAccountId == account.Id)
            .MaxAsync(b => (DateOnly?)b.PeriodTo)) ?? Today.AddMonths(-1);
        var outcome = await AskAsync<IssueBill, Outcome<Bill>>(act => act.RunAsync(
            new(Guid.CreateVersion7(), account.Id, last, last.AddMonths(1), Today.AddDays(21),
                [
                    Charge("water_use", UtilityService.Water, "510", "4010", water),
                    Charge("sewer_flat", UtilityService.Sewer, "520", "4020", sewer),
                    Charge("refuse_cart", UtilityService.Refuse, "530", "4030", amount - water - sewer),
                ],
                [], Actor.System),
            default));
        return Done(outcome);
    }

    /// <summary>Money at the counter, or wherever the tender says.</summary>
    public async Task<Payment> PayAsync(CustomerAccount account, Usd amount, Guid? operationId = null)
    {
        ArgumentNullException.ThrowIfNull(account);
        return Done(await AskAsync<PostPayment, Outcome<Payment>>(act => act.RunAsync(
            new(account.Id,
                new(operationId ?? Guid.CreateVersion7(), amount, Tender.Check, Clock.GetUtcNow(), Actor.System)),
            default)));
    }

    /// <summary>Someone with a confirmed sign-in, linked to accounts. They have no password.</summary>
    public async Task<PortalUser> ResidentAsync(string name, params CustomerAccount[] accounts)
    {
        var email = $"{Guid.CreateVersion7():N}@example.com";
        var user = new PortalUser
        {
            Id = Guid.CreateVersion7(),
            DisplayName = name,
            Language = "en",
            CreatedAt = Clock.GetUtcNow(),
            UserName = email,
            NormalizedUserName = email.ToUpperInvariant(),
            Email = email,
            NormalizedEmail = email.ToUpperInvariant(),
            EmailConfirmed = true,
            SecurityStamp = Guid.NewGuid().ToString(),
        };
        await ReadAsync(async db =>
        {
            db.Add(user);
            await db.SaveChangesAsync();
            db.AddRange(accounts.Select(a => new AccountLink
            {
                Id = Guid.CreateVersion7(),
                UserId = user.Id,
                CustomerAccountId = a.Id,
                Level = AccountLevel.Full,
                LinkedAt = Clock.GetUtcNow(),
            }));
            return await db.SaveChangesAsync();
        });
        return user;
    }

    /// <summary>The stored balance.</summary>
    public Task<Usd> BalanceAsync(CustomerAccount account) =>
        ReadAsync(db => db.CustomerAccounts.Where(a => a.Id == account.Id).Select(a => a.Balance).SingleAsync());

    /// <summary>Fails, naming the offenders, when an invariant of the books is broken.</summary>
    public async Task AssertBooksAsync()
    {
        var findings = await AskAsync<CheckBooks, IReadOnlyList<CheckBooks.Finding>>(act => act.RunAsync(default));
        Assert.NotEmpty(findings);
        Assert.Empty(findings.SelectMany(f => f.Offenders.Select(o => $"{f.Check}: {o}")));
    }

    /// <summary>Ends every connection the acts have open, as a crash of the database or the process would.</summary>
    public async Task KillConnectionsAsync()
    {
        await using var admin = NpgsqlDataSource.Create(Database.AdminConnectionString);
        await using var command = admin.CreateCommand("""
            select count(pg_terminate_backend(pid)) from pg_stat_activity
            where datname = current_database() and usename = 'portal_app'
            """);
        await command.ExecuteNonQueryAsync();
        ForgetConnections();
    }

    /// <summary>Where the server was killed, those idle in the pool are dead: nobody is handed one.</summary>
    public void ForgetConnections()
    {
        Services.GetRequiredService<NpgsqlDataSource>().Clear();
        Database.ForgetConnections();
    }

    /// <summary>The value of a done act; a refusal fails the test with its sentence.</summary>
    public static T Done<T>(Outcome<T> outcome) => outcome switch
    {
        Outcome<T>.Done(var value) => value,
        Outcome<T>.Refused(var refusal) => throw new InvalidOperationException($"Refused: {refusal.Reason}"),
        _ => throw new InvalidOperationException("An outcome has two cases."),
    };

    public async Task DisposeAsync()
    {
        if (_services is not null)
        {
            await AssertBooksAsync();
            await _services.DisposeAsync();
        }

        await Database.DisposeAsync();
    }

    async ValueTask IAsyncDisposable.DisposeAsync() => await DisposeAsync();

    private static PricedCharge Charge(string code, UtilityService service, string fund, string gl, Usd amount) =>
        new(code, ChargeKind.Service, service, null, null, amount, fund, gl, new LineExplanation
        {
            Kind = "flat", Label = new(code, code), Quantity = 1, Unit = "month",
            ScheduleId = "test", ScheduleVersion = 1, FromOn = new(2026, 10, 16), ToOn = new(2026, 11, 16),
        }.ToJson());

    private async Task OpenPeriodsAsync()
    {
        await using var command = Database.App.CreateCommand("""
            insert into accounting_period (starts_on, state)
              select d::date, 'open' from generate_series('2024-01-01'::date, '2028-12-01'::date, '1 month') d
            """);
        await command.ExecuteNonQueryAsync();
    }
}
