using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Portal.Core.Accounts;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Delinquency;
using Portal.Core.Mail;
using Portal.Core.Notices.Printing;
using static Portal.Core.Mail.LetterWords;

namespace Portal.Core.Notices;

/// <summary>
/// One chain from the rule by which a notice was sent to how it was delivered, for a hearing: rule and case, words and
/// their hash, recipient, mail and what came back, paper and the post's certificate. Every fact is read from the rows
/// that were written when it happened; the hash is reckoned again from the kept page.
/// </summary>
public sealed record NoticeProof(
    Notice Notice, CustomerAccount Account, string CustomerName, string ServiceAddress, TemplateShelf.Row Template,
    DelinquencyStep? Step, ProofOfNotice? Mail, NoticePaper? Paper, IReadOnlyList<NoticeProof.Piece> Pieces)
{
    /// <summary>The letter in a batch.</summary>
    public sealed record Piece(NoticeBatchLine Line, NoticeBatch Batch, NoticeMailing? Mailing);

    /// <summary>The kept page is what was hashed.</summary>
    public bool HashAgrees => Notice.Sha256.AsSpan().SequenceEqual(FrozenLetter.HashOf(Notice.Content));

    /// <summary>The mail has the frozen words, letter by letter.</summary>
    public bool MailAgrees => Mail is { Mail: var mail }
        && mail.Html.Contains(FrozenLetter.From(Notice.Content).Html, StringComparison.Ordinal);

    /// <summary>Null when the account has no such notice.</summary>
    public static async Task<NoticeProof?> OfAsync(
        PortalDbContext db, Guid accountId, Guid noticeId, MailSettings settings, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        var accounts = db.CustomerAccounts.Where(a => a.Id == accountId);
        if (await AccountNotices.FindAsync(db, accounts, noticeId, false, ct) is not { } notice) { return null; }

        var about = await (
            from account in accounts.AsNoTracking()
            join customer in db.Customers on account.CustomerId equals customer.Id
            join premise in db.Premises on account.PremiseId equals premise.Id
            select new { account, customer.Name, premise.Line1 }).SingleAsync(ct);
        var mailId = await db.OutboxMails.Where(m => m.DedupeKey == notice.MailKey).Select(m => (Guid?)m.Id)
            .SingleOrDefaultAsync(ct);
        var pieces = await (
            from line in db.Set<NoticeBatchLine>().AsNoTracking()
            join batch in db.Set<NoticeBatch>().AsNoTracking() on line.BatchId equals batch.Id
            join mailed in db.Set<NoticeMailing>().AsNoTracking() on batch.Id equals mailed.BatchId into mailings
            from mailing in mailings.DefaultIfEmpty()
            where line.NoticeId == noticeId
            orderby batch.Number
            select new Piece(line, batch, mailing)).ToListAsync(ct);
        return new(
            notice, about.account, about.Name, about.Line1,
            (await TemplateShelf.VersionAsync(db, notice.TemplateId, ct))!,
            await db.Set<DelinquencyStep>().AsNoTracking().Where(s => s.NoticeId == noticeId)
                .OrderBy(s => s.No).FirstOrDefaultAsync(ct),
            mailId is { } id ? await ProofOfNotice.OfAsync(db, accountId, id, settings, ct) : null,
            await db.Set<NoticePaper>().AsNoTracking().SingleOrDefaultAsync(p => p.NoticeId == noticeId, ct), pieces);
    }

    /// <summary>The chain in words, in the reader's language; moments in the city's time with their offset.</summary>
    public IReadOnlyList<ProofOfNotice.Link> Chain(CultureInfo culture, BusinessClock clock)
    {
        ArgumentNullException.ThrowIfNull(clock);
        string At(DateTimeOffset? at) => ProofOfNotice.At(at, culture, clock);
        var template = Template.Template;
        return
        [
            Of("Cause",
                ("Letter", Notice.Kind), ("Rule", Notice.Rule), ("Event", Notice.DedupeKey),
                ("Step", StepWords(culture)),
                ("Account", Account.MaskedNumber), ("Customer", CustomerName), ("Service", ServiceAddress)),
            Of("Words",
                ("Number", $"{Notice.Number}"), ("Subject", Notice.Subject), ("Language", Notice.Language),
                ("WrittenAt", At(Notice.WrittenAt)),
                ("Version", Say(culture, "Proof_VersionOf", template.Version, At(Template.Decision?.DecidedAt))),
                ("Elements", string.Join(", ", Notice.Elements)),
                ("PageHash", Convert.ToHexStringLower(Notice.Sha256)),
                ("HashNow", Say(culture, HashAgrees ? "Proof_Agrees" : "Proof_AgreesNot"))),
            Of("Recipient",
                ("Name", Notice.Name), ("For", Say(culture, $"Proof_For_{Notice.Recipient}")),
                ("PaperTo", string.Join(", ", Notice.Address))),
            .. Mail is { } mail
                ? mail.Delivery(culture, clock)
                : [Of("Handed", ("State", Say(culture, "Proof_NotMailed")))],
            .. Mail is null
                ? Array.Empty<ProofOfNotice.Link>()
                : [Of("Mailed", ("Address", Mail.Mail.ToAddress),
                    ("MailWords", Say(culture, MailAgrees ? "Proof_Agrees" : "Proof_AgreesNot")))],
            Of("Paper", OnPaper(culture, At)),
        ];

        ProofOfNotice.Link Of(string title, params (string Label, string Value)[] facts) => new(
            Say(culture, $"Proof_{title}"), [.. facts.Select(f => (Say(culture, $"Proof_{f.Label}"), f.Value))]);
    }

    private string StepWords(CultureInfo culture) => Step is { } step
        ? Say(culture, "Proof_StepOf", step.No, step.StepCode ?? "–", step.AtCity)
        : Say(culture, "Proof_NoStep");

    private (string, string)[] OnPaper(CultureInfo culture, Func<DateTimeOffset?, string> at) => Paper is not { } paper
        ? [("NoPaper", Say(culture, "Proof_NoPaperWhy"))]
        :
        [
            ("QueuedAt", at(paper.QueuedAt)), ("PaperWhy", Say(culture, $"Proof_PaperWhy_{paper.Reason}")),
            .. Pieces.SelectMany(p => new (string, string)[]
            {
                ("Batch", Say(culture, "Proof_BatchOf", p.Batch.Number, p.Line.No, at(p.Batch.MadeAt))),
                ("PaperHash", Convert.ToHexStringLower(p.Line.Sha256)),
                p.Line.LeftWhy is { } why
                    ? ("Pulled", why)
                    : ("Certificate", p.Mailing is { } mailing
                        ? Say(culture, "Proof_CertificateOf", Day(culture, mailing.MailedOn), mailing.Certificate,
                            mailing.Pieces)
                        : "–"),
            }),
        ];
}
