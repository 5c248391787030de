using Microsoft.AspNetCore.DataProtection;
using Npgsql;
using Portal.Core.Data;
using Portal.Web.Look;

namespace Portal.Web.Work;

/// <summary>
/// /health/ready: whether this process can serve: database reachable and of this version, keys loadable, theme built.
/// Not the card processor nor the mail server: the portal works while they are away.
/// </summary>
public static partial class ReadySetup
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    public static void MapReady(this IEndpointRouteBuilder routes) => routes
        .MapGet("/health/ready", async (HttpContext http, IServiceProvider services, ILoggerFactory logs) =>
        {
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted);
            patience.CancelAfter(Patience);
            var checks = new Dictionary<string, string>
            {
                ["database"] = await AskAsync("database", MigratedAsync(services, patience.Token)),
                ["keys"] = await AskAsync("keys", Task.Run(() => KeysLoad(services), patience.Token)),
                ["theme"] = await AskAsync("theme", Task.Run(() => ThemeIsBuilt(services), patience.Token)),
            };
            var ready = checks.Values.All(v => v == "ok");
            http.Response.Headers.CacheControl = "no-store";
            return Results.Json(
                new { ready, checks },
                statusCode: ready ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);

            async Task<string> AskAsync(string name, Task<string> check)
            {
                await ((Task)check).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                if (check.Exception is { InnerException: var fault })
                {
                    SayFailed(logs.CreateLogger(typeof(ReadySetup)), fault, name);
                }

                return check.IsCompletedSuccessfully ? check.Result : "failed";
            }
        })
        .AllowAnonymous();

    private static async Task<string> MigratedAsync(IServiceProvider services, CancellationToken ct)
    {
        await using var command = services.GetRequiredService<NpgsqlDataSource>()
            .CreateCommand("select count(*) from schema_version where name = any($1)");
        var wanted = MigrateDatabase.Files.Select(f => f.Name).Except(MigrateDatabase.EveryTime).ToArray();
        command.Parameters.Add(new NpgsqlParameter { Value = wanted });
        return (long)(await command.ExecuteScalarAsync(ct))! == wanted.Length ? "ok" : "not migrated to this version";
    }

    private static string KeysLoad(IServiceProvider services)
    {
        var protector = services.GetRequiredService<IDataProtectionProvider>().CreateProtector("health");
        return protector.Unprotect(protector.Protect("ok"));
    }

    private static string ThemeIsBuilt(IServiceProvider services) =>
        services.GetRequiredService<BuiltTheme>().City.City.Length > 0 ? "ok" : "failed";

    [LoggerMessage(LogLevel.Warning, "Not ready: {Check}")]
    private static partial void SayFailed(ILogger log, Exception? fault, string check);
}
