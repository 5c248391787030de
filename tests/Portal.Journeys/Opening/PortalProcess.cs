using System.Collections.Concurrent;
using System.Diagnostics;
using Portal.Testing;

namespace Portal.Journeys.Opening;

/// <summary>Portal.Web started as infra/run starts it: a process of its own, set up by its environment.</summary>
internal sealed class PortalProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly ConcurrentQueue<string> _said = new();
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private PortalProcess(IReadOnlyDictionary<string, string> settings, string[] arguments)
    {
        var program = Path.Combine(AppContext.BaseDirectory, "Portal.Web.dll");
        var start = new ProcessStartInfo("dotnet", [program, .. arguments])
        {
            RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true,
            WorkingDirectory = Repository.Root,
        };
        foreach (var (name, value) in settings) { start.Environment[name] = value; }

        start.Environment["DOTNET_CONTENTROOT"] = Repository.Path("src/Portal.Web");
        _process = new Process { StartInfo = start, EnableRaisingEvents = true };
        _process.OutputDataReceived += (_, line) => Hear(line.Data);
        _process.ErrorDataReceived += (_, line) => Hear(line.Data);
        _process.Exited += (_, _) => _ready.TrySetException(new InvalidOperationException(
            $"Portal.Web {string.Join(' ', arguments)} ended while starting:\n{Said}"));
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>All it wrote so far.</summary>
    public string Said => string.Join('\n', _said);

    /// <summary>Starts it and waits until its host says that it started.</summary>
    public static async Task<PortalProcess> ServeAsync(
        IReadOnlyDictionary<string, string> settings, params string[] arguments)
    {
        var process = new PortalProcess(settings, arguments);
        await process._ready.Task;
        return process;
    }

    /// <summary>Runs an operator's verb to its end.</summary>
    public static async Task RunAsync(IReadOnlyDictionary<string, string> settings, params string[] arguments)
    {
        await using var process = new PortalProcess(settings, arguments);
        await process._process.WaitForExitAsync();
        Assert.True(process._process.ExitCode == 0, process.Said);
        await process._ready.Task.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
        }

        await _ready.Task.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _process.Dispose();
    }

    private void Hear(string? line)
    {
        if (line is null) { return; }

        _said.Enqueue(line);
        if (line.Contains("Application started", StringComparison.Ordinal)) { _ready.TrySetResult(); }
    }
}
