using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;

namespace Portal.Testing.Mail;

/// <summary>
/// A mail server that answers as a test tells it to: refuse at a verb, hang up, or keep silent. It keeps the mails that
/// it took, and counts connections.
/// </summary>
public sealed partial class ScriptedMailServer : IAsyncDisposable
{
    /// <summary>An answer that is none: the connection is cut.</summary>
    public const string HangUp = "hang up";

    /// <summary>An answer that never comes, until the server is disposed.</summary>
    public const string Silence = "silence";

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly ConcurrentBag<Task> _talks = [];
    private readonly Task _accepting;
    private int _connections;

    private ScriptedMailServer()
    {
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public int Connections => _connections;

    /// <summary>Message-IDs of mails whose final dot arrived, in order, whatever was answered.</summary>
    public ConcurrentQueue<string> Delivered { get; } = new();

    /// <summary>The mails themselves, dot-stuffing undone.</summary>
    public ConcurrentQueue<string> Mails { get; } = new();

    /// <summary>
    /// What to answer at a verb ("CONNECT", "EHLO", "AUTH", "MAIL", "RCPT", "DATA", "DOT", "QUIT"), given the line that
    /// was sent; null for the usual answer.
    /// </summary>
    public Func<string, string, Task<string?>> Answer { get; set; } = (_, _) => Task.FromResult<string?>(null);

    public static ScriptedMailServer Start() => new();

    /// <summary>A server that answers one thing at one verb and is kind otherwise.</summary>
    public static ScriptedMailServer Saying(string verb, string answer) => new()
    {
        Answer = (at, _) => Task.FromResult(at == verb ? answer : null),
    };

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _listener.Stop();
        await _accepting;
        await Task.WhenAll(_talks);
        _end.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (!_end.IsCancellationRequested)
        {
            var accepting = _listener.AcceptTcpClientAsync(_end.Token).AsTask();
            await ((Task)accepting).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (accepting.IsCompletedSuccessfully)
            {
                Interlocked.Increment(ref _connections);
                _talks.Add(TalkThenCloseAsync(accepting.Result));
            }
        }
    }

    private async Task TalkThenCloseAsync(TcpClient client)
    {
        using (client)
        {
            await TalkAsync(client.GetStream()).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task TalkAsync(NetworkStream stream)
    {
        using var reader = new StreamReader(stream, Encoding.Latin1);
        var said = await SayAsync(stream, "CONNECT", "", "220 ready");
        while (GoesOn(said) && await reader.ReadLineAsync(_end.Token) is { } line)
        {
            var verb = line.Split(' ', ':')[0].ToUpperInvariant();
            said = await SayAsync(stream, verb, line, verb switch
            {
                "EHLO" => "250-here\r\n250-AUTH LOGIN\r\n250 8BITMIME",
                "AUTH" => "235 welcome",
                "DATA" => "354 go on",
                "QUIT" => "221 bye",
                _ => "250 ok",
            });
            if (verb == "DATA" && said.StartsWith("354", StringComparison.Ordinal))
            {
                await TakeAsync(reader);
                said = await SayAsync(stream, "DOT", "", "250 2.0.0 taken");
            }
        }
    }

    private static bool GoesOn(string said) =>
        said != HangUp && !said.StartsWith("421", StringComparison.Ordinal)
        && !said.StartsWith("221", StringComparison.Ordinal);

    private async Task TakeAsync(StreamReader reader)
    {
        var mail = new StringBuilder();
        while (await reader.ReadLineAsync(_end.Token) is { } line && line != ".")
        {
            mail.Append(line.StartsWith('.') ? line[1..] : line).Append("\r\n");
        }

        Mails.Enqueue(mail.ToString());
        Delivered.Enqueue(MessageId().Match(mail.ToString()).Groups[1].Value);
    }

    private async Task<string> SayAsync(NetworkStream stream, string verb, string line, string usual)
    {
        var answer = await Answer(verb, line) ?? usual;
        if (answer == Silence)
        {
            await Task.Delay(Timeout.Infinite, _end.Token);
        }

        if (answer != HangUp)
        {
            await stream.WriteAsync(Encoding.Latin1.GetBytes(answer + "\r\n"), _end.Token);
        }

        return answer;
    }

    [GeneratedRegex(@"^Message-ID: <(.+?)>\r?$", RegexOptions.Multiline | RegexOptions.IgnoreCase)]
    private static partial Regex MessageId();
}
