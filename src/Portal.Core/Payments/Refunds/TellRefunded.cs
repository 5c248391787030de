using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Npgsql;
using Portal.Core.Accounts;
using Portal.Core.Billing;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Mail;
using Portal.Core.Mail.Letters;
using Portal.Core.Money;

namespace Portal.Core.Payments.Refunds;

/// <summary>
/// Tells a customer by mail that their refund is on its way, or that it did not arrive, in the caller's transaction,
/// once for each event; a refund that is on its way settles the tasks that asked for it. Who has no e-mail address has
/// the check, or hears from whoever works the task.
/// </summary>
public sealed class TellRefunded(
    PortalDbContext db, QueueMail queueMail, IOptions<CheckoutOptions> options, BusinessClock clock)
{
    private static readonly string[] AskingKinds = ["refund_requested", "refund_due", "refund_failed"];

    internal async Task IssuedAsync(CustomerAccount account, Refund refund, CancellationToken ct)
    {
        await db.SaveChangesAsync(ct);
        await db.OfficeTasks
            .Where(t => t.CustomerAccountId == account.Id && t.DoneAt == null && AskingKinds.Contains(t.Kind))
            .ExecuteUpdateAsync(
                t => t.SetProperty(x => x.DoneAt, clock.Now).SetProperty(x => x.DoneBy, refund.IssuedBy), ct);
        await TellAsync(account, RefundLetter.News.Issued, refund.Amount, refund.Id, ct);
    }

    internal Task FailedAsync(CustomerAccount account, Refund refund, RefundPart part, CancellationToken ct) =>
        TellAsync(account, RefundLetter.News.CameBack, part.Amount, part.Id, ct);

    private async Task TellAsync(
        CustomerAccount account, RefundLetter.News news, Usd amount, Guid happened, CancellationToken ct)
    {
        var connection = (NpgsqlConnection)db.Database.GetDbConnection();
        var to = (await BillRecipient.OfAsync(connection, [account.Id], ct))[account.Id];
        if (!to.CanBeMailed) { return; }

        var letter = new RefundLetter(
            news, to.Name, account.MaskedNumber, to.Place, amount, new Uri(options.Value.PublicUrl, "/my/requests"));
        await queueMail.RunAsync(
            new(new(to.Name, to.Email!, to.Language), letter, $"{letter.Kind}:{happened}")
            {
                CustomerAccountId = account.Id,
            },
            ct);
    }
}
