using Microsoft.EntityFrameworkCore;
using Portal.Core.Accounts;
using Portal.Core.Billing;
using Portal.Core.Data;

namespace Portal.Core.Payments.Arrangements;

/// <summary>Everything that the printed agreement says.</summary>
/// <param name="Agreed">The words a resident agreed to; null when the office agreed with them.</param>
public sealed record AgreementStatement(
    ArrangementStanding Standing, string AccountNumber, string CustomerName, string ServiceAddress, string? Agreed)
{
    public string MaskedNumber => CustomerAccount.Mask(AccountNumber);

    /// <param name="visible">The accounts that the reader may see.</param>
    /// <returns>Null when there is no such arrangement on one of them.</returns>
    public static async Task<AgreementStatement?> OfAsync(
        PortalDbContext db, IQueryable<CustomerAccount> visible, Guid arrangementId, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        var head = await (
            from arrangement in db.Set<PaymentArrangement>()
            join account in visible on arrangement.CustomerAccountId equals account.Id
            join customer in db.Customers on account.CustomerId equals customer.Id
            join premise in db.Premises on account.PremiseId equals premise.Id
            where arrangement.Id == arrangementId
            select new
            {
                account.Number,
                customer.Name,
                Premise = premise,
                Agreed = db.Set<People.Consents.Consent>().Where(c => c.Id == arrangement.ConsentId)
                    .Select(c => c.Words).FirstOrDefault(),
            }).AsNoTracking().SingleOrDefaultAsync(ct);
        return head is null
            ? null
            : new(
                await ArrangementStanding.OfAsync(db, arrangementId, ct), head.Number, head.Name,
                LoadStatements.OneLine(head.Premise), head.Agreed);
    }
}
