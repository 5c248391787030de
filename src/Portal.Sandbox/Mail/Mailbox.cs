using System.Text.Json;
using System.Text.Json.Nodes;

namespace Portal.Sandbox.Mail;

/// <summary>All mail the server took, and what it is told to do wrong.</summary>
public sealed class Mailbox : IDisposable
{
    private readonly Lock _gate = new();
    private readonly List<CaughtMail> _mails = [];
    private readonly List<SmtpFault> _faults = [];
    private readonly Journal? _journal;
    private TaskCompletionSource _news = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Mailbox(string? directory)
    {
        if (directory is not null)
        {
            (_journal, var lines) = Journal.Open(directory, "mail.jsonl");
            _mails.AddRange(lines.Select(FromLine));
        }
    }

    /// <summary>Oldest first.</summary>
    public IReadOnlyList<CaughtMail> All
    {
        get
        {
            lock (_gate)
            {
                return [.. _mails];
            }
        }
    }

    public IReadOnlyList<SmtpFault> Faults
    {
        get
        {
            lock (_gate)
            {
                return [.. _faults];
            }
        }
    }

    /// <summary>Mail to an address or a part of one, oldest first.</summary>
    public IReadOnlyList<CaughtMail> To(string address) => [.. All.Where(mail => mail.IsTo(address))];

    public CaughtMail? Find(string id) => All.FirstOrDefault(mail => mail.Id == id);

    /// <summary>Waits until a mail of a kind has come; it may have come already.</summary>
    public async Task<CaughtMail> WhenAsync(Func<CaughtMail, bool> wanted, CancellationToken ct)
    {
        while (true)
        {
            Task news;
            lock (_gate)
            {
                if (_mails.FirstOrDefault(wanted) is { } found)
                {
                    return found;
                }

                news = _news.Task;
            }

            await news.WaitAsync(ct);
        }
    }

    /// <summary>The server will do this to the next conversations that come to the fault's verb.</summary>
    public void FailNext(SmtpFault fault)
    {
        lock (_gate)
        {
            _faults.Add(fault);
        }
    }

    public void ClearFaults()
    {
        lock (_gate)
        {
            _faults.Clear();
        }
    }

    public void Dispose() => _journal?.Dispose();

    internal SmtpFault? Take(string verb)
    {
        lock (_gate)
        {
            var at = _faults.FindIndex(fault => fault.Verb == verb);
            if (at < 0)
            {
                return null;
            }

            var fault = _faults[at];
            if (fault.Times <= 1)
            {
                _faults.RemoveAt(at);
            }
            else
            {
                _faults[at] = fault with { Times = fault.Times - 1 };
            }

            return fault;
        }
    }

    internal void Keep(CaughtMail mail)
    {
        lock (_gate)
        {
            _mails.Add(mail);
            _journal?.Append(ToLine(mail));
            _news.SetResult();
            _news = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    private static string ToLine(CaughtMail mail) => new JsonObject
    {
        ["id"] = mail.Id,
        ["at"] = mail.ReceivedAt,
        ["sender"] = mail.Sender,
        ["recipients"] = JsonSerializer.SerializeToNode(mail.Recipients),
        ["raw"] = Convert.ToBase64String(mail.Raw),
    }.ToJsonString();

    private static CaughtMail FromLine(string line)
    {
        var mail = JsonNode.Parse(line)!;
        return new CaughtMail(
            (string)mail["id"]!, (DateTimeOffset)mail["at"]!, (string)mail["sender"]!,
            [.. mail["recipients"]!.AsArray().Select(recipient => (string)recipient!)],
            Convert.FromBase64String((string)mail["raw"]!));
    }
}

/// <summary>Something the mail server does wrong.</summary>
/// <param name="Verb">CONNECT, EHLO, AUTH, MAIL, RCPT, DATA, DOT (the end of the mail), RSET, NOOP or QUIT.</param>
/// <param name="Answer">What it says there, "450 4.2.0 Try later"; null hangs up without a word.</param>
/// <param name="Times">How often.</param>
/// <param name="KeepsMail">At DOT: the mail is kept all the same, so that a second sending makes a double.</param>
/// <param name="Wait">It says nothing for so long first (a tarpit).</param>
public sealed record SmtpFault(
    string Verb, string? Answer, int Times = 1, bool KeepsMail = false, TimeSpan Wait = default)
{
    /// <summary>The mail is taken, and the connection lost before the sender hears so.</summary>
    public static SmtpFault DropAfterDot() => new("DOT", null, KeepsMail: true);

    /// <summary>Slow, but well.</summary>
    public static SmtpFault Tarpit(string verb, TimeSpan wait) => new(verb, "", KeepsMail: true, Wait: wait);
}
