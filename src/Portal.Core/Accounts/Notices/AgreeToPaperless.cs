using Microsoft.EntityFrameworkCore;
using Portal.Core.Billing;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Mail;
using Portal.Core.Mail.Bounces;
using Portal.Core.Mail.Letters;
using Portal.Core.People;
using Portal.Core.People.Consents;
using Portal.Core.Staff;

namespace Portal.Core.Accounts.Notices;

/// <summary>
/// Bills by e-mail alone, as E-SIGN asks (15 USC 7001(c)): a test mail to the address that bills would go to, its link
/// followed by who asked, then the words agreed to, kept with version, time and address. It holds for that address:
/// where bills go to another by now, the paper comes too until that one is tested (<see cref="BillRecipient"/>), and
/// what is agreed then takes the place of this. Shut-off notices come on paper all the same. Refuses without full
/// access, without an address that can be mailed to, a link that is spent or another's, and agreeing before the test
/// was opened or after the address changed.
/// </summary>
public sealed class AgreeToPaperless(
    PortalDbContext db, TakeToken takeToken, QueueMail queueMail, KeepConsent keepConsent, EndConsent endConsent,
    LiftMailStop liftStop, SignInSettings settings, BusinessClock clock)
{
    /// <summary>Names the wording that the page shows.</summary>
    public const string Version = "paperless-2";

    /// <summary>Mails the test.</summary>
    /// <returns>The address it went to.</returns>
    public async Task<Outcome<string>> SendTestAsync(Guid userId, Guid customerAccountId, CancellationToken ct)
    {
        if (await takeToken.RunAsync([new(RateLimit.NewAddressByUser, userId.ToString())], ct) is { } tooMany)
        {
            return tooMany;
        }

        await using var tx = await ActTransaction.BeginOrJoinAsync(db, ct);
        await db.LockAccountAsync(customerAccountId, ct);
        if (await WhereToAsync(userId, customerAccountId, ct) is not { } to) { return new Refusal("Manage_NotYours"); }

        if (!to.HasAddress) { return new Refusal("Notice_NoAddress"); }

        var secret = Secret.New();
        var test = new PaperlessTest
        {
            Id = Guid.CreateVersion7(), CustomerAccountId = customerAccountId, UserId = userId, Address = to.Email!,
            SecretHash = Secret.HashOf(secret), SentAt = clock.Now,
        };
        db.Add(test);
        await db.SaveChangesAsync(ct);
        await queueMail.RunAsync(
            new(
                new(to.Name, to.Email!, to.Language),
                new PaperlessTestLetter(to.Name, settings.PaperlessTest(customerAccountId, secret)),
                $"paperless_test:{test.Id}")
            {
                CustomerAccountId = customerAccountId,
            },
            ct);
        await tx.CommitAsync(ct);
        return to.Email!;
    }

    /// <summary>The link was followed: the mail can be read.</summary>
    public async Task<Outcome<bool>> OpenTestAsync(
        Guid userId, Guid customerAccountId, string? key, CancellationToken ct)
    {
        var (hash, now) = (Secret.HashOf(key ?? ""), clock.Now);
        var since = now - PaperlessTest.Life;
        await using var tx = await ActTransaction.BeginOrJoinAsync(db, ct);
        var opened = await db.PaperlessTests
            .Where(t => t.SecretHash == hash && t.UserId == userId && t.CustomerAccountId == customerAccountId
                && t.OpenedAt == null && t.SentAt > since && db.ManagedBy(userId).Any(a => a.Id == customerAccountId))
            .ExecuteUpdateAsync(t => t.SetProperty(x => x.OpenedAt, now), ct);
        if (opened != 1) { return new Refusal("Notice_TestSpent"); }

        var address = await db.PaperlessTests.Where(t => t.SecretHash == hash).Select(t => t.Address).SingleAsync(ct);
        await liftStop.VerifiedAsync(address, userId, ct);
        await tx.CommitAsync(ct);
        return true;
    }

    /// <param name="words">The whole text as it was shown.</param>
    /// <param name="address">Network address.</param>
    public async Task<Outcome<bool>> RunAsync(
        Guid userId, Guid customerAccountId, string language, string words, string? address, CancellationToken ct)
    {
        await using var tx = await ActTransaction.BeginOrJoinAsync(db, ct);
        var account = await db.LockAccountAsync(customerAccountId, ct);
        if (account is null || await WhereToAsync(userId, customerAccountId, ct) is not { } to)
        {
            return new Refusal("Manage_NotYours");
        }

        var before = await db.PaperlessConsentAsync(customerAccountId, ct);
        if (before is not null && account.BillDelivery == BillDelivery.Email && to.IsTested) { return false; }

        if (await OpenedAsync(userId, customerAccountId, ct) is not { } test || test.Address != to.Email)
        {
            return new Refusal("Notice_TestFirst");
        }

        if (before is not null) { await endConsent.RunAsync(before.Id, Actor.Resident(userId), ct); }

        test.ConsentId = await keepConsent.RunAsync(
            new(ConsentKind.Paperless, customerAccountId, userId, Version, language, words, address), ct);
        account.BillDelivery = BillDelivery.Email;
        db.Add(AuditEntry.Of(
            clock.Now, Actor.Resident(userId).Name, nameof(AgreeToPaperless), customerAccountId,
            new { consent = test.ConsentId }));
        await db.SaveChangesAsync(ct);
        await tx.CommitAsync(ct);
        return true;
    }

    /// <summary>The test that was opened and not agreed on yet; null when there is none.</summary>
    public Task<PaperlessTest?> OpenedAsync(Guid userId, Guid customerAccountId, CancellationToken ct)
    {
        var since = clock.Now - PaperlessTest.Life;
        return db.PaperlessTests.Where(t => t.CustomerAccountId == customerAccountId && t.UserId == userId
                && t.OpenedAt > since && t.ConsentId == null)
            .OrderByDescending(t => t.OpenedAt).FirstOrDefaultAsync(ct);
    }

    private async Task<BillRecipient?> WhereToAsync(Guid userId, Guid customerAccountId, CancellationToken ct)
    {
        if (!await db.ManagedBy(userId).AnyAsync(a => a.Id == customerAccountId, ct)) { return null; }

        return await BillRecipient.OfAsync(db, customerAccountId, ct);
    }
}
