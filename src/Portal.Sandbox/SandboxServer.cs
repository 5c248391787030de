using System.Net;
using System.Text;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Mvc;
using Portal.Sandbox.Faults;
using Portal.Sandbox.Mail;
using Portal.Sandbox.Pages;
using Portal.Sandbox.Stripe;
using Portal.Sandbox.Webhooks;

namespace Portal.Sandbox;

/// <summary>
/// The outside world in one place: the card processor with its pages, and the mail server. Started by
/// <c>Program.cs</c> for people and by tests inside themselves:
/// <c>await using var sandbox = await SandboxServer.StartAsync(new SandboxOptions());</c>
/// </summary>
public sealed class SandboxServer : IAsyncDisposable
{
    private const string Name = "Portal.Sandbox";

    private readonly WebApplication _app;
    private readonly SandboxOptions _options;

    private SandboxServer(WebApplication app, SandboxOptions options)
    {
        (_app, _options) = (app, options);
        Stripe = app.Services.GetRequiredService<StripeSandbox>();
    }

    /// <summary>Where it answers.</summary>
    public Uri BaseAddress => AddressOf(_app);

    /// <summary>The card processor's state.</summary>
    public StripeSandbox Stripe { get; }

    /// <summary>Mail caught, and the mail server's faults.</summary>
    public Mailbox Mail => _app.Services.GetRequiredService<Mailbox>();

    /// <summary>Where the mail server answers, on 127.0.0.1.</summary>
    public int SmtpPort => _app.Services.GetRequiredService<SmtpServer>().Port;

    /// <summary>Where webhooks go from now on; a portal in the test may start after the sandbox.</summary>
    public Uri? WebhookUrl
    {
        get => _options.WebhookUrl;
        set => _options.WebhookUrl = value;
    }

    public static async Task<SandboxServer> StartAsync(SandboxOptions? options = null)
    {
        options ??= new SandboxOptions();
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ApplicationName = Name });
        builder.WebHost.UseKestrelCore();
        var server = new SandboxServer(Build(builder, options), options);
        await server._app.StartAsync();
        return server;
    }

    /// <summary>Sends all webhooks that are due, now and not in a moment; returns how many were answered 2xx.</summary>
    public Task<int> DeliverWebhooksAsync(CancellationToken ct = default) =>
        _app.Services.GetRequiredService<WebhookSender>().SendDueAsync(ct);

    /// <summary>An event as it would be delivered now, for a test that delivers by itself.</summary>
    public (byte[] Body, string SignatureHeader) SignedWebhook(string eventId)
    {
        var body = Encoding.UTF8.GetBytes(Stripe.Find(eventId)!.ToJsonString());
        return (body, WebhookSignature.Header(_options.WebhookSecret, body, Stripe.Clock.Now));
    }

    /// <summary>Runs until told to stop, set up by configuration.</summary>
    public static async Task RunAsync(string[] args)
    {
        var builder = WebApplication.CreateSlimBuilder(args);
        builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);
        var options = new SandboxOptions();
        builder.Configuration.GetSection("Sandbox").Bind(options);
        if (builder.Configuration["urls"] is { } urls)
        {
            // Only the port is taken from it: what to listen on is SandboxOptions.Listen's to say.
            options.Port = new Uri(urls.Split(';')[0].Replace("*", "localhost", StringComparison.Ordinal)).Port;
        }

        await Build(builder, options).RunAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    private static WebApplication Build(WebApplicationBuilder builder, SandboxOptions options)
    {
        WebApplication? app = null;
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Parse(options.Listen), options.Port));
        builder.Services.AddSingleton(options);
        builder.Services.AddSingleton(_ => new StripeSandbox(options, () => options.PublicUrl ?? AddressOf(app!)));
        builder.Services.AddSingleton(_ => new Mailbox(options.DataDirectory));
        builder.Services.AddSingleton<SmtpServer>();
        builder.Services.AddSingleton<WebhookSender>();
        builder.Services.AddHostedService(services => services.GetRequiredService<SmtpServer>());
        if (options.SendsWebhooks)
        {
            builder.Services.AddHostedService(services => services.GetRequiredService<WebhookSender>());
        }

        builder.Services.AddRouting();
        // Nobody signs in here, so there is nothing for a forged form to ride on; no page sets a cookie.
        builder.Services.AddRazorPages(pages =>
            pages.Conventions.ConfigureFilter(new IgnoreAntiforgeryTokenAttribute()));
        app = builder.Build();
        var stripe = app.Services.GetRequiredService<StripeSandbox>();
        var mailbox = app.Services.GetRequiredService<Mailbox>();
        app.UsePageHeaders();
        app.MapStyleSheet();
        app.MapRazorPages();
        app.MapStripe(stripe);
        app.MapControl(stripe, mailbox);
        app.MapMail(mailbox);
        return app;
    }

    private static Uri AddressOf(WebApplication app) => new(app.Services.GetRequiredService<IServer>()
        .Features.Get<IServerAddressesFeature>()!.Addresses.First());
}
