using System.Net;
using Microsoft.EntityFrameworkCore;
using Portal.Core.Accounts;
using Portal.Core.Common;
using Portal.Core.Notices;
using Portal.Core.Staff;
using Portal.Testing;
using Portal.Web.Tests.Forms;

namespace Portal.Web.Tests.Office;

/// <summary>Letters by the rules: on an account, for a resident, in batches on paper.</summary>
public sealed class LettersOnPaperTests(PayingSite site) : IClassFixture<PayingSite>
{
    [Theory]
    [InlineData("en", "Proof of notice", "Words used", "agrees")]
    [InlineData("es", "Prueba del aviso", "Palabras usadas", "coincide")]
    public async Task A_letter_is_shown_on_the_account_with_its_paper_and_its_proof(
        string language, string title, string words, string agrees)
    {
        var account = await site.City.AccountAsync("Ana", $"letters-{language}@example.com");
        var notice = await WriteAsync(account, onPaper: false);
        var mail = await site.City.ReadAsync(db => db.OutboxMails.SingleAsync(m => m.DedupeKey == notice.MailKey));
        var staff = await site.TechnicianAsync();
        await staff.GoAsync($"/language/{language}");
        var at = $"/office/accounts/{account.Id}/notices";
        await FormCrawl.GoAsync(staff, $"/office/accounts/{account.Id}");

        Assert.Contains(notice.Subject, (await staff.GoAsync(at)).Text, StringComparison.Ordinal);
        Assert.Contains("$212.40", (await staff.GoAsync($"{at}/{notice.Id}")).Text, StringComparison.Ordinal);
        var proof = await staff.GoAsync($"/office/accounts/{account.Id}/letters/{mail.Id}/proof");

        Assert.Equal($"{at}/{notice.Id}/proof", proof.Path);
        foreach (var said in new[] { title, words, agrees, Convert.ToHexStringLower(notice.Sha256) })
        {
            Assert.Contains(said, proof.Text, StringComparison.Ordinal);
        }

        foreach (var file in new[] { $"{at}/{notice.Id}/pdf", $"{at}/{notice.Id}/proof/pdf" })
        {
            Assert.Equal(HttpStatusCode.OK, (await staff.SendAsync(new(HttpMethod.Get, file))).Status);
        }

        Assert.Equal(HttpStatusCode.NotFound, (await staff.GoAsync($"{at}/{Guid.NewGuid()}")).Status);
        Assert.True(await site.City.ReadAsync(db => db.Set<CustomerView>()
            .AnyAsync(v => v.CustomerAccountId == account.Id && v.Page == $"{at}/{notice.Id}")));
    }

    [Theory]
    [InlineData("en", "Notices about your account")]
    [InlineData("es", "Avisos sobre su cuenta")]
    public async Task A_resident_reads_their_own_letters_and_no_others(string language, string title)
    {
        var (own, other) = (await site.City.AccountAsync("Rosa"), await site.City.AccountAsync("Ben"));
        var (mine, theirs) = (await WriteAsync(own, language), await WriteAsync(other, language));
        var occupant = await WriteAsync(own, language, NoticeRecipient.Occupant, "occupant");
        var rosa = await site.ResidentAsync(own);
        await rosa.GoAsync($"/language/{language}");

        var list = await rosa.GoAsync("/my/letters/notices");

        Assert.Contains(title, list.Text, StringComparison.Ordinal);
        Assert.Contains(mine.Subject, list.Text, StringComparison.Ordinal);
        var opened = await rosa.GoAsync($"/my/letters/notices/{mine.Id}");
        Assert.Contains("$212.40", opened.Text, StringComparison.Ordinal);
        Assert.Equal(
            HttpStatusCode.OK,
            (await rosa.SendAsync(new(HttpMethod.Get, $"/my/letters/notices/{mine.Id}/pdf"))).Status);
        foreach (var hidden in new[] { theirs.Id, occupant.Id })
        {
            Assert.Equal(HttpStatusCode.NotFound, (await rosa.GoAsync($"/my/letters/notices/{hidden}")).Status);
            Assert.Equal(HttpStatusCode.NotFound, (await rosa.GoAsync($"/my/letters/notices/{hidden}/pdf")).Status);
        }
    }

    [Theory]
    [InlineData("en", "Print a batch", "Download the manifest", "Record", "Print it again",
        "The certificate of mailing is recorded.")]
    [InlineData("es", "Imprimir un lote", "Descargar la lista", "Registrar", "Imprimirla otra vez",
        "El certificado de envío está registrado.")]
    public async Task Letters_are_printed_printed_again_and_taken_by_the_post(
        string language, string print, string manifest, string record, string again, string done)
    {
        var account = await site.City.AccountAsync("Paper Customer");
        var notice = await WriteAsync(account, language);
        await WriteAsync(await site.City.AccountAsync("Second Customer"), language);
        var staff = await site.TechnicianAsync();
        await staff.GoAsync($"/language/{language}");

        var batch = await staff.SubmitAsync(await staff.GoAsync("/office/letters"), print);
        Assert.Contains("Paper Customer", batch.Text, StringComparison.Ordinal);
        var csv = await staff.SubmitAsync(batch, manifest);
        Assert.Contains("sequence,letter,kind", csv.Text, StringComparison.Ordinal);
        var wrong = await staff.SubmitAsync(batch, record, ("Input.Certificate", "3665-1"), ("Input.Pieces", "99"));
        Assert.Contains("2", wrong.Text, StringComparison.Ordinal);
        Assert.Equal(batch.Path, wrong.Path);
        var pulled = await staff.SubmitAsync(batch, again, ("Input.No", "1"), ("Input.Reason", "Torn"));
        Assert.Contains("Torn", pulled.Text, StringComparison.Ordinal);
        var mailed = await staff.SubmitAsync(pulled, record, ("Input.Certificate", "3665-2"), ("Input.Pieces", "1"));

        Assert.Contains(done, mailed.Text, StringComparison.Ordinal);
        Assert.Contains("3665-2", mailed.Text, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await staff.GoAsync($"/office/letters/batches/{notice.Id}")).Status);
        await staff.SubmitAsync(await staff.GoAsync("/office/letters"), print);
    }

    private Task<Notice> WriteAsync(
        CustomerAccount account, string language = "en", NoticeRecipient to = NoticeRecipient.Customer,
        string kind = "disconnection", bool onPaper = true) =>
        SampleNotice.WriteAsync(site.City, account, language, to, kind, onPaper);
}
