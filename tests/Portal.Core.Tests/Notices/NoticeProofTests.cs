using System.Globalization;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Portal.Core.Common;
using Portal.Core.Documents;
using Portal.Core.Mail;
using Portal.Core.Notices;
using Portal.Core.Notices.Printing;
using Portal.Core.Staff;
using Portal.Core.Tests.Documents;
using Portal.Core.Tests.Mail.Bounces;
using Portal.Testing;

namespace Portal.Core.Tests.Notices;

/// <summary>A notice whose mail comes back goes on paper, and the chain from its rule to its delivery.</summary>
public sealed class NoticeProofTests(BounceCity mails) : IClassFixture<BounceCity>
{
    private static readonly Actor By = Actor.Staff(Guid.CreateVersion7());

    private City City => mails.City;

    [Fact]
    public async Task What_comes_back_is_on_paper_the_same_day_and_once()
    {
        var (notice, mail) = await MailedAsync("gone@example.com");
        Assert.Null(await PaperAsync(notice));

        await Task.WhenAll(Enumerable.Range(0, 4).Select(
            _ => mails.TakeAsync(BounceCity.Report(mail, BounceCity.Hard))));

        var paper = await PaperAsync(notice);
        Assert.Equal(
            (NoticePaperReason.MailCameBack, City.Clock.GetUtcNow()), (paper!.Reason, paper.QueuedAt));
        Assert.DoesNotContain(await mails.TasksAsync(notice.CustomerAccountId), t => t.Kind == LettersTo.ByPost);
    }

    [Fact]
    public async Task To_an_address_that_is_stopped_it_goes_on_paper_at_once()
    {
        var (first, mail) = await MailedAsync("stopped@example.com");
        await mails.TakeAsync(BounceCity.Report(mail, BounceCity.Hard));
        var account = await City.ReadAsync(db => db.CustomerAccounts.SingleAsync(a => a.Id == first.CustomerAccountId));

        var alone = City.Done(await City.WriteAsync(City.Asking(account) with { OnPaper = false }));
        var both = City.Done(await City.WriteAsync(City.Asking(account)));

        Assert.Equal(NoticePaperReason.MailCameBack, (await PaperAsync(alone))!.Reason);
        Assert.Equal(NoticePaperReason.Asked, (await PaperAsync(both))!.Reason);
    }

    [Fact]
    public async Task A_soft_failure_puts_it_on_paper_too()
    {
        var (notice, mail) = await MailedAsync("full@example.com");

        await mails.TakeAsync(BounceCity.Report(mail, "4.2.2"));

        Assert.Equal(NoticePaperReason.MailCameBack, (await PaperAsync(notice))!.Reason);
    }

    [Fact]
    public async Task The_mail_that_goes_has_the_frozen_words_letter_by_letter()
    {
        var (notice, mail) = await MailedAsync("words@example.com");

        var frozen = FrozenLetter.From(notice.Content);

        Assert.Contains(frozen.Html, mail.Html, StringComparison.Ordinal);
        Assert.Equal(Encoding.UTF8.GetString(notice.Content), Encoding.UTF8.GetString(frozen.Bytes()));
        Assert.Equal(notice.Sha256, FrozenLetter.HashOf(frozen.Bytes()));
        Assert.StartsWith(frozen.Text(), mail.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("en", "Certificate of mailing: ", "agrees", "DOES NOT AGREE")]
    [InlineData("es", "Certificado de envío: ", "coincide", "NO COINCIDE")]
    public async Task One_chain_leads_from_the_rule_to_the_certificate(
        string language, string certificate, string agrees, string differs)
    {
        var (notice, mail) = await MailedAsync($"chain-{language}@example.com");
        await mails.TakeAsync(BounceCity.Report(mail, BounceCity.Hard));
        var batch = City.Done(await City.AskAsync<MakeNoticeBatch, Outcome<NoticeBatch>>(
            act => act.RunAsync(new(Guid.CreateVersion7(), By), default)));
        City.Done(await City.AskAsync<RecordNoticeMailing, Outcome<NoticeMailing>>(act => act.RunAsync(
            new(batch.Id, City.Today, $"3665-{language}", batch.Notices, By), default)));

        var proof = await ProofAsync(notice);

        var culture = CultureInfo.GetCultureInfo($"{language}-US");
        var said = proof!.Chain(culture, City.Services.GetRequiredService<BusinessClock>())
            .SelectMany(link => link.Facts).ToList();
        foreach (var fact in new[]
        {
            notice.Rule, notice.DedupeKey, Convert.ToHexStringLower(notice.Sha256), agrees, mail.ToAddress,
            Convert.ToHexStringLower(mail.SentSha256!), string.Join(", ", notice.Elements),
        })
        {
            Assert.Contains(said, f => f.Value == fact);
        }

        Assert.DoesNotContain(said, f => f.Value == differs);
        Assert.Contains(said, f => f.Value.Contains("5.1.1", StringComparison.Ordinal));
        var paper = PdfReader.Text(await City.AskAsync<ProofPdf, byte[]>(
            pdf => Task.FromResult(pdf.Make(proof, culture))));
        Assert.Contains(certificate.Trim(), paper, StringComparison.Ordinal);
        Assert.Contains($"3665-{language}", paper, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_account_has_no_such_proof()
    {
        var (notice, _) = await MailedAsync("other@example.com");
        var other = await City.AccountAsync();

        Assert.Null(await City.ReadAsync(db => NoticeProof.OfAsync(
            db, other.Id, notice.Id, new MailSettings(), default)));
    }

    private async Task<(Notice Notice, OutboxMail Mail)> MailedAsync(string address)
    {
        var account = await City.AccountAsync("Rosa Delgado", address);
        var notice = City.Done(await City.WriteAsync(City.Asking(account) with { OnPaper = false }));
        await mails.SendAsync();
        return (notice, await City.ReadAsync(db => db.OutboxMails.AsNoTracking()
            .SingleAsync(m => m.DedupeKey == notice.MailKey)));
    }

    private Task<NoticePaper?> PaperAsync(Notice notice) => City.ReadAsync(db =>
        db.Set<NoticePaper>().AsNoTracking().SingleOrDefaultAsync(p => p.NoticeId == notice.Id));

    private Task<NoticeProof?> ProofAsync(Notice notice) => City.ReadAsync(db => NoticeProof.OfAsync(
        db, notice.CustomerAccountId, notice.Id, City.Services.GetRequiredService<IOptions<MailSettings>>().Value,
        default));
}
