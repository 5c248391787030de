using System.Net.Mail;
using System.Net.Sockets;
using System.Text;
using Portal.Sandbox;
using Portal.Sandbox.Mail;
using Xunit;

namespace Portal.Core.Tests.Sandbox;

/// <summary>The sandbox's mail server, spoken to by the framework's client and by hand.</summary>
public sealed class MailServerTests : IAsyncLifetime
{
    private SandboxServer _sandbox = null!;

    public async Task InitializeAsync() => _sandbox = await SandboxServer.StartAsync();

    public async Task DisposeAsync() => await _sandbox.DisposeAsync();

    [Fact]
    public async Task A_mail_with_everything_in_it_is_caught_whole()
    {
        const string Text = "Señora Delgado,\r\n.\r\n..dots\r\nYour payment of $84.10 is on its way. 水道";
        using var mail = new MailMessage("billing@alderfalls.example", "rosa.delgado@example.com")
        {
            Subject = "Receipt ✓ for Señora Delgado, a subject long enough to be written in several encoded words",
            Body = Text,
        };
        mail.AlternateViews.Add(AlternateView.CreateAlternateViewFromString(
            "<p>Your payment of $84.10 is on its way. 水道</p>", Encoding.UTF8, "text/html"));
        mail.Attachments.Add(new Attachment(new MemoryStream([1, 2, 3, 0, 255]), "receipt.pdf", "application/pdf"));
        using var client = new SmtpClient("127.0.0.1", _sandbox.SmtpPort);

        await client.SendMailAsync(mail);

        var caught = Assert.Single(_sandbox.Mail.To("rosa.delgado@example.com"));
        Assert.Equal(mail.Subject, caught.Subject);
        Assert.Equal(Text, caught.Text);
        Assert.Equal("<p>Your payment of $84.10 is on its way. 水道</p>", caught.Html);
        var attachment = Assert.Single(caught.Attachments);
        Assert.Equal("receipt.pdf", attachment.FileName);
        Assert.Equal(new byte[] { 1, 2, 3, 0, 255 }, attachment.Content);
    }

    [Fact]
    public async Task Verbs_are_answered_in_their_order()
    {
        var answers = await SayAsync(
            "EHLO me", "RCPT TO:<a@b.example>", "DATA", "MAIL FROM:<me@b.example> SIZE=99999999999",
            "MAIL FROM:<me@b.example> SIZE=100", "RCPT TO:<a@b.example>", "NOOP", "RSET", "DATA", "WHAT", "QUIT");

        Assert.Equal(
            ["220", "250", "503", "503", "552", "250", "250", "250", "250", "503", "502", "221"], answers);
        Assert.Empty(_sandbox.Mail.All);
    }

    [Theory]
    [InlineData("EHLO", "421 4.3.2 Not now")]
    [InlineData("MAIL", "450 4.2.1 Later")]
    [InlineData("RCPT", "550 5.1.1 Nobody here")]
    [InlineData("DATA", "452 4.3.1 Full")]
    [InlineData("DOT", "554 5.7.1 No")]
    public async Task It_refuses_at_the_verb_it_was_told_to(string verb, string answer)
    {
        _sandbox.Mail.FailNext(new SmtpFault(verb, answer));

        var answers = await SayAsync(
            "EHLO me", "MAIL FROM:<me@b.example>", "RCPT TO:<a@b.example>", "DATA", "Subject: x\r\n\r\nBody\r\n.");

        Assert.Contains(answer[..3], answers);
        Assert.Empty(_sandbox.Mail.All);
        Assert.Empty(_sandbox.Mail.Faults);
    }

    [Fact]
    public async Task It_hangs_up_after_the_dot_with_the_mail_in_hand()
    {
        _sandbox.Mail.FailNext(SmtpFault.DropAfterDot());

        var answers = await SayAsync(
            "EHLO me", "MAIL FROM:<me@b.example>", "RCPT TO:<a@b.example>", "DATA", "Subject: x\r\n\r\nBody\r\n.");

        Assert.Equal("354", answers[^1]);
        Assert.Single(_sandbox.Mail.All);
    }

    /// <summary>Says lines and hears the code of each answer, until the server hangs up.</summary>
    private async Task<List<string>> SayAsync(params string[] lines)
    {
        using var client = new TcpClient("127.0.0.1", _sandbox.SmtpPort);
        using var reader = new StreamReader(client.GetStream());
        await using var writer = new StreamWriter(client.GetStream()) { NewLine = "\r\n", AutoFlush = true };
        var answers = new List<string>();
        await HearAsync(reader, answers);
        foreach (var line in lines)
        {
            await writer.WriteLineAsync(line);
            if (!await HearAsync(reader, answers))
            {
                break;
            }

            if (line == "DATA" && answers[^1] != "354" && lines[^1] != "QUIT")
            {
                break;
            }
        }

        return answers;
    }

    private static async Task<bool> HearAsync(StreamReader reader, List<string> answers)
    {
        while (await reader.ReadLineAsync() is { } line)
        {
            if (line[3] == ' ')
            {
                answers.Add(line[..3]);
                return true;
            }
        }

        return false;
    }
}
