using System.Text;
using Portal.Core.Mail;
using Portal.Testing.Mail;

namespace Portal.Core.Tests.Contracts;

/// <summary>What every way of sending mail must do, asked through the port alone; adapters have subclasses.</summary>
public abstract class MailTransportContract
{
    /// <summary>The adapter, pointed at a server on this machine that asks for no TLS.</summary>
    protected abstract IMailTransport To(int port, TimeSpan patience, string userName = "", string password = "");

    [RealMailServerFact]
    public async Task A_mail_arrives_as_it_was_written()
    {
        await using var server = await RealMailServer.StartAsync();
        var pdf = Enumerable.Range(0, 5000).Select(i => (byte)(i % 251)).ToArray();
        var mail = Mail() with
        {
            ToName = "Анна Виногра́дов 依诺",
            Subject = "🚰 Su factura de $112.52 está lista: José, cada letra cuenta en un asunto bastante largo",
            Text = ".\r\n..two dots\r\n" + new string('x', 3000) + "\r\nпока 水",
            Html = "<p>" + new string('y', 3000) + "</p>\r\n.\r\n",
            Attachments = [new MailAttachment("receipt-R-7KQ2-M4XD.pdf", "application/pdf", pdf)],
        };

        var answer = await SendAsync(server.Port, mail);
        var kept = await server.NextAsync();

        Assert.IsType<MailAnswer.Accepted>(answer);
        Assert.Equal((mail.BounceAddress, mail.ToAddress), (kept.From, Assert.Single(kept.To)));
        Assert.Equal((mail.Subject, mail.ToName, mail.FromName), (kept.Subject, kept.ToName, kept.FromName));
        Assert.Equal($"<{mail.MessageId}>", kept.MessageId);
        Assert.Equal(mail.Text, kept.Text.ReplaceLineEndings("\r\n").TrimEnd('\r', '\n'));
        Assert.Equal(mail.Html.TrimEnd(), kept.Html.ReplaceLineEndings("\r\n").TrimEnd());
        var attached = Assert.Single(kept.Attachments);
        Assert.Equal(("receipt-R-7KQ2-M4XD.pdf", "application/pdf"), (attached.Name, attached.Type));
        Assert.Equal(pdf, attached.Content);
    }

    [RealMailServerFact]
    public async Task No_line_is_longer_than_mail_allows_and_each_header_stands_once()
    {
        await using var server = await RealMailServer.StartAsync();

        await SendAsync(server.Port, Mail() with { Text = new string('x', 5000), Subject = new string('s', 900) });
        var raw = Encoding.UTF8.GetString((await server.NextAsync()).Raw);

        Assert.All(raw.Split("\r\n"), line => Assert.InRange(line.Length, 0, 998));
        var head = raw[..raw.IndexOf("\r\n\r\n", StringComparison.Ordinal)].Split("\r\n");
        foreach (var name in new[] { "Subject:", "From:", "To:", "Message-ID:", "Date:", "MIME-Version:" })
        {
            Assert.Single(head, line => line.StartsWith(name, StringComparison.OrdinalIgnoreCase));
        }
    }

    [RealMailServerFact]
    public async Task A_domain_in_another_script_is_sent_in_its_ascii_form()
    {
        await using var server = await RealMailServer.StartAsync();

        var answer = await SendAsync(server.Port, Mail() with { ToAddress = "rosa@bücher.example" });

        Assert.IsType<MailAnswer.Accepted>(answer);
        Assert.Equal("rosa@xn--bcher-kva.example", Assert.Single((await server.NextAsync()).To));
    }

    [RealMailServerFact]
    public async Task An_address_in_another_script_is_refused_where_the_server_cannot_take_it()
    {
        await using var server = await RealMailServer.StartAsync();

        var answer = await SendAsync(server.Port, Mail() with { ToAddress = "роза@example.com" });

        Assert.IsType<MailAnswer.Refused>(answer);
    }

    [RealMailServerFact]
    public async Task An_address_in_another_script_is_sent_where_the_server_can()
    {
        await using var server = await RealMailServer.StartAsync(utf8: true);

        var answer = await SendAsync(server.Port, Mail() with { ToAddress = "роза@example.com" });

        Assert.IsType<MailAnswer.Accepted>(answer);
        Assert.Equal("роза@example.com", Assert.Single((await server.NextAsync()).To));
    }

    [Theory]
    [InlineData("subject")]
    [InlineData("to name")]
    [InlineData("to address")]
    [InlineData("from name")]
    [InlineData("message id")]
    public async Task A_line_end_in_a_header_is_a_bug_and_nothing_is_sent(string where)
    {
        await using var server = ScriptedMailServer.Start();
        const string Evil = "a\r\nBcc: all@example.com";
        var mail = where switch
        {
            "subject" => Mail() with { Subject = Evil },
            "to name" => Mail() with { ToName = Evil },
            "to address" => Mail() with { ToAddress = Evil },
            "from name" => Mail() with { FromName = Evil },
            _ => Mail() with { MessageId = Evil },
        };

        await Assert.ThrowsAsync<ArgumentException>(() => SendAsync(server.Port, mail));

        Assert.Empty(server.Mails);
    }

    [Theory]
    [InlineData("421 4.3.2 Shutting down", typeof(MailAnswer.Deferred))]
    [InlineData("450 4.2.1 Greylisted", typeof(MailAnswer.Deferred))]
    [InlineData("452 4.2.2 Mailbox full", typeof(MailAnswer.Deferred))]
    [InlineData("552 5.2.2 Mailbox full", typeof(MailAnswer.Deferred))]
    [InlineData("500 5.5.1 What?", typeof(MailAnswer.Refused))]
    [InlineData("550 5.1.1 No such person", typeof(MailAnswer.Refused))]
    [InlineData("554 5.6.0 Not like this", typeof(MailAnswer.Refused))]
    [InlineData("535 5.7.8 Who are you?", typeof(MailAnswer.QueueMustPause))]
    [InlineData("530 5.7.0 Sign in first", typeof(MailAnswer.QueueMustPause))]
    public async Task What_the_server_says_decides_at_every_verb(string said, Type expected)
    {
        foreach (var verb in new[] { "MAIL", "RCPT", "DATA", "DOT" })
        {
            await using var server = ScriptedMailServer.Saying(verb, said);

            var answer = await SendAsync(server.Port, Mail());

            Assert.Equal($"{verb} {expected.Name}", $"{verb} {answer.GetType().Name}");
        }
    }

    [Theory]
    [InlineData("MAIL", typeof(MailAnswer.QueueMustPause))]
    [InlineData("RCPT", typeof(MailAnswer.Refused))]
    public async Task A_policy_against_us_pauses_and_one_against_a_recipient_does_not(string verb, Type expected)
    {
        await using var server = ScriptedMailServer.Saying(verb, "550 5.7.1 Not allowed");

        var answer = await SendAsync(server.Port, Mail());

        Assert.IsType(expected, answer);
        Assert.True(answer is not MailAnswer.Refused { OfRecipient: false });
    }

    [Theory]
    [InlineData("421 4.3.2 Busy")]
    [InlineData("450 4.3.2 Busy")]
    [InlineData("550 5.7.1 Not from you")]
    [InlineData("554 5.3.2 No mail here")]
    public async Task A_server_that_will_not_talk_takes_no_mail(string said)
    {
        foreach (var greeting in new[] { new[] { "CONNECT" }, ["EHLO", "HELO"] })
        {
            await using var server = ScriptedMailServer.Start();
            server.Answer = (verb, _) => Task.FromResult(greeting.Contains(verb) ? said : null);

            var answer = await SendAsync(server.Port, Mail());

            Assert.IsNotType<MailAnswer.Accepted>(answer);
            Assert.Empty(server.Mails);
        }
    }

    [Fact]
    public async Task A_wrong_password_pauses_the_queue()
    {
        await using var server = ScriptedMailServer.Start();
        server.Answer = (verb, _) => Task.FromResult(verb switch
        {
            "AUTH" => "535 5.7.8 Wrong",
            "MAIL" => "530 5.7.0 Sign in first",
            _ => null,
        });

        var answer = await SendAsync(server.Port, Mail(), "city", "wrong");

        Assert.IsType<MailAnswer.QueueMustPause>(answer);
    }

    [Theory]
    [InlineData("CONNECT")]
    [InlineData("EHLO")]
    [InlineData("MAIL")]
    [InlineData("RCPT")]
    [InlineData("DATA")]
    [InlineData("DOT")]
    public async Task A_connection_cut_anywhere_means_later(string verb)
    {
        await using var server = ScriptedMailServer.Saying(verb, ScriptedMailServer.HangUp);

        var answer = await SendAsync(server.Port, Mail());

        Assert.True(Assert.IsType<MailAnswer.Deferred>(answer).ServerIsAway);
    }

    [Theory]
    [InlineData("CONNECT")]
    [InlineData("RCPT")]
    [InlineData("DOT")]
    public async Task A_server_that_keeps_silent_is_waited_for_only_so_long(string verb)
    {
        await using var server = ScriptedMailServer.Saying(verb, ScriptedMailServer.Silence);
        await using var connection = await To(server.Port, TimeSpan.FromMilliseconds(300)).ConnectAsync(default);

        var answer = await connection.SendAsync(Mail(), default);

        Assert.True(Assert.IsType<MailAnswer.Deferred>(answer).ServerIsAway);
    }

    [Fact]
    public async Task No_server_at_all_means_later()
    {
        int port;
        await using (var server = ScriptedMailServer.Start())
        {
            port = server.Port;
        }

        var answer = await SendAsync(port, Mail());

        Assert.True(Assert.IsType<MailAnswer.Deferred>(answer).ServerIsAway);
    }

    [Fact]
    public async Task Many_mails_go_over_one_connection_and_a_refusal_does_not_end_it_for_the_rest()
    {
        await using var server = ScriptedMailServer.Start();
        server.Answer = (verb, line) => Task.FromResult(
            verb == "RCPT" && line.Contains("nobody", StringComparison.Ordinal) ? "550 5.1.1 Nobody" : null);
        await using var connection = await To(server.Port, TimeSpan.FromSeconds(20)).ConnectAsync(default);

        for (var i = 0; i < 10; i++)
        {
            Assert.IsType<MailAnswer.Accepted>(await connection.SendAsync(Mail(), default));
        }

        Assert.Equal(1, server.Connections);
        Assert.IsType<MailAnswer.Refused>(
            await connection.SendAsync(Mail() with { ToAddress = "nobody@example.com" }, default));
        Assert.IsType<MailAnswer.Accepted>(await connection.SendAsync(Mail(), default));
        Assert.Equal(11, server.Mails.Count);
    }

    [Theory]
    [InlineData("554 5.0.0 Never")]
    [InlineData(ScriptedMailServer.HangUp)]
    public async Task A_rude_goodbye_changes_nothing(string said)
    {
        await using var server = ScriptedMailServer.Saying("QUIT", said);

        Assert.IsType<MailAnswer.Accepted>(await SendAsync(server.Port, Mail()));
    }

    protected static OutgoingMail Mail() => new(
        $"{Guid.NewGuid():N}@alderfalls.example", "bounces@alderfalls.example", "City of Alder Falls",
        "billing@alderfalls.example", "Rosa Delgado", "rosa.delgado@example.com", "Your receipt", "Thank you.\r\n",
        "<p>Thank you.</p>", []);

    private async Task<MailAnswer> SendAsync(int port, OutgoingMail mail, string userName = "", string password = "")
    {
        await using var connection = await To(port, TimeSpan.FromSeconds(20), userName, password).ConnectAsync(default);
        return await connection.SendAsync(mail, default);
    }
}

/// <summary>A fact that needs aiosmtpd: where it is not installed, it is skipped and says so.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class RealMailServerFactAttribute : FactAttribute
{
    public RealMailServerFactAttribute() => Skip = RealMailServer.IsInstalled ? null! : "python3-aiosmtpd is not here.";
}
