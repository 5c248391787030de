using Microsoft.EntityFrameworkCore;
using Npgsql;
using Portal.Core.Billing;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Mail;
using Portal.Core.Mail.Letters;
using Portal.Core.People.Consents;
using Portal.Core.Staff;

namespace Portal.Core.Accounts.Notices;

/// <summary>
/// A bill's mail was refused, or nobody took it in time: the bill goes to the printer the same day, its due day as it
/// was, and the account's bills come on paper until its address is shown to work again
/// (<see cref="AgreeToPaperless"/>). Where bills go to another address by now, only this one is printed. A canceled
/// bill is not. Part of the worker's transaction that gives the mail up; asked again, changes nothing.
/// </summary>
public sealed class GoBackToPaper(PortalDbContext db, EndConsent endConsent, BusinessClock clock)
{
    /// <summary>True for mails that this act is for.</summary>
    internal static bool IsFor(OutboxMail mail) =>
        mail.Kind == BillReadyLetter.Word && mail.CustomerAccountId is not null && BillOf(mail) is not null;

    /// <param name="keepsChoice">Another mail may arrive: only this bill is printed.</param>
    /// <returns>False when it was known already.</returns>
    public async Task<bool> RunAsync(OutboxMail mail, CancellationToken ct, bool keepsChoice = false)
    {
        ArgumentNullException.ThrowIfNull(mail);
        var bill = BillOf(mail) ?? throw new InvalidOperationException($"Mail {mail.Id} is not of a bill.");
        var account = await db.LockAccountAsync(mail.CustomerAccountId!.Value, ct)
            ?? throw new InvalidOperationException($"There is no account {mail.CustomerAccountId}.");
        if (await db.Set<MailCameBack>().AnyAsync(m => m.MailId == mail.Id, ct)) { return false; }

        var to = (await BillRecipient.OfAsync(
            (NpgsqlConnection)db.Database.GetDbConnection(), [account.Id], ct))[account.Id];
        if (!await db.BillCancellations.AnyAsync(c => c.BillId == bill, ct))
        {
            await db.Database.ExecuteSqlAsync(
                $"""
                insert into bill_print (bill_id, postal_order, queued_at)
                values ({bill}, {to.PostalOrder}, {clock.Now})
                on conflict (bill_id) do nothing
                """,
                ct);
        }

        if (!keepsChoice && string.Equals(to.Email, mail.ToAddress, StringComparison.OrdinalIgnoreCase))
        {
            await ChooseAsync(account, mail, ct);
        }

        await db.SaveChangesAsync(ct);
        return true;
    }

    private static Guid? BillOf(OutboxMail mail) =>
        Guid.TryParse(mail.DedupeKey.Split(':')[^1], out var bill) ? bill : null;

    private async Task ChooseAsync(CustomerAccount account, OutboxMail mail, CancellationToken ct)
    {
        account.BillDelivery = BillDelivery.Paper;
        while (await db.PaperlessConsentAsync(account.Id, ct) is { } consent)
        {
            await endConsent.RunAsync(consent.Id, Actor.System, ct);
        }

        db.Add(new MailCameBack
        {
            MailId = mail.Id, CustomerAccountId = account.Id, Address = mail.ToAddress, At = clock.Now,
        });
        db.Add(AuditEntry.Of(
            clock.Now, Actor.System.Name, nameof(GoBackToPaper), account.Id, new { mail = mail.Id }));
    }
}
