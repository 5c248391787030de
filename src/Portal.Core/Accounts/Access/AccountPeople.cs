using Microsoft.EntityFrameworkCore;
using Portal.Core.Data;

namespace Portal.Core.Accounts.Access;

/// <summary>Who has access to an account, and who was asked in, as somebody with access sees it.</summary>
/// <param name="Mine">What the reader may do.</param>
/// <param name="People">Who has access; of others nothing when the reader has no full access.</param>
/// <param name="Invited">Waiting for an answer; nothing without full access.</param>
public sealed record AccountPeople(
    Guid AccountId, string MaskedNumber, string Place, AccountLevel Mine,
    IReadOnlyList<AccountPeople.Person> People, IReadOnlyList<AccountInvitation> Invited)
{
    public bool MayManage => Mine == AccountLevel.Full;

    /// <param name="IsReader">The one who reads.</param>
    public sealed record Person(
        Guid LinkId, string Name, string Email, AccountLevel Level, DateTimeOffset Since, bool IsReader);

    /// <returns>Null when the account is not visible to the reader.</returns>
    public static async Task<AccountPeople?> ForAsync(
        PortalDbContext db, Guid userId, Guid accountId, DateTimeOffset now, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        var found = await (
            from account in db.VisibleTo(userId)
            join premise in db.Premises on account.PremiseId equals premise.Id
            join link in db.AccountLinks on account.Id equals link.CustomerAccountId
            where account.Id == accountId && link.UserId == userId && link.EndedAt == null
            select new { account.Number, premise.Line1, premise.Line2, link.Level }).SingleOrDefaultAsync(ct);
        if (found is null) { return null; }

        var seesAll = found.Level == AccountLevel.Full;
        var people = await (
            from link in db.AccountLinks
            join user in db.Users on link.UserId equals user.Id
            where link.CustomerAccountId == accountId && link.EndedAt == null && (seesAll || user.Id == userId)
            orderby link.LinkedAt, link.Id
            select new Person(
                link.Id, user.DisplayName, user.Email ?? "", link.Level, link.LinkedAt, user.Id == userId))
            .ToListAsync(ct);
        var invited = await db.AccountInvitations.AsNoTracking()
            .Where(i => seesAll && i.CustomerAccountId == accountId && i.EndedAt == null && i.ExpiresAt > now)
            .OrderBy(i => i.InvitedAt).ToListAsync(ct);
        var place = found.Line2 is null ? found.Line1 : $"{found.Line1}, {found.Line2}";
        return new(accountId, CustomerAccount.Mask(found.Number), place, found.Level, people, invited);
    }
}
