using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Portal.Core.Accounts;
using Portal.Core.Data;
using Portal.Core.Mail;
using Portal.Core.Mail.Letters;
using Portal.Core.Payments;

namespace Portal.Core.Billing;

/// <summary>
/// Queues the letter that a bill is ready, in the caller's transaction. A customer without an address that mail can be
/// sent to gets none.
/// </summary>
public sealed class TellOfBill(PortalDbContext db, QueueMail queueMail, IOptions<CheckoutOptions> options)
{
    public async Task RunAsync(CustomerAccount account, Bill bill, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(account);
        ArgumentNullException.ThrowIfNull(bill);
        var to = await (
            from customer in db.Customers
            from premise in db.Premises
            where customer.Id == account.CustomerId && premise.Id == account.PremiseId
            select new { customer.Name, customer.Email, customer.Language, premise.Line1 }).SingleAsync(ct);
        if (to.Email is null || MailRecipient.WhyNot(to.Email) is not null)
        {
            return;
        }

        var letter = new BillReadyLetter(
            to.Name, account.MaskedNumber, to.Line1, bill.TotalDue, bill.DueOn,
            new Uri(options.Value.PublicUrl, $"/my/bills/{bill.Id}"));
        await queueMail.RunAsync(
            new(new MailRecipient(to.Name, to.Email, to.Language), letter, $"{letter.Kind}:{bill.Id}")
            {
                CustomerAccountId = account.Id,
            },
            ct);
    }
}
