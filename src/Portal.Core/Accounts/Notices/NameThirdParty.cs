using Microsoft.EntityFrameworkCore;
using Portal.Core.Accounts.Contacts;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Mail;
using Portal.Core.Mail.Letters;
using Portal.Core.People;
using Portal.Core.People.Consents;
using Portal.Core.Staff;

namespace Portal.Core.Accounts.Notices;

/// <summary>
/// Names somebody who shall get copies of an account's reminders and shut-off notices. The customer's words of consent
/// are kept; the third party is asked by mail and gets nothing before they agree. Refuses without full access and a
/// fresh proof, without the consent, a missing name, an address that cannot be mailed to or is named already.
/// </summary>
public sealed class NameThirdParty(
    PortalDbContext db, TakeToken takeToken, QueueMail queueMail, KeepConsent keepConsent, SignInSettings settings,
    BusinessClock clock)
{
    /// <summary>Names the wording that the page shows.</summary>
    public const string Version = "third-party-1";

    /// <param name="Words">The words of consent as shown; null when the box was not checked.</param>
    /// <param name="Address">Network address.</param>
    public sealed record Request(
        WhoAsks Who, Guid CustomerAccountId, string? Name, string? Email, string Language, string? Words,
        string Address);

    public async Task<Outcome<ThirdPartyContact>> RunAsync(Request request, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(request);
        var (name, email) = (TypedLine.Of(request.Name), EmailAddress.Trimmed(request.Email));
        if (ChangeKnownName.WhyNot(name) is { } noName) { return noName; }

        if (MailRecipient.WhyNot(email) is { } notUsable) { return notUsable; }

        if (request.Words is null) { return new Refusal("ThirdParty_NotAgreed"); }

        if (await ProveAgain.WhyNotAsync(db, request.Who, clock.Now, ct) is { } notFresh) { return notFresh; }

        await using var tx = await ActTransaction.BeginOrJoinAsync(db, ct);
        var account = await db.LockAccountAsync(request.CustomerAccountId, ct);
        if (account is null || !await db.ManagedBy(request.Who.UserId).AnyAsync(a => a.Id == account.Id, ct))
        {
            return new Refusal("Manage_NotYours");
        }

        var named = await db.ThirdPartyContacts.Where(t => t.CustomerAccountId == account.Id && t.EndedAt == null)
            .Select(t => t.Email).ToListAsync(ct);
        if (named.Contains(email, StringComparer.OrdinalIgnoreCase))
        {
            return new Refusal("ThirdParty_Already");
        }

        if (await takeToken.RunAsync(
            [new(RateLimit.MailTo, email), new(RateLimit.InviteByUser, request.Who.UserId.ToString())], ct)
            is { } tooMany)
        {
            return tooMany;
        }

        var contact = await SaveAsync(request, account, name, email, ct);
        await tx.CommitAsync(ct);
        return contact;
    }

    private async Task<ThirdPartyContact> SaveAsync(
        Request request, CustomerAccount account, string name, string email, CancellationToken ct)
    {
        var secret = Secret.New();
        var contact = new ThirdPartyContact
        {
            Id = Guid.CreateVersion7(), CustomerAccountId = account.Id, Name = name, Email = email,
            Language = request.Language, AskedBy = request.Who.UserId, AskedAt = clock.Now,
            ConsentId = await keepConsent.RunAsync(
                new(ConsentKind.ThirdParty, account.Id, request.Who.UserId, Version, request.Language, request.Words!,
                    request.Address), ct),
            SecretHash = Secret.HashOf(secret),
        };
        db.Add(contact);
        db.Add(AuditEntry.Of(
            clock.Now, Actor.Resident(request.Who.UserId).Name, nameof(NameThirdParty), account.Id,
            new { contact = contact.Id }));
        await db.SaveChangesAsync(ct);
        var customer = await db.Customers.Where(c => c.Id == account.CustomerId).Select(c => c.Name).SingleAsync(ct);
        await queueMail.RunAsync(
            new(
                new("", email, request.Language),
                new ThirdPartyAskedLetter(customer, settings.Copies(secret)),
                $"third_party_asked:{contact.Id}"),
            ct);
        return contact;
    }
}
