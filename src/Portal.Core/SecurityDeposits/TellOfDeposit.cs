using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Npgsql;
using Portal.Core.Accounts;
using Portal.Core.Billing;
using Portal.Core.Data;
using Portal.Core.Mail;
using Portal.Core.Mail.Letters;
using Portal.Core.Money;
using Portal.Core.Payments;

namespace Portal.Core.SecurityDeposits;

/// <summary>
/// Tells a customer by mail what happened to their deposit, in the caller's transaction, once for each event. Who has
/// no address is told at the counter; of a demand the office is asked to write to them.
/// </summary>
public sealed class TellOfDeposit(
    PortalDbContext db, QueueMail queueMail, RaiseOfficeTask raise, IOptions<CheckoutOptions> options)
{
    /// <param name="happened">Id of the demand or the movement.</param>
    public async Task RunAsync(
        CustomerAccount account, DepositLetter.News news, Usd amount, Guid happened, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(account);
        await db.SaveChangesAsync(ct);
        var connection = (NpgsqlConnection)db.Database.GetDbConnection();
        var to = (await BillRecipient.OfAsync(connection, [account.Id], ct))[account.Id];
        if (to.CanBeMailed)
        {
            var letter = new DepositLetter(
                news, to.Name, account.MaskedNumber, to.Place, amount,
                new Uri(options.Value.PublicUrl, "/my/deposits"));
            await queueMail.RunAsync(
                new(new(to.Name, to.Email!, to.Language), letter, $"{letter.Kind}:{happened}")
                {
                    CustomerAccountId = account.Id,
                },
                ct);
        }
        else if (news == DepositLetter.News.Demanded)
        {
            await raise.RunAsync(
                new("deposit_demanded", $"deposit_demanded:{happened}",
                    $"A deposit of {amount} was demanded; no e-mail to tell them by.")
                {
                    CustomerAccountId = account.Id,
                },
                ct);
        }
    }
}
