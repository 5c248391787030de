using Microsoft.Extensions.Options;
using Portal.Core.Mail;
using Portal.Testing.Mail;

namespace Portal.Core.Tests.Contracts;

/// <summary>MailKit keeps the contract.</summary>
public sealed class MailKitTransportTests : MailTransportContract
{
    [Fact]
    public async Task Without_the_encryption_it_must_have_it_sends_nothing()
    {
        await using var server = ScriptedMailServer.Start();
        var transport = new MailKitTransport(Options.Create(new MailSettings
        {
            Host = "127.0.0.1",
            Port = server.Port,
            FromAddress = "billing@alderfalls.example",
            StartTls = true,
        }));
        await using var connection = await transport.ConnectAsync(default);

        var answer = await connection.SendAsync(Mail(), default);

        Assert.IsType<MailAnswer.Deferred>(answer);
        Assert.Empty(server.Mails);
    }

    protected override IMailTransport To(int port, TimeSpan patience, string userName = "", string password = "") =>
        new MailKitTransport(Options.Create(new MailSettings
        {
            Host = "127.0.0.1",
            Port = port,
            FromAddress = "billing@alderfalls.example",
            UserName = userName,
            Password = password,
            Patience = patience,
        }));
}
