using Microsoft.EntityFrameworkCore;
using Portal.Core.Accounts;
using Portal.Core.Data;
using Portal.Core.Mail;
using Portal.Core.Mail.Letters;
using Portal.Core.Payments.Wallet;

namespace Portal.Core.Payments.Drafts;

/// <summary>
/// Queues the letters about a draft to whose money it is, in the caller's transaction: that it will be taken, that it
/// was not, and what happens next.
/// </summary>
public sealed class TellDraft(PortalDbContext db, TellOwner tellOwner, QueueMail queueMail)
{
    /// <summary>The notice, ten days ahead (Reg E), or the word that a payment is scheduled.</summary>
    /// <param name="secret">Of a guest's link.</param>
    /// <returns>False when there is no address to write to.</returns>
    public Task<bool> PromisedAsync(Draft draft, CancellationToken ct, string? secret = null)
    {
        ArgumentNullException.ThrowIfNull(draft);
        return WriteAsync(
            draft, draft.Source == DraftSource.Autopay ? DraftNews.Announced : DraftNews.Scheduled, $"{draft.Id}", ct,
            secret: secret);
    }

    /// <summary>To a guest, whose card will have expired on the day since its bank told us so.</summary>
    /// <returns>True when it is new.</returns>
    public Task<bool> ExpiringAsync(Draft draft, DateOnly expiresOn, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(draft);
        return WriteAsync(draft, DraftNews.Scheduled, $"{draft.Id}:{expiresOn:yyyyMMdd}", ct);
    }

    /// <summary>Its payer changed it.</summary>
    public Task ChangedAsync(Draft draft, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(draft);
        return WriteAsync(
            draft, DraftNews.Changed, $"{draft.Id}:{draft.ChangedAt.ToUnixTimeMilliseconds()}", ct);
    }

    public Task CanceledAsync(Draft draft, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(draft);
        return WriteAsync(draft, DraftNews.Canceled, $"{draft.Id}", ct);
    }

    /// <summary>It is not taken, without having been tried on its day.</summary>
    public Task LeftAsync(Draft draft, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(draft);
        return WriteAsync(draft, DraftNews.Left, $"{draft.Id}", ct);
    }

    public Task TryingAgainAsync(Draft draft, PaymentAttempt attempt, DateOnly next, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(attempt);
        return WriteAsync(draft, DraftNews.TryingAgain, $"{attempt.Id}", ct, attempt, next);
    }

    /// <summary>The letter to pay now.</summary>
    /// <param name="graceUntil">The last day without a late charge.</param>
    public Task FailedAsync(Draft draft, PaymentAttempt attempt, DateOnly graceUntil, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(attempt);
        return WriteAsync(draft, DraftNews.Failed, $"{attempt.Id}", ct, attempt, graceUntil);
    }

    private async Task<bool> WriteAsync(
        Draft draft, DraftNews news, string key, CancellationToken ct, PaymentAttempt? attempt = null,
        DateOnly? day = null, string? secret = null)
    {
        var (number, method) = await AboutAsync(draft, ct);
        // What a payment that failed was tried with is on its attempt; the method may be another by now.
        var named = attempt is { LastFour: { } lastFour }
            ? new Named(attempt.Tender ?? Gateway.GatewayTender.Card, attempt.Brand, lastFour)
            : method is null ? null : Named.Of(method);
        DraftLetter Letter(string? name, Uri page) => new(
            news, name, CustomerAccount.Mask(number), attempt?.Amount ?? draft.Amount, draft.PlannedOn, named,
            draft.Why, day, page)
        {
            CardExpires = news is DraftNews.Announced or DraftNews.Scheduled or DraftNews.Changed
                && method?.IsExpiredOn(draft.PlannedOn) == true,
            HoldsSecret = secret is not null,
        };
        if (draft.UserId is { } user)
        {
            var path = news is DraftNews.Failed or DraftNews.Left ? $"/my/pay?account={draft.CustomerAccountId}"
                : draft.Source == DraftSource.Autopay ? $"/my/autopay/{draft.CustomerAccountId}"
                : $"/my/schedule/{draft.Id}";
            return await tellOwner.UserAsync(
                user, draft.CustomerAccountId, u => Letter(u.DisplayName, tellOwner.PageOf(path)), key, ct);
        }

        if (draft.Email is not { } email || MailRecipient.WhyNot(email) is not null) { return false; }

        var letter = Letter(null, tellOwner.PageOf(secret is null ? "/pay" : $"/pay/scheduled?key={secret}"));
        return await queueMail.RunAsync(
            new(new(email, email, draft.Language), letter, $"{letter.Kind}:{key}")
            {
                CustomerAccountId = draft.CustomerAccountId,
            },
            ct);
    }

    private async Task<(string Number, SavedMethod? Method)> AboutAsync(Draft draft, CancellationToken ct)
    {
        var number = await db.CustomerAccounts.Where(a => a.Id == draft.CustomerAccountId).Select(a => a.Number)
            .SingleAsync(ct);
        var methodId = draft.EnrollmentId is { } enrollment
            ? await db.AutopayEnrollments.Where(e => e.Id == enrollment).Select(e => (Guid?)e.MethodId).SingleAsync(ct)
            : draft.MethodId;
        return (number, await db.SavedMethods.AsNoTracking().SingleOrDefaultAsync(m => m.Id == methodId, ct));
    }
}
