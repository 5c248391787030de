using Microsoft.EntityFrameworkCore;
using Portal.Core.Billing;
using Portal.Core.Data;

namespace Portal.Core.Accounts;

/// <summary>What every page about one account begins with, in one question.</summary>
/// <param name="Place">The street address the account is named for.</param>
/// <param name="MayManage">The reader manages it; false where that was not asked.</param>
internal sealed record AccountHead(CustomerAccount Account, string Place, bool MayManage)
{
    /// <param name="visible">The accounts that the reader may see.</param>
    /// <param name="managed">Those that the reader manages; null where the page does not ask.</param>
    /// <returns>Null when the account is not among them.</returns>
    internal static async Task<AccountHead?> OfAsync(
        PortalDbContext db, IQueryable<CustomerAccount> visible, IQueryable<CustomerAccount>? managed, Guid accountId,
        CancellationToken ct)
    {
        managed ??= visible.Where(_ => false);
        var head = await (
            from account in visible
            join premise in db.Premises on account.PremiseId equals premise.Id
            where account.Id == accountId
            select new { Account = account, Premise = premise, MayManage = managed.Any(m => m.Id == account.Id) })
            .AsNoTracking().SingleOrDefaultAsync(ct);
        return head is null ? null : new(head.Account, LoadStatements.OneLine(head.Premise), head.MayManage);
    }
}
