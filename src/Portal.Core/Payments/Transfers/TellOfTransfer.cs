using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Portal.Core.Accounts;
using Portal.Core.Accounts.Contacts;
using Portal.Core.Data;
using Portal.Core.Mail.Letters;
using Portal.Core.Money;

namespace Portal.Core.Payments.Transfers;

/// <summary>
/// Writes to the customer of an account what a moved payment changed, where it changed what is asked of them. Part of
/// the caller's transaction. Neither letter names the other account: it is somebody else's.
/// </summary>
public sealed class TellOfTransfer(PortalDbContext db, TellCustomer tell, IOptions<CheckoutOptions> options)
{
    /// <param name="was">The payment that was moved.</param>
    /// <param name="before">The account as it was.</param>
    /// <param name="came">The money came to this account.</param>
    public async Task RunAsync(
        Payment was, Guid operationId, Usd amount, CustomerAccount before, bool came, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(was);
        ArgumentNullException.ThrowIfNull(before);
        var account = await db.CustomerAccounts.AsNoTracking().SingleAsync(a => a.Id == before.Id, ct);
        if (account.Due == before.Due) { return; }

        await tell.RunAsync(
            account.Id, NoticeTopic.Reminders,
            to => new MovedPaymentLetter(
                to, came, amount, was.EffectiveOn, account.Due, new Uri(options.Value.PublicUrl, "/my/pay")),
            $"payment_moved:{operationId}:{(came ? "to" : "from")}", null, ct, noCopy: true);
    }
}
