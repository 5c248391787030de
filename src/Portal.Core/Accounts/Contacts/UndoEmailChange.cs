using Microsoft.EntityFrameworkCore;
using Portal.Core.Accounts.Access;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Mail;
using Portal.Core.Mail.Letters;
using Portal.Core.Payments;
using Portal.Core.People;
using Portal.Core.Staff;

namespace Portal.Core.Accounts.Contacts;

/// <summary>
/// Whoever reads the old address takes its replacement back, within seven days and without signing in: somebody else
/// may sit in their sign-in. What was changed after it is taken back with it. Of a sign-in, every browser is signed
/// out, and what could let the other person in again goes: the password (a link for a new one is mailed), passkeys,
/// app and recovery codes made since, whoever was asked into an account since, copies and cards set up since
/// (<see cref="ShutIntruderOut"/>). Of
/// a contact address, the one that loses its place and the resident who asked for it are told. The office learns of
/// either. Refuses a link that is spent, unknown or too old, and an old address that somebody else signs in with by
/// now.
/// </summary>
public sealed class UndoEmailChange(
    PortalDbContext db, TakeToken takeToken, SecurityNotice notice, MailSecret mailSecret, RaiseOfficeTask raiseTask,
    ShutIntruderOut shutOut, QueueMail queueMail, SignInSettings settings, BusinessClock clock)
{
    /// <summary>Kind of the office's task.</summary>
    public const string TaskKind = "email_undone";

    /// <param name="Key">From the link.</param>
    /// <param name="Address">Network address it comes from.</param>
    public sealed record Request(string? Key, string Address);

    public async Task<Outcome<EmailChange>> RunAsync(Request request, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (await takeToken.RunAsync([new(RateLimit.MailedLinkFromAddress, request.Address)], ct) is { } tooMany)
        {
            return tooMany;
        }

        await using var tx = await ActTransaction.BeginOrJoinAsync(db, ct);
        var (hash, now) = (Secret.HashOf(request.Key ?? ""), clock.Now);
        var named = await db.EmailChanges.AsNoTracking().SingleOrDefaultAsync(c => c.UndoHash == hash, ct);
        // Whose it is comes first in the order of locks, then the change itself.
        var user = named is null ? null : await db.LockUserAsync(named.UserId, ct);
        var found = await db.EmailChanges
            .FromSql($"select * from email_change where undo_hash = {hash} for update").ToListAsync(ct);
        var change = found.SingleOrDefault(
            c => c.UndoneAt is null && c.ConfirmedAt + EmailChange.UndoLife > now);
        if (user is null || change is null) { return new Refusal("Email_UndoSpent"); }

        var refusal = change.Kind == EmailChangeKind.SignIn
            ? await UndoSignInAsync(user, change, ct)
            : await UndoContactAsync(change, ct);
        if (refusal is not null) { return refusal; }

        await EndLaterAsync(change, now, ct);
        change.UndoneAt = now;
        await db.SaveChangesAsync(ct);
        await tx.CommitAsync(ct);
        return change;
    }

    private async Task<Refusal?> UndoSignInAsync(PortalUser user, EmailChange change, CancellationToken ct)
    {
        var normalized = EmailAddress.Normalized(change.OldAddress);
        await db.LockAddressAsync(normalized, ct);
        if (await db.Users.AnyAsync(u => u.NormalizedEmail == normalized && u.Id != user.Id, ct))
        {
            return new Refusal("Email_Taken");
        }

        (user.Email, user.NormalizedEmail) = (change.OldAddress, normalized);
        await MailSecret.SpendAllAsync(db, user.Id, MailedSecretPurpose.ResetPassword, clock.Now, ct);
        await EndSessions.AllAsync(db, user, clock.Now, ct);
        await ShutDoorsAsync(user, change.AskedAt, ct);
        var found = await shutOut.RunAsync(user.Id, change.AskedAt, ct);
        await notice.RunAsync(user, SecurityChange.EmailChangeUndone, ct);
        await mailSecret.RunAsync(user, MailedSecretPurpose.ResetPassword, ct);
        var links = await db.AccountLinks.CountAsync(
            l => l.UserId == user.Id && l.EndedAt == null && l.LinkedAt >= change.AskedAt, ct);
        await raiseTask.RunAsync(
            new(TaskKind, $"{TaskKind}:{change.Id}",
                $"{user.Email} took back a new sign-in address. Somebody else may have been in the sign-in. "
                    + $"Accounts linked since it was asked for: {links}. "
                    + $"Asked in since and out again: {Names(found.Ended)}. "
                    + $"Copies of reminders stopped: {Names(found.Copies)}. "
                    + $"Cards and bank accounts taken out: {Names(found.Methods)}. "
                    + $"Linked their accounts with a bill since: {Names(found.Linked)}."), ct);
        return null;
    }

    private static string Names(IReadOnlyList<string> names) => names.Count == 0 ? "nobody" : string.Join(", ", names);

    /// <summary>Whoever asked for the other address may have kept ways in since then.</summary>
    private async Task ShutDoorsAsync(PortalUser user, DateTimeOffset since, CancellationToken ct)
    {
        user.PasswordHash = null;
        var passkeys = await db.UserPasskeys.Where(p => p.UserId == user.Id).ToListAsync(ct);
        db.RemoveRange(passkeys.Where(p => p.Data.CreatedAt >= since));
        await db.SaveChangesAsync(ct);
        await db.Authenticators.Where(a => a.UserId == user.Id && a.MadeAt >= since).ExecuteDeleteAsync(ct);
        await db.RecoveryCodes.Where(c => c.UserId == user.Id && c.MadeAt >= since).ExecuteDeleteAsync(ct);
    }

    private async Task<Refusal?> UndoContactAsync(EmailChange change, CancellationToken ct)
    {
        var customer = (await db.LockCustomerAsync(change.CustomerId!.Value, ct))!;
        db.Add(new ContactChange
        {
            Id = Guid.CreateVersion7(), CustomerId = customer.Id, Part = ContactPart.Email,
            Before = customer.Email, After = change.OldAddress, ChangedBy = Actor.Guest.Name,
            ChangedAt = clock.Now,
        });
        var displaced = customer.Email;
        customer.Email = change.OldAddress;
        await db.SaveChangesAsync(ct);
        await TellOfContactAsync(change, displaced, customer.Language, ct);
        await raiseTask.RunAsync(
            new(TaskKind, $"{TaskKind}:{change.Id}",
                "The old contact address took a new one back. Call the customer: who asked for the new one?")
            {
                CustomerAccountId = await db.AccountToTellAsync(customer.Id, ct),
            },
            ct);
        return null;
    }

    /// <summary>The address that was in use, and who asked for the new one, at the address they sign in with.</summary>
    private async Task TellOfContactAsync(
        EmailChange change, string? displaced, string language, CancellationToken ct)
    {
        var user = await db.Users.AsNoTracking().SingleAsync(u => u.Id == change.UserId, ct);
        if (user.Email is { } own && MailRecipient.WhyNot(own) is null)
        {
            await queueMail.RunAsync(
                new(
                    new(user.DisplayName, own, user.Language),
                    new EmailUndoneLetter(user.DisplayName, clock.Today, settings.Security),
                    $"email_undone:{change.Id}:{user.Id}")
                {
                    UserId = user.Id,
                },
                ct);
        }

        if (displaced is null || MailRecipient.WhyNot(displaced) is not null
            || string.Equals(displaced, user.Email, StringComparison.OrdinalIgnoreCase)) { return; }

        await queueMail.RunAsync(
            new(
                new("", displaced, language), new EmailUndoneLetter(null, clock.Today, null),
                $"email_undone:{change.Id}"),
            ct);
    }

    /// <summary>Changes built on this one fall with it: confirmed ones are undone, asked ones are spent.</summary>
    private async Task EndLaterAsync(EmailChange change, DateTimeOffset now, CancellationToken ct)
    {
        var same = db.EmailChanges.Where(c => c.Id != change.Id && c.Kind == change.Kind
            && c.CustomerId == change.CustomerId && (change.CustomerId != null || c.UserId == change.UserId));
        await same.Where(c => c.ConfirmedAt > change.ConfirmedAt && c.UndoneAt == null)
            .ExecuteUpdateAsync(c => c.SetProperty(x => x.UndoneAt, now), ct);
        await same.Where(c => c.ConfirmedAt == null && c.ReplacedAt == null)
            .ExecuteUpdateAsync(c => c.SetProperty(x => x.ReplacedAt, now), ct);
    }
}
