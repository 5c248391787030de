using System.Text;
using System.Text.RegularExpressions;

namespace Portal.Sandbox.Mail;

/// <summary>One connection of the mail server (RFC 5321), from greeting to goodbye.</summary>
internal sealed partial class SmtpConversation(Stream stream, Mailbox mailbox, TimeProvider clock)
{
    private const int LargestMail = 26_214_400;
    private const int LongestLine = 65_536;

    private readonly byte[] _buffer = new byte[16_384];
    private readonly List<string> _recipients = [];
    private int _at;
    private int _filled;
    private string? _sender;

    public async Task RunAsync(CancellationToken ct)
    {
        if (!await AnswerAsync("CONNECT", "220 sandbox.localhost ESMTP; test server, no mail leaves", ct))
        {
            return;
        }

        while (await ReadLineAsync(ct) is { } bytes)
        {
            var line = Encoding.UTF8.GetString(bytes).TrimEnd('\r', '\n');
            var verb = line.Split(' ', ':')[0].ToUpperInvariant();
            if (!await HandleAsync(verb == "HELO" ? "EHLO" : verb, line, ct) || verb == "QUIT")
            {
                return;
            }
        }
    }

    private async Task<bool> HandleAsync(string verb, string line, CancellationToken ct) => verb switch
    {
        "EHLO" => await AnswerAsync(verb, Hello(line), ct),
        "AUTH" => await AuthAsync(line, ct),
        "MAIL" => await MailAsync(line, ct),
        "RCPT" => await RecipientAsync(line, ct),
        "DATA" => await DataAsync(ct),
        "RSET" => await ResetAsync(ct),
        "NOOP" => await AnswerAsync(verb, "250 2.0.0 OK", ct),
        "VRFY" => await AnswerAsync(verb, "252 2.5.0 Send some mail and see", ct),
        "QUIT" => await AnswerAsync(verb, "221 2.0.0 Bye", ct),
        _ => await AnswerAsync(verb, "502 5.5.1 Command not known here", ct),
    };

    private static string Hello(string line) => line.StartsWith("HELO", StringComparison.OrdinalIgnoreCase)
        ? "250 sandbox.localhost"
        : $"250-sandbox.localhost\r\n250-SIZE {LargestMail}\r\n250-8BITMIME\r\n250-SMTPUTF8\r\n"
            + "250-ENHANCEDSTATUSCODES\r\n250 AUTH LOGIN PLAIN";

    private async Task<bool> AuthAsync(string line, CancellationToken ct)
    {
        var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var questions = words.Length > 1 && words[1].Equals("LOGIN", StringComparison.OrdinalIgnoreCase)
            ? new[] { "334 VXNlcm5hbWU6", "334 UGFzc3dvcmQ6" }
            : ["334 "];
        foreach (var question in questions.Skip(words.Length - 2))
        {
            await WriteAsync(question, ct);
            if (await ReadLineAsync(ct) is null)
            {
                return false;
            }
        }

        return await AnswerAsync("AUTH", "235 2.7.0 Anybody may", ct);
    }

    private async Task<bool> MailAsync(string line, CancellationToken ct)
    {
        if (MailFrom().Match(line) is not { Success: true } match)
        {
            return await AnswerAsync("", "501 5.5.4 Say MAIL FROM:<address>", ct);
        }

        if (Size().Match(line) is { Success: true } size
            && (!long.TryParse(size.Groups[1].Value, out var bytes) || bytes > LargestMail))
        {
            return await AnswerAsync("", "552 5.3.4 Too large", ct);
        }

        return await AnswerAsync("MAIL", "250 2.1.0 OK", ct, () =>
        {
            _sender = match.Groups[1].Value;
            _recipients.Clear();
        });
    }

    private async Task<bool> RecipientAsync(string line, CancellationToken ct)
    {
        if (_sender is null)
        {
            return await AnswerAsync("", "503 5.5.1 MAIL comes first", ct);
        }

        return RcptTo().Match(line) is { Success: true } match
            ? await AnswerAsync("RCPT", "250 2.1.5 OK", ct, () => _recipients.Add(match.Groups[1].Value))
            : await AnswerAsync("", "501 5.5.4 Say RCPT TO:<address>", ct);
    }

    private async Task<bool> ResetAsync(CancellationToken ct)
    {
        _sender = null;
        _recipients.Clear();
        return await AnswerAsync("RSET", "250 2.0.0 OK", ct);
    }

    private async Task<bool> DataAsync(CancellationToken ct)
    {
        if (_sender is null || _recipients.Count == 0)
        {
            return await AnswerAsync("", "503 5.5.1 MAIL and RCPT come first", ct);
        }

        var goOn = false;
        var stays = await AnswerAsync("DATA", "354 End with a line that is a dot", ct, () => goOn = true);
        if (!stays || !goOn)
        {
            return stays;
        }

        if (await ReadMailAsync(ct) is not { } raw)
        {
            return false;
        }

        var mail = new CaughtMail(
            Guid.CreateVersion7(clock.GetUtcNow()).ToString("n"), clock.GetUtcNow(), _sender, [.. _recipients], raw);
        _sender = null;
        return raw.Length > LargestMail
            ? await AnswerAsync("", "552 5.3.4 Too large", ct)
            : await AnswerAsync("DOT", $"250 2.0.0 Taken as {mail.Id}", ct, () => mailbox.Keep(mail));
    }

    /// <summary>The mail's bytes with dots unstuffed; null when the line broke.</summary>
    private async Task<byte[]?> ReadMailAsync(CancellationToken ct)
    {
        using var raw = new MemoryStream();
        while (await ReadLineAsync(ct) is { } line)
        {
            if (line is [(byte)'.', (byte)'\r', (byte)'\n'] or [(byte)'.', (byte)'\n'])
            {
                return raw.ToArray();
            }

            if (raw.Length <= LargestMail)
            {
                raw.Write(line.AsSpan(line[0] == '.' ? 1 : 0));
            }
        }

        return null;
    }

    /// <summary>Answers as usual, or as a fault says; the effect happens only with the usual answer.</summary>
    private async Task<bool> AnswerAsync(string verb, string usual, CancellationToken ct, Action? effect = null)
    {
        if (mailbox.Take(verb) is not { } fault)
        {
            effect?.Invoke();
            return await WriteAsync(usual, ct);
        }

        await Task.Delay(fault.Wait, ct);
        if (fault.KeepsMail)
        {
            effect?.Invoke();
        }

        return fault.Answer is not null && await WriteAsync(fault.Answer.Length == 0 ? usual : fault.Answer, ct)
            && !fault.Answer.StartsWith("421", StringComparison.Ordinal);
    }

    private async Task<bool> WriteAsync(string answer, CancellationToken ct)
    {
        await stream.WriteAsync(Encoding.UTF8.GetBytes(answer + "\r\n"), ct);
        return true;
    }

    /// <summary>A line with its end; null at the end of the stream or when it is absurdly long.</summary>
    private async Task<byte[]?> ReadLineAsync(CancellationToken ct)
    {
        var line = new List<byte>();
        while (line.Count < LongestLine)
        {
            if (_at == _filled)
            {
                (_at, _filled) = (0, await stream.ReadAsync(_buffer, ct));
                if (_filled == 0)
                {
                    return null;
                }
            }

            var end = _buffer.AsSpan(_at, _filled - _at).IndexOf((byte)'\n');
            var take = end < 0 ? _filled - _at : end + 1;
            line.AddRange(_buffer.AsSpan(_at, take));
            _at += take;
            if (end >= 0)
            {
                return [.. line];
            }
        }

        return null;
    }

    [GeneratedRegex(@"\AMAIL FROM:\s*<([^>]*)>", RegexOptions.IgnoreCase)]
    private static partial Regex MailFrom();

    [GeneratedRegex(@"\ARCPT TO:\s*<([^>]+)>", RegexOptions.IgnoreCase)]
    private static partial Regex RcptTo();

    [GeneratedRegex(@"\sSIZE=(\d+)", RegexOptions.IgnoreCase)]
    private static partial Regex Size();
}
