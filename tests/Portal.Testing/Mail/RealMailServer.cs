using System.Diagnostics;
using System.Text.Json;

namespace Portal.Testing.Mail;

/// <summary>
/// A mail server by others (Debian's python3-aiosmtpd) that keeps what it is sent, read by a MIME reader by others
/// (Python's email package). Tests that need it are skipped, and say so, where it is not installed.
/// </summary>
public sealed class RealMailServer : IAsyncDisposable
{
    public const string Python = "/usr/bin/python3";

    private const string Program = """
        import base64, email, email.policy, json, sys
        from aiosmtpd.controller import Controller
        from email.header import decode_header, make_header
        from email.utils import parseaddr

        def parts(message, kind):
            return [p for p in message.walk() if p.get_content_type() == kind and not p.is_attachment()]

        # The older reader: the newer one of Python 3.11 puts spaces between the encoded words of a name.
        def name(envelope, header):
            plain = email.message_from_bytes(envelope.original_content)
            return parseaddr(str(make_header(decode_header(plain[header]))))[0]

        class Keep:
            async def handle_DATA(self, server, session, envelope):
                m = email.message_from_bytes(envelope.original_content, policy=email.policy.default)
                print(json.dumps({
                    "from": envelope.mail_from, "to": envelope.rcpt_tos,
                    "raw": base64.b64encode(envelope.original_content).decode(),
                    "subject": m["subject"], "messageId": m["message-id"],
                    "toName": name(envelope, "to"), "fromName": name(envelope, "from"),
                    "text": "".join(p.get_content() for p in parts(m, "text/plain")),
                    "html": "".join(p.get_content() for p in parts(m, "text/html")),
                    "attachments": [{"name": a.get_filename(), "type": a.get_content_type(),
                                     "content": base64.b64encode(a.get_content()).decode()}
                                    for a in m.iter_attachments()]}), flush=True)
                return "250 2.0.0 kept"

        controller = Controller(Keep(), hostname="127.0.0.1", port=int(sys.argv[1]),
                                enable_SMTPUTF8=sys.argv[2] == "utf8")
        controller.start()
        print("ready", flush=True)
        sys.stdin.read()
        controller.stop()
        """;

    private readonly Process _process;

    private RealMailServer(Process process, int port)
    {
        _process = process;
        Port = port;
    }

    public int Port { get; }

    public static bool IsInstalled =>
        File.Exists(Python) && Directory.Exists("/usr/lib/python3/dist-packages/aiosmtpd");

    /// <param name="utf8">Whether it takes addresses in any script (RFC 6531).</param>
    public static async Task<RealMailServer> StartAsync(bool utf8 = false)
    {
        var port = LoopbackPort.Free();
        var process = Process.Start(new ProcessStartInfo(Python)
        {
            ArgumentList = { "-c", Program, $"{port}", utf8 ? "utf8" : "ascii" },
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        var said = await process.StandardOutput.ReadLineAsync();
        return said == "ready"
            ? new RealMailServer(process, port)
            : throw new InvalidOperationException($"aiosmtpd did not start: {said}");
    }

    /// <summary>The next mail it kept, waiting for it.</summary>
    public async Task<KeptMail> NextAsync()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        var line = await _process.StandardOutput.ReadLineAsync(patience.Token)
            ?? throw new InvalidOperationException("aiosmtpd ended.");
        return JsonSerializer.Deserialize<KeptMail>(line, JsonSerializerOptions.Web)!;
    }

    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}

/// <summary>A mail as a mail server received it and a mail reader understands it.</summary>
public sealed record KeptMail(
    string From,
    IReadOnlyList<string> To,
    byte[] Raw,
    string Subject,
    string MessageId,
    string ToName,
    string FromName,
    string Text,
    string Html,
    IReadOnlyList<KeptMail.Attached> Attachments)
{
    public sealed record Attached(string Name, string Type, byte[] Content);
}
