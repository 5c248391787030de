using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Portal.Sandbox.Mail;

/// <summary>A mail server that takes everything and delivers nothing.</summary>
public sealed class SmtpServer : BackgroundService
{
    private readonly TcpListener _listener;
    private readonly Mailbox _mailbox;
    private readonly TimeProvider _clock;
    private readonly ILogger<SmtpServer> _log;
    private readonly ConcurrentDictionary<Task, byte> _open = [];

    public SmtpServer(SandboxOptions options, Mailbox mailbox, ILogger<SmtpServer> log)
    {
        (_mailbox, _clock, _log) = (mailbox, options.Clock, log);
        _listener = new TcpListener(IPAddress.Parse(options.Listen), options.SmtpPort);
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Listens before the program says it has started, so that a taken port stops it at once.</summary>
    public override Task StartAsync(CancellationToken cancellationToken)
    {
        _listener.Start();
        return base.StartAsync(cancellationToken);
    }

    public override void Dispose()
    {
        _listener.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (true)
            {
                var client = await _listener.AcceptTcpClientAsync(stoppingToken);
                var talk = TalkAsync(client, stoppingToken);
                _open.TryAdd(talk, 0);
                _ = talk.ContinueWith(done => _open.TryRemove(done, out _), TaskScheduler.Default);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            await Task.WhenAll(_open.Keys);
        }
    }

    private async Task TalkAsync(TcpClient client, CancellationToken ct)
    {
        try
        {
            using (client)
            {
                client.NoDelay = true;
                await new SmtpConversation(client.GetStream(), _mailbox, _clock).RunAsync(ct);
            }
        }
        catch (IOException fault)
        {
            _log.LogDebug("A mail connection broke: {Why}", fault.Message);
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            _log.LogDebug("A mail connection was open when the server stopped.");
        }
    }
}
