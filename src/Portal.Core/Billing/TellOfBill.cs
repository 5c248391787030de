using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Npgsql;
using Portal.Core.Accounts;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Mail;
using Portal.Core.Mail.Letters;
using Portal.Core.Payments;

namespace Portal.Core.Billing;

/// <summary>
/// Tells customers of their bills in the caller's transaction: a letter in the outbox, a place in the print queue, or
/// both, as each customer chose (<see cref="BillRecipient"/>). What a bill does not ask for is kept with it.
/// </summary>
public sealed class TellOfBill(
    PortalDbContext db, LetterFrame frame, IOptions<CheckoutOptions> options, BusinessClock clock)
{
    /// <summary>Of one bill.</summary>
    internal Task RunAsync(IssuedBill issued, CancellationToken ct) => RunAsync([issued], null, ct);

    /// <summary>Of all bills of a chunk. The accounts and bills must be written already.</summary>
    internal async Task RunAsync(
        IReadOnlyCollection<IssuedBill> issued, Guid? runId, CancellationToken ct)
    {
        await db.SaveChangesAsync(ct);
        var connection = (NpgsqlConnection)db.Database.GetDbConnection();
        var waits = await BillWait.WriteAsync(connection, [.. issued.Select(i => i.Bill.Id)], ct);
        var recipients = await BillRecipient.OfAsync(connection, [.. issued.Select(i => i.Account.Id)], ct);
        var mails = new List<OutboxMail>();
        var prints = new List<BillPrint>();
        foreach (var bill in issued)
        {
            var to = recipients[bill.Account.Id];
            if (to.ByEmail)
            {
                mails.Add(Mail(to, bill with { Wait = waits.GetValueOrDefault(bill.Bill.Id) }));
            }

            if (to.OnPaper)
            {
                prints.Add(new()
                {
                    BillId = bill.Bill.Id, RunId = runId, PostalOrder = to.PostalOrder, QueuedAt = clock.Now,
                });
            }
        }

        await CopyRows.RunAsync(connection, db.Model, mails, ct);
        await CopyRows.RunAsync(connection, db.Model, prints, ct);
    }

    private OutboxMail Mail(BillRecipient to, IssuedBill issued)
    {
        var (account, bill) = (issued.Account, issued.Bill);
        var culture = CultureInfo.GetCultureInfo($"{to.Language}-US");
        var recipient = new MailRecipient(to.Name, to.Email!, to.Language);
        var ready = new BillReadyLetter(
            to.Name, account.MaskedNumber, to.Place, issued.AmountDue, bill.DueOn,
            new Uri(options.Value.PublicUrl, $"/my/bills/{bill.Id}"))
        {
            Wait = issued.Wait,
        };
        var letter = ready.Write(culture);
        var (text, html) = frame.Around(letter, culture);
        return new()
        {
            Id = Guid.CreateVersion7(),
            DedupeKey = $"{ready.Kind}:{bill.Id}",
            Kind = ready.Kind,
            Duty = ready.Duty,
            CustomerAccountId = account.Id,
            Language = recipient.Language,
            ToName = recipient.Name,
            ToAddress = recipient.Address,
            Subject = MailRecipient.OneLine(letter.Subject),
            Text = text,
            Html = html,
            State = OutboxMailState.Waiting,
            CreatedAt = clock.Now,
            NextAt = clock.Now,
        };
    }
}
