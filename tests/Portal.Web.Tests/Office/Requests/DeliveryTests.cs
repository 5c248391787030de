using System.Net;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Portal.Core.Accounts;
using Portal.Core.Billing;
using Portal.Core.Data;
using Portal.Core.Mail;
using Portal.Core.Mail.Bounces;
using Portal.Core.Money;
using Portal.Web.Webhooks;

namespace Portal.Web.Tests.Office.Requests;

/// <summary>A mail server posts what came back; the resident reads it at home and the office lifts it.</summary>
public sealed class DeliveryTests(PayingSite site) : IClassFixture<PayingSite>
{
    private static int _no;

    [Theory]
    [InlineData("en", "We cannot send you e-mail", "Mail to it again", "Say why mail may go to this address again")]
    [InlineData("es", "No podemos enviarle correos electrónicos", "Volver a escribir", "Diga por qué")]
    public async Task A_bounce_is_shown_at_home_and_lifted_by_the_office(
        string language, string banner, string again, string why)
    {
        var (account, mail) = await BillAsync();
        var resident = await site.ResidentAsync(account);
        await resident.GoAsync($"/language/{language}");
        Assert.DoesNotContain(banner, (await resident.GoAsync("/my")).Text, StringComparison.Ordinal);

        Assert.Equal(HttpStatusCode.Accepted, await PostAsync(Report(mail), PayingSite.BounceSecret));

        var home = await resident.GoAsync("/my");
        Assert.Contains(banner, home.Text, StringComparison.Ordinal);
        Assert.Contains(mail.ToAddress, home.Text, StringComparison.Ordinal);
        var staff = await site.TechnicianAsync();
        await staff.GoAsync($"/language/{language}");
        var list = await staff.GoAsync($"/office/requests/delivery?find={mail.ToAddress}");
        Assert.Contains("No such person", list.Text, StringComparison.Ordinal);
        var refused = await staff.SubmitAsync(list, again);
        Assert.Contains(why, refused.Text, StringComparison.Ordinal);
        var lifted = await staff.SubmitAsync(refused, again, ("Input.Reason", "They called."));
        Assert.Contains(mail.ToAddress, lifted.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(banner, (await resident.GoAsync("/my")).Text, StringComparison.Ordinal);
        var after = await staff.GoAsync($"/office/requests/delivery?show=Lifted&find={mail.ToAddress}");
        Assert.Contains("They called.", after.Text, StringComparison.Ordinal);
        Assert.Contains(
            mail.ToAddress, (await staff.GoAsync("/office/requests/delivery?show=Reports")).Text,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_is_believed_who_does_not_know_the_secret()
    {
        var (_, mail) = await BillAsync();

        Assert.Equal(HttpStatusCode.Unauthorized, await PostAsync(Report(mail), "wrong"));
        Assert.Equal(HttpStatusCode.Unauthorized, await PostAsync(Report(mail), ""));

        Assert.Null(await site.City.ReadAsync(db => db.MailStopOfAsync(mail.ToAddress, default)));
    }

    [Fact]
    public async Task What_is_no_report_is_taken_and_forgotten() =>
        Assert.Equal(HttpStatusCode.Accepted, await PostAsync("\0\0\0nothing", PayingSite.BounceSecret));

    [Theory]
    [InlineData("127.0.0.1", true)]
    [InlineData("::1", true)]
    [InlineData("10.1.2.3", true)]
    [InlineData("172.31.0.1", true)]
    [InlineData("192.168.1.1", true)]
    [InlineData("::ffff:10.0.0.1", true)]
    [InlineData("fd00::1", true)]
    [InlineData("172.32.0.1", false)]
    [InlineData("8.8.8.8", false)]
    [InlineData("2001:db8::1", false)]
    public void Only_the_networks_that_lead_nowhere_else_are_inside(string address, bool expected) =>
        Assert.Equal(expected, BounceWebhook.IsInside(IPAddress.Parse(address)));

    private async Task<(CustomerAccount Account, OutboxMail Mail)> BillAsync()
    {
        var account = await site.City.AccountAsync("Ana", $"ana{Interlocked.Increment(ref _no)}@example.com");
        await site.City.ReadAsync(db => db.CustomerAccounts.Where(a => a.Id == account.Id)
            .ExecuteUpdateAsync(a => a.SetProperty(x => x.BillDelivery, BillDelivery.Email)));
        await site.City.BillAsync(account, new Usd(80_00));
        return (account, await site.City.ReadAsync(db => db.OutboxMails.AsNoTracking()
            .SingleAsync(m => m.CustomerAccountId == account.Id && m.Kind == "bill_ready")));
    }

    private async Task<HttpStatusCode> PostAsync(string report, string secret) => (await site.Browser().SendAsync(
        new HttpRequestMessage(HttpMethod.Post, "/webhooks/bounces")
        {
            Headers = { { BounceWebhook.SecretHeader, secret } },
            Content = new ByteArrayContent(Encoding.Latin1.GetBytes(report)),
        })).Status;

    private static string Report(OutboxMail mail) =>
        $"From: MAILER-DAEMON@mx.example.com\nTo: bounce+{mail.Token}@alderfalls.example\n"
        + $"Subject: Undelivered\nMessage-ID: <{mail.Id:N}@mx.example.com>\nMIME-Version: 1.0\n"
        + "Content-Type: multipart/report; report-type=delivery-status; boundary=b\n\n--b\n"
        + "Content-Type: message/delivery-status\n\nReporting-MTA: dns; mx\n\n"
        + $"Final-Recipient: rfc822;{mail.ToAddress}\n"
        + "Action: failed\nStatus: 5.1.1\nDiagnostic-Code: smtp; 550 5.1.1 No such person\n\n--b--\n";
}
