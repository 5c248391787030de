using Microsoft.EntityFrameworkCore;
using Npgsql;
using Portal.Core.Accounts.Contacts;
using Portal.Core.Accounts.Notices;
using Portal.Core.Billing;
using Portal.Core.Data;
using Portal.Core.Payments;

namespace Portal.Core.Mail.Bounces;

/// <summary>
/// What a law or a bill rests on and cannot be mailed goes on paper the same day: a bill to the printer, another letter
/// to the office to be posted. Only what was for the account's own customer: a copy to somebody else is no notice. Part
/// of the caller's transaction; asked again, changes nothing.
/// </summary>
public sealed class PostInstead(PortalDbContext db, GoBackToPaper goBackToPaper, RaiseOfficeTask raise)
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

    /// <summary>They have another address by now; the mail was for them all the same.</summary>
    private Task<bool> WasTheirsAsync(Guid customer, string address, CancellationToken ct) =>
        db.ContactChanges.AnyAsync(
            c => c.CustomerId == customer && c.Part == ContactPart.Email && c.Before == address, ct);
}
