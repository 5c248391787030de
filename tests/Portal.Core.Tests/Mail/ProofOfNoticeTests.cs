using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Portal.Core.Common;
using Portal.Core.Documents;
using Portal.Core.Mail;
using Portal.Core.Tests.Mail.Bounces;

namespace Portal.Core.Tests.Mail;

/// <summary>The chain from what caused a letter to how it was delivered.</summary>
public sealed class ProofOfNoticeTests(BounceCity mails) : IClassFixture<BounceCity>
{
    [Fact]
    public async Task The_hash_that_is_kept_is_of_the_bytes_that_the_server_got()
    {
        var mail = await mails.LetterAsync("bytes@example.com");

        var got = mails.Server.Mails.Single(m => m.Contains("bytes@example.com", StringComparison.Ordinal));

        Assert.Equal(mail.SentSha256, SHA256.HashData(Encoding.Latin1.GetBytes(got)));
    }

    [Theory]
    [InlineData("en", "Accepted by the mail server", "It is the customer's address on file")]
    [InlineData("es", "Aceptado por el servidor de correo", "Es la dirección del cliente en el expediente")]
    public async Task Each_link_is_there_for_a_bill_that_came_back(string language, string accepted, string why)
    {
        var (account, _, mail) = await mails.BillAsync($"proof-{language}@example.com");
        await mails.TakeAsync(BounceCity.Report(mail, BounceCity.Hard, said: "No such person"));

        var proof = await ProofAsync(account.Id, mail.Id);

        var (culture, clock) = (CultureInfo.GetCultureInfo($"{language}-US"), Clock());
        var chain = proof!.Chain(culture, clock);
        var all = string.Join('\n', chain.SelectMany(l => l.Facts).Select(f => $"{f.Label}: {f.Value}"));
        Assert.Equal(6, chain.Count);
        Assert.Contains(accepted, all, StringComparison.Ordinal);
        Assert.Contains(why, all, StringComparison.Ordinal);
        Assert.Contains(Convert.ToHexStringLower(mail.SentSha256!), all, StringComparison.Ordinal);
        Assert.Contains("250 2.0.0 taken", all, StringComparison.Ordinal);
        Assert.Contains("No such person", all, StringComparison.Ordinal);
        Assert.DoesNotContain(mail.Token, all, StringComparison.Ordinal);
        Assert.NotNull(proof.Print);
        var pdf = mails.City.Services.GetRequiredService<ProofPdf>().Make(proof, culture);
        Assert.StartsWith("%PDF-", Encoding.ASCII.GetString(pdf, 0, 8), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_mail_of_another_account_is_none_of_this_one()
    {
        var (_, _, mail) = await mails.BillAsync("mine@example.com");
        var other = await mails.City.AccountAsync("Otto");

        Assert.Null(await ProofAsync(other.Id, mail.Id));
    }

    private BusinessClock Clock() => mails.City.Services.GetRequiredService<BusinessClock>();

    private Task<ProofOfNotice?> ProofAsync(Guid account, Guid mail)
    {
        var settings = mails.City.Services.GetRequiredService<IOptions<MailSettings>>().Value;
        return mails.City.ReadAsync(db => ProofOfNotice.OfAsync(db, account, mail, settings, default));
    }
}
