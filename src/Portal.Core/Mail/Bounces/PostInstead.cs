using Microsoft.EntityFrameworkCore;
using Npgsql;
using Portal.Core.Accounts.Contacts;
using Portal.Core.Accounts.Notices;
using Portal.Core.Billing;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Notices;
using Portal.Core.Payments;

namespace Portal.Core.Mail.Bounces;

/// <summary>
/// What a law or a bill rests on and cannot be mailed goes on paper the same day: a bill to the printer, a notice to
/// the next batch of notices, another letter to the office to be posted. Of bills and letters only what was for the
/// account's own customer: a copy to somebody else is no notice. Part of the caller's transaction; asked again, changes
/// nothing.
/// </summary>
public sealed class PostInstead(
    PortalDbContext db, GoBackToPaper goBackToPaper, RaiseOfficeTask raise, BusinessClock clock)
{
    private const string Withheld = "The letter held a link and is not kept. Write to the customer.";

    /// <summary>True for mails that this act is for.</summary>
    internal static bool IsFor(OutboxMail mail) =>
        mail.CustomerAccountId is not null && (GoBackToPaper.IsFor(mail) || mail.Duty == LetterDuty.Required);

    /// <param name="keepsChoice">Another mail may arrive: only this one goes on paper.</param>
    /// <returns>False when nothing had to be done, or it was done before.</returns>
    public async Task<bool> RunAsync(OutboxMail mail, CancellationToken ct, bool keepsChoice = false)
    {
        ArgumentNullException.ThrowIfNull(mail);
        if (GoBackToPaper.IsFor(mail)) { return await goBackToPaper.RunAsync(mail, ct, keepsChoice); }

        if (mail.DedupeKey.StartsWith(Notice.MailedAs, StringComparison.Ordinal))
        {
            return await OnPaperAsync(mail.DedupeKey[Notice.MailedAs.Length..], ct);
        }

        if (!IsFor(mail)) { return false; }

        var account = mail.CustomerAccountId!.Value;
        var connection = (NpgsqlConnection)db.Database.GetDbConnection();
        var recipient = (await BillRecipient.OfAsync(connection, [account], ct))[account];
        var customer = await (
            from a in db.CustomerAccounts
            join holder in db.Customers on a.CustomerId equals holder.Id
            where a.Id == account
            select holder).AsNoTracking().SingleAsync(ct);
        if (!string.Equals(recipient.Email, mail.ToAddress, StringComparison.OrdinalIgnoreCase)
            && !await WasTheirsAsync(customer.Id, mail.ToAddress, ct))
        {
            return false;
        }

        var to = string.Join('\n', [customer.Addressee, .. PostalAddress.Of(customer).Lines()]);
        var words = mail.HoldsSecret && mail.Text == "withheld" ? Withheld : mail.Text;
        return await raise.RunAsync(
            new(LettersTo.ByPost, $"post:{mail.DedupeKey}", $"{mail.Subject}\n\n{words}\n\n{to}")
            {
                CustomerAccountId = account,
            },
            ct);
    }

    /// <summary>A notice waits for the next batch, word for word, whoever it was for; unless it does or did.</summary>
    private async Task<bool> OnPaperAsync(string cause, CancellationToken ct) => await db.Database.ExecuteSqlAsync(
        $"""
        insert into notice_paper (notice_id, reason, queued_at)
        select id, {EnumWords<NoticePaperReason>.Of(NoticePaperReason.MailCameBack)}, {clock.Now}
        from notice where dedupe_key = {cause}
        on conflict (notice_id) do nothing
        """,
        ct) == 1;

    /// <summary>They have another address by now; the mail was for them all the same.</summary>
    private Task<bool> WasTheirsAsync(Guid customer, string address, CancellationToken ct) =>
        db.ContactChanges.AnyAsync(
            c => c.CustomerId == customer && c.Part == ContactPart.Email && c.Before == address, ct);
}
