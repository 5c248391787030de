using Microsoft.EntityFrameworkCore;
using Portal.Core.Accounts;
using Portal.Core.Data;

namespace Portal.Core.Moves;

/// <summary>
/// What a move holds while it runs: the accounts it touches, in the order of their ids, then the premise. Agreements
/// and landlord agreements of a premise change only under the premise's lock.
/// </summary>
internal sealed record MoveLocks(CustomerAccount? Account, CustomerAccount? Landlord, Premise? Premise)
{
    /// <summary>A landlord agreement was made or ended in this moment: its account is not locked. Ask again.</summary>
    internal bool IsStale { get; private init; }

    /// <summary>Takes the locks. The landlord is whoever the premise's agreement names on the day.</summary>
    /// <param name="accountId">Null for an account that is yet to be made.</param>
    internal static async Task<MoveLocks> TakeAsync(
        PortalDbContext db, Guid? accountId, Guid premiseId, DateOnly day, CancellationToken ct)
    {
        var owners = db.Set<LandlordAgreement>().HoldsOn(premiseId, day);
        // Asked before the locks, so that both accounts are locked in order; asked again under them.
        var expected = await owners.Select(l => (Guid?)l.CustomerAccountId).SingleOrDefaultAsync(ct);
        var wanted = new[] { accountId, expected }.OfType<Guid>();
        var accounts = await db.LockAccountsAsync(wanted, ct);
        var premise = await db.Premises
            .FromSql($"select * from premise where id = {premiseId} for update").SingleOrDefaultAsync(ct);
        var agreement = await owners.AsNoTracking().SingleOrDefaultAsync(ct);
        return new(
            accounts.SingleOrDefault(a => a.Id == accountId),
            accounts.SingleOrDefault(a => a.Id == expected && a.Id != accountId),
            premise)
        {
            IsStale = agreement?.CustomerAccountId != expected,
        };
    }
}
