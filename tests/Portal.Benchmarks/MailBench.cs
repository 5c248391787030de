using System.Diagnostics;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Portal.Core.Mail;
using Portal.Sandbox;
using Portal.Testing;

namespace Portal.Benchmarks;

/// <summary>Mails from the outbox to a mail server on this machine, by four workers.</summary>
internal static class MailBench
{
    private const int Workers = 4;
    private const int Mails = 4000;

    public static async Task RunAsync()
    {
        await using var sink = await SandboxServer.StartAsync();
        var city = new City();
        city.Settings["Mail:Host"] = "127.0.0.1";
        city.Settings["Mail:Port"] = $"{sink.SmtpPort}";
        await city.InitializeAsync();
        await using var end = city;
        await FillAsync(city);

        var watch = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, Workers).Select(_ => SendAllAsync(city)));
        Figure.Print("mails_sent", Mails / watch.Elapsed.TotalSeconds, "per second");
    }

    private static async Task FillAsync(City city)
    {
        await using var command = city.Database.App.CreateCommand("""
            insert into outbox_mail (id, dedupe_key, kind, language, to_name, to_address, subject, text, html, state,
              created_at, next_at)
            select gen_random_uuid(), 'bench:' || n, 'bench', 'en', 'Reader ' || n, 'reader' || n || '@example.com',
              'Your bill is ready', repeat('A line of an ordinary letter. ', 60), repeat('<p>A line.</p>', 120),
              'waiting', $1, $1
            from generate_series(1, $2) n
            """);
        command.Parameters.Add(new() { Value = city.Clock.GetUtcNow().UtcDateTime });
        command.Parameters.Add(new() { Value = Mails });
        await command.ExecuteNonQueryAsync();
    }

    private static async Task SendAllAsync(City city)
    {
        while (true)
        {
            await using var scope = city.Services.CreateAsyncScope();
            await scope.ServiceProvider.GetRequiredService<SendWaitingMail>().RunAsync(default);
            if (!await city.ReadAsync(db => db.OutboxMails.AnyAsync(m => m.State == OutboxMailState.Waiting)))
            {
                return;
            }
        }
    }
}
