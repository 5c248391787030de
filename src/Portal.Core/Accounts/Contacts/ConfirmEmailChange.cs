using Microsoft.EntityFrameworkCore;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Mail;
using Portal.Core.Mail.Bounces;
using Portal.Core.Mail.Letters;
using Portal.Core.People;
using Portal.Core.Staff;

namespace Portal.Core.Accounts.Contacts;

/// <summary>
/// The new address takes the old one's place: the person who asked is signed in and holds the link from its mailbox. A
/// link alone is not enough, for a mistyped address is a stranger's. The old address is told, and may take the change
/// back for seven days. Refuses a link that is spent, replaced, unknown or too old, one that another person asked for,
/// and an address that somebody else signs in with by now.
/// </summary>
public sealed class ConfirmEmailChange(
    PortalDbContext db, TakeToken takeToken, QueueMail queueMail, SecurityNotice notice, LiftMailStop liftStop,
    SignInSettings settings, BusinessClock clock)
{
    /// <param name="UserId">Who is signed in.</param>
    /// <param name="Key">From the link.</param>
    /// <param name="Address">Network address it comes from.</param>
    public sealed record Request(Guid UserId, string? Key, string Address);

    public async Task<Outcome<EmailChange>> RunAsync(Request request, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (await takeToken.RunAsync([new(RateLimit.MailedLinkFromAddress, request.Address)], ct) is { } tooMany)
        {
            return tooMany;
        }

        await using var tx = await ActTransaction.BeginOrJoinAsync(db, ct);
        var user = await db.LockUserAsync(request.UserId, ct)
            ?? throw new InvalidOperationException($"There is no user {request.UserId}.");
        if (await FindAsync(request, ct) is not { } change) { return new Refusal("Email_LinkSpent"); }

        var refusal = change.Kind == EmailChangeKind.SignIn
            ? await ChangeSignInAsync(user, change, ct)
            : await ChangeContactAsync(change, ct);
        if (refusal is not null) { return refusal; }

        change.ConfirmedAt = clock.Now;
        await liftStop.VerifiedAsync(change.NewAddress, user.Id, ct);
        await TellOldAddressAsync(user, change, ct);
        await db.SaveChangesAsync(ct);
        await tx.CommitAsync(ct);
        return change;
    }

    private async Task<EmailChange?> FindAsync(Request request, CancellationToken ct)
    {
        var hash = Secret.HashOf(request.Key ?? "");
        var since = clock.Now - EmailChange.ConfirmLife;
        var found = await db.EmailChanges
            .FromSql($"select * from email_change where secret_hash = {hash} for update").ToListAsync(ct);
        return found.SingleOrDefault(c => c.UserId == request.UserId && c.ConfirmedAt is null
            && c.ReplacedAt is null && c.AskedAt > since);
    }

    /// <summary>Links that were mailed to the old address are spent with it.</summary>
    private async Task<Refusal?> ChangeSignInAsync(PortalUser user, EmailChange change, CancellationToken ct)
    {
        var normalized = EmailAddress.Normalized(change.NewAddress);
        await db.LockAddressAsync(normalized, ct);
        var other = await db.Users.SingleOrDefaultAsync(
            u => u.NormalizedEmail == normalized && u.Id != user.Id, ct);
        if (other is { EmailConfirmed: true }) { return new Refusal("Email_Taken"); }

        // Registered and never confirmed: nobody has shown that it is theirs, and now somebody has.
        if (other is not null)
        {
            (other.Email, other.NormalizedEmail) = (null, null);
            await MailSecret.SpendAllAsync(db, other.Id, MailedSecretPurpose.ConfirmEmail, clock.Now, ct);
        }

        await db.SaveChangesAsync(ct);
        change.OldAddress = user.Email;
        (user.Email, user.NormalizedEmail) = (change.NewAddress, normalized);
        await MailSecret.SpendAllAsync(db, user.Id, MailedSecretPurpose.ResetPassword, clock.Now, ct);
        await notice.RunAsync(user, SecurityChange.EmailChanged, ct);
        return null;
    }

    private async Task<Refusal?> ChangeContactAsync(EmailChange change, CancellationToken ct)
    {
        if (await db.LockKeptCustomerAsync(change.UserId, change.CustomerId!.Value, ct) is not { } customer)
        {
            return new Refusal("Details_NotYours");
        }

        change.OldAddress = customer.Email;
        customer.Email = change.NewAddress;
        db.Add(new ContactChange
        {
            Id = Guid.CreateVersion7(), CustomerId = customer.Id, Part = ContactPart.Email,
            Before = change.OldAddress, After = change.NewAddress,
            ChangedBy = Actor.Resident(change.UserId).Name, ChangedAt = clock.Now,
        });
        return null;
    }

    private async Task TellOldAddressAsync(PortalUser user, EmailChange change, CancellationToken ct)
    {
        if (change.OldAddress is not { } old || MailRecipient.WhyNot(old) is not null) { return; }

        var secret = Secret.New();
        change.UndoHash = Secret.HashOf(secret);
        await db.SaveChangesAsync(ct);
        var (name, language, account) = (user.DisplayName, user.Language, (Guid?)null);
        if (change.CustomerId is { } id)
        {
            var customer = await db.Customers.SingleAsync(c => c.Id == id, ct);
            (name, language) = (customer.Addressee, customer.Language);
            account = await db.AccountToTellAsync(id, ct);
        }

        var until = clock.DayOf(clock.Now + EmailChange.UndoLife);
        await queueMail.RunAsync(
            new(
                new(name, old, language),
                new EmailChangedLetter(name, change.Kind, clock.Today, until, settings.UndoEmail(secret)),
                $"email_changed:{change.Id}")
            {
                CustomerAccountId = account,
                UserId = change.Kind == EmailChangeKind.SignIn ? user.Id : null,
            },
            ct);
    }
}
