using System.Diagnostics;
using Portal.Testing;
using Portal.Testing.Database;

namespace Portal.Benchmarks;

/// <summary>The portal as a process of its own, on a demo city, as it is run for people.</summary>
internal sealed class RunningSite : IAsyncDisposable
{
    private RunningSite(IReadOnlyDictionary<string, string?> settings, Process process)
    {
        (Settings, Process) = (settings, process);
        process.OutputDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    /// <summary>What it was started with.</summary>
    public IReadOnlyDictionary<string, string?> Settings { get; }

    public Process Process { get; }

    public Uri Address => new(Settings["Portal__PublicUrl"]!);

    /// <summary>Seeds a city, and starts the portal on it.</summary>
    /// <param name="prepare">Done to the database in between.</param>
    public static async Task<RunningSite> StartAsync(
        TestDatabase database, int accounts, Func<Task>? prepare = null)
    {
        var settings = SettingsOf(database);
        var web = Path.Combine(Child.Root, "src/Portal.Web/bin/Release/net10.0/Portal.Web.dll");
        await Child.RunAsync("dotnet", [web, "seed-demo", "--accounts", $"{accounts}", "--seed", "1"], settings);
        if (prepare is not null) { await prepare(); }

        return new(settings, Child.Start("dotnet", [web, "--urls", settings["Portal__PublicUrl"]!], settings));
    }

    public async ValueTask DisposeAsync()
    {
        Process.Kill();
        await Process.WaitForExitAsync();
        Process.Dispose();
    }

    private static Dictionary<string, string?> SettingsOf(TestDatabase database) => new()
    {
        ["ConnectionStrings__Portal"] = database.AppConnectionString,
        ["ASPNETCORE_ENVIRONMENT"] = "Production",
        ["DOTNET_CONTENTROOT"] = Path.Combine(Child.Root, "src/Portal.Web"),
        ["Logging__LogLevel__Default"] = "Warning",
        ["Stripe__ApiUrl"] = "http://127.0.0.1:9",
        ["Stripe__SecretKey"] = "sk_test_bench",
        ["Stripe__WebhookSecrets__0"] = "whsec_bench",
        ["Stripe__CheckoutOrigin"] = "http://127.0.0.1:9",
        ["Mail__Host"] = "127.0.0.1",
        ["Mail__FromAddress"] = "utilities@alderfalls.example.gov",
        ["Portal__PublicUrl"] = $"http://localhost:{LoopbackPort.Free()}",
    };
}
