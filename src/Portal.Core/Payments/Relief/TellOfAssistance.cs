using Microsoft.Extensions.Options;
using Portal.Core.Accounts;
using Portal.Core.Accounts.Contacts;
using Portal.Core.Data;
using Portal.Core.Mail.Letters;
using Portal.Core.Money;

namespace Portal.Core.Payments.Relief;

/// <summary>
/// Writes to a customer that the relief fund paid for them, or that it was taken back, in the caller's transaction.
/// </summary>
public sealed class TellOfAssistance(PortalDbContext db, TellCustomer tell, IOptions<CheckoutOptions> options)
{
    internal async Task RunAsync(
        CustomerAccount account, ReliefRules rules, Usd amount, Guid grantId, bool isTakenBack, CancellationToken ct)
    {
        await db.SaveChangesAsync(ct);
        var page = new Uri(options.Value.PublicUrl, "/my/payments");
        await tell.RunAsync(
            account.Id, NoticeTopic.Payments,
            to => new AssistanceLetter(to, rules.Name.In(to.Language), amount, isTakenBack, page),
            $"assistance:{grantId}{(isTakenBack ? ":back" : "")}", null, ct);
    }
}
