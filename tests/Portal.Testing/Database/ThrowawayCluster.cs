using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace Portal.Testing.Database;

/// <summary>
/// A PostgreSQL server of one test's own, so that it can be killed without harm to the others: made from nothing,
/// ended by SIGKILL, started again on what it left.
/// </summary>
public sealed class ThrowawayCluster : IAsyncDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("portal-cluster-").FullName;
    private readonly int _port = LoopbackPort.Free();
    private Process? _server;

    private ThrowawayCluster()
    {
    }

    internal TestCluster Cluster => new(
        $"Host=127.0.0.1;Port={_port};Username=postgres;Database=postgres;Timeout=60");

    private string Data => Path.Combine(_directory, "data");

    /// <summary>PostgreSQL refuses to run as root, so as root it runs as Debian's postgres user.</summary>
    private static bool IsRoot => Environment.UserName == "root";

    private static string Programs { get; } = Path.GetDirectoryName(
        Environment.GetEnvironmentVariable("PORTAL_PGBENCH") is { Length: > 0 } pgbench
            ? pgbench
            : Directory.EnumerateFiles("/usr/lib/postgresql", "initdb", new EnumerationOptions
            {
                RecurseSubdirectories = true,
            }).Order(StringComparer.Ordinal).Last())!;

    /// <summary>A server that answers.</summary>
    public static async Task<ThrowawayCluster> StartAsync()
    {
        var cluster = new ThrowawayCluster();
        if (IsRoot)
        {
            await EndAsync(Process.Start("chown", ["postgres:", cluster._directory]));
        }

        await EndAsync(cluster.Start("initdb",
            ["-D", cluster.Data, "-U", "postgres", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8"]));
        await cluster.StartServerAsync();
        return cluster;
    }

    /// <summary>SIGKILL to the server and each of its processes, and a new start, which replays its log.</summary>
    public async Task KillAsync()
    {
        await KillServerAsync();
        await StartServerAsync();
    }

    /// <summary>
    /// SIGKILL, and a new start when so many connections were taken and dropped in its place: whoever makes them has
    /// then met a database that is away.
    /// </summary>
    public async Task BeAwayAsync(int connections)
    {
        await KillServerAsync();
        using (var inItsPlace = new TcpListener(IPAddress.Loopback, _port))
        {
            inItsPlace.Start();
            for (var i = 0; i < connections; i++)
            {
                using var dropped = await inItsPlace.AcceptTcpClientAsync();
            }
        }

        await StartServerAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await KillServerAsync();
        Directory.Delete(_directory, recursive: true);
    }

    private async Task StartServerAsync()
    {
        // A killed process loses nothing it gave to the machine, so the machine need not give it to the disk.
        _server = Start("postgres",
            ["-D", Data, "-p", _port.ToString(CultureInfo.InvariantCulture), "-c", "fsync=off",
                "-c", "unix_socket_directories=", "-c", "listen_addresses=127.0.0.1", "-c", "max_connections=200"]);
        while (!await AnswersAsync())
        {
            if (_server.HasExited)
            {
                throw new InvalidOperationException("PostgreSQL ended while it started.");
            }
        }
    }

    private async Task KillServerAsync()
    {
        if (_server is null)
        {
            return;
        }

        _server.Kill(entireProcessTree: true);
        await _server.WaitForExitAsync();
        _server.Dispose();
        _server = null;
    }

    private async Task<bool> AnswersAsync()
    {
        try
        {
            await using var connection = new NpgsqlConnection(
                Cluster.AdminConnectionString("postgres") + ";Pooling=false");
            await connection.OpenAsync();
            return true;
        }
        catch (NpgsqlException)
        {
            return false;
        }
    }

    private Process Start(string program, IReadOnlyList<string> arguments)
    {
        var path = Path.Combine(Programs, program);
        var start = IsRoot
            ? new ProcessStartInfo(
                "setpriv", ["--reuid", "postgres", "--regid", "postgres", "--init-groups", "--", path, .. arguments])
            : new ProcessStartInfo(path, arguments);
        start.WorkingDirectory = _directory;
        start.RedirectStandardOutput = start.RedirectStandardError = true;
        var process = Process.Start(start)!;
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }

    private static async Task EndAsync(Process process)
    {
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"A program of the database ended with {process.ExitCode}.");
        }
    }
}
