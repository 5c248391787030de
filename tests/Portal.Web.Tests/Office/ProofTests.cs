using System.Net;
using Microsoft.EntityFrameworkCore;
using Portal.Core.Accounts.Contacts;
using Portal.Core.Mail;
using Portal.Core.Mail.Letters;
using Portal.Core.Usage.Alerts;
using Portal.Testing;
using Portal.Web.Tests.Forms;

namespace Portal.Web.Tests.Office;

/// <summary>The proof of one notice, and the link of a mail that stops its topic without a sign-in.</summary>
public sealed class ProofTests(PayingSite site) : IClassFixture<PayingSite>
{
    [Theory]
    [InlineData("en", "Proof of notice", "Waits to be sent")]
    [InlineData("es", "Prueba del aviso", "Espera ser enviado")]
    public async Task The_chain_of_a_mail_is_shown_and_handed_out_as_pdf(string language, string title, string state)
    {
        var account = await site.City.AccountAsync("Ana", $"proof-{language}@example.com");
        await site.City.PartAsync<TellCustomer, bool>(tell => tell.RunAsync(
            account.Id, NoticeTopic.Service,
            to => new PaymentNotTakenLetter(to.Name, new(100), new(2026, 11, 16), new("https://pay.example/")),
            $"service:{account.Id}", null, default));
        var mail = await MailAsync(account.Id);
        var staff = await site.TechnicianAsync();
        await staff.GoAsync($"/language/{language}");

        // Saying why leads to the account; from then on its letters are open.
        await FormCrawl.GoAsync(staff, $"/office/accounts/{account.Id}");
        var page = await staff.GoAsync($"/office/accounts/{account.Id}/letters/{mail.Id}/proof");
        Assert.Contains(title, page.Text, StringComparison.Ordinal);
        Assert.Contains(state, page.Text, StringComparison.Ordinal);
        Assert.Contains($"{mail.Id:N}@", page.Text, StringComparison.Ordinal);
        var pdf = await staff.SendAsync(
            new(HttpMethod.Get, $"/office/accounts/{account.Id}/letters/{mail.Id}/proof/pdf"));
        Assert.Equal(HttpStatusCode.OK, pdf.Status);
        Assert.Equal(
            HttpStatusCode.NotFound,
            (await staff.GoAsync($"/office/accounts/{account.Id}/letters/{Guid.NewGuid()}/proof")).Status);
    }

    [Theory]
    [InlineData("en", "Stop these alerts", "Stopped.")]
    [InlineData("es", "Dejar de recibir estas alertas", "Listo.")]
    public async Task A_mail_of_a_leak_is_stopped_from_the_mail_by_a_person_or_a_program(
        string language, string button, string done)
    {
        var account = await site.City.AccountAsync("Ana", $"stop-{language}@example.com");
        await site.City.PartAsync<TellCustomer, bool>(tell => tell.RunAsync(
            account.Id, NoticeTopic.UseAlerts,
            to => new UseAlertLetter(
                to.Name, "••4471", "12 Elm St", UseAlertKind.Leak, new(2026, 11, 1), new(2026, 11, 3), 5m, 1m, "ccf",
                new("https://pay.example/my/use")),
            $"alert:{account.Id}", null, default));
        var address = $"/mail/stop/{(await MailAsync(account.Id)).StopToken}";
        var somebody = site.Browser(language);

        var page = await somebody.GoAsync(address);
        var stopped = await somebody.SubmitAsync(page, button);

        Assert.Contains(done, stopped.Text, StringComparison.Ordinal);
        var program = await site.Browser().SendAsync(new HttpRequestMessage(HttpMethod.Post, address)
        {
            Content = new FormUrlEncodedContent([new("List-Unsubscribe", "One-Click")]),
        });
        Assert.Equal(HttpStatusCode.OK, program.Status);
        Assert.Equal(
            HttpStatusCode.NotFound, (await somebody.GoAsync($"/mail/stop/{new string('0', 32)}")).Status);
    }

    private Task<OutboxMail> MailAsync(Guid account) => site.City.ReadAsync(db =>
        db.OutboxMails.AsNoTracking().SingleAsync(m => m.CustomerAccountId == account));
}
