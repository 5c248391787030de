using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Portal.Core.Accounts;
using Portal.Core.Billing;
using Portal.Core.Billing.Printing;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Mail.Bounces;
using Portal.Core.Payments;
using Portal.Core.People;
using static Portal.Core.Mail.LetterWords;

namespace Portal.Core.Mail;

/// <summary>
/// One chain from what caused a letter to how it was delivered, for a hearing: cause, words, recipient, what was handed
/// to which mail server and what that said, what came back, and the paper. Every fact is read from the rows that were
/// written when it happened. A server's acceptance proves that it was handed over, not that it was read.
/// </summary>
public sealed record ProofOfNotice(
    OutboxMail Mail, CustomerAccount Account, string CustomerName, string ServiceAddress, string WhyThere,
    string MessageId, IReadOnlyList<MailBounce> Reports, BillPrint? Print, PrintBatch? Batch, PrintBatchBill? Piece,
    OfficeTask? Post)
{
    /// <summary>A link of the chain: its heading, and facts each with its label.</summary>
    public sealed record Link(string Title, IReadOnlyList<(string Label, string Value)> Facts);

    /// <summary>Null when there is no such mail in the account's list.</summary>
    public static async Task<ProofOfNotice?> OfAsync(
        PortalDbContext db, Guid accountId, Guid mailId, MailSettings settings, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        ArgumentNullException.ThrowIfNull(settings);
        var mail = await db.OutboxMails.AsNoTracking().SingleOrDefaultAsync(
            m => m.Id == mailId && (m.CustomerAccountId == accountId || db.Set<OutboxMailAccount>()
                .Any(a => a.MailId == m.Id && a.CustomerAccountId == accountId)), ct);
        if (mail is null) { return null; }

        var about = await (
            from account in db.CustomerAccounts.AsNoTracking()
            join customer in db.Customers on account.CustomerId equals customer.Id
            join premise in db.Premises on account.PremiseId equals premise.Id
            where account.Id == accountId
            select new { account, customer, premise.Line1 }).SingleAsync(ct);
        var reports = await db.Set<MailBounce>().AsNoTracking().Where(b => b.MailId == mailId)
            .OrderBy(b => b.ReceivedAt).ToListAsync(ct);
        var (print, batch, piece) = await PrintAsync(db, mail, ct);
        var key = $"post:{mail.DedupeKey}";
        var post = await db.OfficeTasks.AsNoTracking().SingleOrDefaultAsync(t => t.DedupeKey == key, ct);
        return new(
            mail, about.account, about.customer.Name, about.Line1,
            await WhyThereAsync(db, mail, about.customer, ct), $"<{mail.Id:N}@{settings.Domain}>", reports, print,
            batch, piece, post);
    }

    /// <summary>The chain in words, in the reader's language; moments in the city's time with their offset.</summary>
    public IReadOnlyList<Link> Chain(CultureInfo culture, BusinessClock clock)
    {
        ArgumentNullException.ThrowIfNull(clock);
        string At(DateTimeOffset? at) => ProofOfNotice.At(at, culture, clock);
        return
        [
            Of("Cause",
                ("Letter", Mail.Kind), ("Event", Mail.DedupeKey), ("Duty", Say(culture, $"Proof_Duty_{Mail.Duty}")),
                ("Account", Account.MaskedNumber), ("Customer", CustomerName), ("Service", ServiceAddress)),
            Of("Words",
                ("Subject", Mail.Subject), ("Language", Mail.Language), ("WrittenAt", At(Mail.CreatedAt)),
                ("WordsHash", WordsHash() ?? Say(culture, "Proof_Withheld"))),
            Of("Recipient",
                ("Name", Mail.ToName), ("Address", Mail.ToAddress), ("Why", Say(culture, $"Proof_Why_{WhyThere}"))),
            Of("Handed",
                ("State", Say(culture, $"Proof_State_{Mail.State}")), ("Tries", $"{Mail.Attempts}"),
                ("AcceptedAt", At(Mail.SentAt)), ("Server", Mail.SentServer ?? "–"),
                ("Answer", Mail.LastAnswer ?? "–"),
                ("MessageId", MessageId), ("BytesHash", Hex(Mail.SentSha256))),
            Of("Reports", Reports.Count == 0
                ? [("Report", Say(culture, "Proof_NoReport"))]
                : [.. Reports.Select(r => ("Report", string.Join(" · ", new[]
                {
                    At(r.ReceivedAt), Say(culture, $"Proof_Kind_{r.Kind}"), r.Status, r.Diagnostic,
                    $"SHA-256 {Hex(r.RawSha256)}",
                }.Where(part => !string.IsNullOrEmpty(part)))))]),
            Of("Paper", Paper(culture, At)),
        ];

        Link Of(string title, params (string Label, string Value)[] facts) => new(
            Say(culture, $"Proof_{title}"), [.. facts.Select(f => (Say(culture, $"Proof_{f.Label}"), f.Value))]);
    }

    /// <summary>The links about handing it over and what came back.</summary>
    internal IEnumerable<Link> Delivery(CultureInfo culture, BusinessClock clock) =>
        Chain(culture, clock).Skip(3).Take(2);

    /// <summary>A moment in the city's time with its offset; a dash for none.</summary>
    internal static string At(DateTimeOffset? at, CultureInfo culture, BusinessClock clock) => at is { } moment
        ? TimeZoneInfo.ConvertTime(moment, clock.Zone).ToString("yyyy-MM-dd HH:mm:ss zzz", culture)
        : "–";

    private (string, string)[] Paper(CultureInfo culture, Func<DateTimeOffset?, string> at) =>
    [
        .. Print is null ? [] : new (string, string)[]
        {
            ("QueuedAt", at(Print.QueuedAt)),
            ("Batch", Batch is null ? "–" : $"{Batch.Number}"),
            ("MailedOn", Batch?.MailedOn is { } on ? Day(culture, on) : "–"),
            ("PaperTo", Piece is null ? "–" : string.Join(", ", [Piece.Addressee, .. Piece.Address])),
            ("PaperHash", Hex(Piece?.Sha256)),
        },
        .. Post is null ? [] : new (string, string)[]
        {
            ("PostAsked", at(Post.CreatedAt)), ("PostDone", at(Post.DoneAt)),
        },
        .. Print is null && Post is null
            ? new (string, string)[] { ("NoPaper", Say(culture, "Proof_NoPaperWhy")) }
            : [],
    ];

    /// <summary>SHA-256 of the subject, an empty line and the plain text; null when its words are not kept.</summary>
    private string? WordsHash() => Mail.HoldsSecret && Mail.State != OutboxMailState.Waiting
        ? null
        : Hex(SHA256.HashData(Encoding.UTF8.GetBytes($"{Mail.Subject}\n\n{Mail.Text}")));

    private static string Hex(byte[]? bytes) => bytes is null ? "–" : Convert.ToHexStringLower(bytes);

    private static async Task<(BillPrint?, PrintBatch?, PrintBatchBill?)> PrintAsync(
        PortalDbContext db, OutboxMail mail, CancellationToken ct)
    {
        if (!Guid.TryParse(mail.DedupeKey.Split(':')[^1], out var bill)) { return default; }

        var print = await db.Set<BillPrint>().AsNoTracking().SingleOrDefaultAsync(p => p.BillId == bill, ct);
        if (print?.BatchId is not { } id) { return (print, null, null); }

        return (
            print,
            await db.Set<PrintBatch>().AsNoTracking().SingleOrDefaultAsync(b => b.Id == id, ct),
            await db.Set<PrintBatchBill>().AsNoTracking()
                .SingleOrDefaultAsync(b => b.BatchId == id && b.BillId == bill, ct));
    }

    /// <summary>What of what is on file explains the address, as far as it still stands.</summary>
    private static async Task<string> WhyThereAsync(
        PortalDbContext db, OutboxMail mail, Customer customer, CancellationToken ct)
    {
        bool Is(string? address) => string.Equals(address, mail.ToAddress, StringComparison.OrdinalIgnoreCase);
        if (Is(customer.Email)) { return "Customer"; }

        if (await db.ContactChanges.AnyAsync(c => c.CustomerId == customer.Id
            && (c.Before == mail.ToAddress || c.After == mail.ToAddress), ct))
        {
            return "CustomerThen";
        }

        var normalized = EmailAddress.Normalized(mail.ToAddress);
        return await db.Users.AnyAsync(u => u.NormalizedEmail == normalized && u.EmailConfirmed, ct)
            ? "SignIn"
            : "Other";
    }
}
