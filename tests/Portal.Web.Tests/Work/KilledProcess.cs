using System.Collections.Concurrent;
using System.Diagnostics;
using Portal.Testing;

namespace Portal.Web.Tests.Work;

/// <summary>Portal.Web as web or as worker on a city's database, killed by SIGKILL and started again.</summary>
internal sealed class KilledProcess : IAsyncDisposable
{
    private readonly City _city;
    private readonly string[] _arguments;
    private readonly Uri _address = new($"http://127.0.0.1:{LoopbackPort.Free()}");
    private readonly ConcurrentQueue<string> _said = new();
    private Process _process;

    public KilledProcess(City city, params string[] arguments)
    {
        (_city, _arguments) = (city, arguments);
        _process = Start();
    }

    public bool HasEnded => _process.HasExited;

    /// <summary>Ends when the process does.</summary>
    public Task Ended => _process.WaitForExitAsync();

    /// <summary>What it logged, for a test that fails because it ended by itself.</summary>
    public string LastWords => $"It ended by itself and said:\n{string.Join('\n', _said)}";

    /// <summary>Ends when the process has said such a line, from the call on.</summary>
    public async Task SaysAsync(string part)
    {
        var said = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _process.OutputDataReceived += (_, line) =>
        {
            if (line.Data?.Contains(part, StringComparison.Ordinal) == true)
            {
                said.TrySetResult();
            }
        };
        await said.Task;
    }

    /// <summary>It answers as one that may be sent visitors.</summary>
    public async Task<bool> IsReadyAsync()
    {
        using var client = new HttpClient { BaseAddress = _address };
        while (!_process.HasExited)
        {
            try
            {
                using var answer = await client.GetAsync("/health/ready");
                return answer.IsSuccessStatusCode;
            }
            catch (HttpRequestException)
            {
                // It is still starting.
            }
        }

        return false;
    }

    public async Task KillAsync()
    {
        await EndAsync();
        _process = Start();
    }

    public async ValueTask DisposeAsync() => await EndAsync();

    private async Task EndAsync()
    {
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private Process Start()
    {
        var start = new ProcessStartInfo(
            "dotnet", [Path.Combine(AppContext.BaseDirectory, "Portal.Web.dll"), .. _arguments])
        {
            WorkingDirectory = Repository.Root,
        };
        foreach (var (name, value) in _city.Settings)
        {
            start.Environment[name.Replace(":", "__", StringComparison.Ordinal)] = value;
        }

        start.Environment["ConnectionStrings__Portal"] = _city.Database.AppConnectionString;
        start.Environment["DOTNET_ENVIRONMENT"] = "Testing";
        start.Environment["ASPNETCORE_ENVIRONMENT"] = "Testing";
        start.Environment["ASPNETCORE_URLS"] = _address.AbsoluteUri;
        start.Environment["DOTNET_CONTENTROOT"] = Repository.Path("src/Portal.Web");
        start.Environment["Logging__LogLevel__Default"] = "Critical";
        start.Environment["Logging__LogLevel__Portal.Web.Work"] = "Error";
        start.RedirectStandardOutput = start.RedirectStandardError = true;
        var process = Process.Start(start)!;
        process.OutputDataReceived += (_, line) => _said.Enqueue(line.Data ?? "");
        process.ErrorDataReceived += (_, line) => _said.Enqueue(line.Data ?? "");
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }
}
