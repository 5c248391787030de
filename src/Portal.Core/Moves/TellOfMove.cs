using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Portal.Core.Accounts.Contacts;
using Portal.Core.Data;
using Portal.Core.Mail.Letters;
using Portal.Core.Money;
using Portal.Core.Payments;

namespace Portal.Core.Moves;

/// <summary>
/// Tells a customer that their account is open, or that it goes on at another place, in the caller's transaction.
/// </summary>
public sealed class TellOfMove(PortalDbContext db, TellCustomer tell, IOptions<CheckoutOptions> options)
{
    /// <param name="isNew">The account was opened by it.</param>
    /// <param name="deposit">Demanded with it.</param>
    public async Task RunAsync(ServiceMove start, bool isNew, Usd? deposit, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(start);
        var number = await db.CustomerAccounts.Where(a => a.Id == start.CustomerAccountId).Select(a => a.Number)
            .SingleAsync(ct);
        var place = (await db.Premises.SingleAsync(p => p.Id == start.PremiseId, ct)).Line1;
        await tell.RunAsync(
            start.CustomerAccountId, NoticeTopic.Service,
            to => new AccountServedLetter(
                to, isNew, number, place, start.MovedOn, deposit,
                new Uri(options.Value.PublicUrl, isNew ? "/signin/register" : "/my")),
            $"moved:{start.Id}", alsoUser: null, ct);
    }
}
