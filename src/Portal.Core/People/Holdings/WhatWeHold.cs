using Microsoft.EntityFrameworkCore;
using Portal.Core.Accounts;
using Portal.Core.Accounts.Contacts;
using Portal.Core.Data;
using Portal.Core.Mail;
using Portal.Core.People.Consents;
using Portal.Core.Staff;

namespace Portal.Core.People.Holdings;

/// <summary>
/// What we hold about a person, as a page: how much of each kind, and who changed what of their details.
/// </summary>
/// <param name="Changes">The latest changes, newest first.</param>
/// <param name="Agreements">What they agreed to, newest first.</param>
/// <param name="Tables">What the file to take along holds: each table that is not empty, with its rows.</param>
public sealed record WhatWeHold(
    string Name, string Email, DateTimeOffset Since, IReadOnlyDictionary<string, int> Counts,
    IReadOnlyList<WhatWeHold.Change> Changes, IReadOnlyList<WhatWeHold.Agreement> Agreements,
    IReadOnlyList<(string Name, long Rows)> Tables)
{
    private const int Shown = 50;

    /// <param name="By">Who, as far as the reader may know.</param>
    public sealed record Change(
        string CustomerName, ContactPart Part, string? Before, string? After, ChangedBy By, DateTimeOffset At);

    public sealed record Agreement(
        ConsentKind Kind, string MaskedNumber, string Words, string Language, DateTimeOffset GivenAt,
        DateTimeOffset? EndedAt);

    public static async Task<WhatWeHold> ForAsync(PortalDbContext db, Guid userId, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        var user = await db.Users.AsNoTracking().SingleAsync(u => u.Id == userId, ct);
        var me = Actor.Resident(userId).Name;
        var changes = (await (
            from change in db.ContactChanges
            join customer in db.CustomersKeptBy(userId) on change.CustomerId equals customer.Id
            orderby change.ChangedAt descending
            select new { change, customer.Name }).AsNoTracking().Take(Shown).ToListAsync(ct))
            .ConvertAll(c => new Change(
                c.Name, c.change.Part, c.change.Before, c.change.After, ByOf(c.change.ChangedBy, me),
                c.change.ChangedAt));
        var managed = db.ManagedBy(userId);
        var agreements = (await (
            from consent in db.Consents
            join account in db.CustomerAccounts on consent.CustomerAccountId equals account.Id
            where consent.UserId == userId || managed.Any(a => a.Id == account.Id)
            orderby consent.GivenAt descending
            select new
            {
                consent,
                account.Number,
                EndedAt = db.ConsentEnds.Where(e => e.ConsentId == consent.Id).Select(e => (DateTimeOffset?)e.EndedAt)
                    .SingleOrDefault(),
            }).AsNoTracking().Take(Shown).ToListAsync(ct))
            .ConvertAll(c => new Agreement(
                c.consent.Kind, CustomerAccount.Mask(c.Number), c.consent.Words, c.consent.Language, c.consent.GivenAt,
                c.EndedAt));
        return new(
            user.DisplayName, user.Email ?? "", user.CreatedAt, await CountsAsync(db, userId, ct), changes, agreements,
            [.. (await (await HoldingsTables.OfAsync(db, userId, ct)).CountAsync(db, ct)).Where(t => t.Rows > 0)]);
    }

    private static ChangedBy ByOf(string actor, string me) =>
        actor == me ? ChangedBy.You
        : actor == Actor.Guest.Name ? ChangedBy.OldAddress
        : actor.StartsWith("resident:", StringComparison.Ordinal) ? ChangedBy.SomebodyWithAccess
        : ChangedBy.Office;

    private static async Task<Dictionary<string, int>> CountsAsync(
        PortalDbContext db, Guid userId, CancellationToken ct)
    {
        var seen = db.VisibleTo(userId);
        return new()
        {
            ["Accounts"] = await seen.CountAsync(ct),
            ["Bills"] = await db.Bills.CountAsync(b => seen.Any(a => a.Id == b.CustomerAccountId), ct),
            ["Payments"] = await db.Payments.CountAsync(p => seen.Any(a => a.Id == p.CustomerAccountId), ct),
            ["Letters"] = await db.MailsTo(userId).CountAsync(ct),
            ["SignIns"] = await db.SecurityEvents.CountAsync(e => e.UserId == userId, ct),
        };
    }
}

/// <summary>Who changed a detail, as its owner reads it.</summary>
public enum ChangedBy
{
    You,
    SomebodyWithAccess,

    /// <summary>By the link in its mailbox.</summary>
    OldAddress,
    Office,
}
