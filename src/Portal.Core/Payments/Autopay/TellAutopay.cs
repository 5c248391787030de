using Microsoft.EntityFrameworkCore;
using Portal.Core.Accounts;
using Portal.Core.Accounts.Contacts;
using Portal.Core.Data;
using Portal.Core.Mail.Letters;
using Portal.Core.Payments.Wallet;

namespace Portal.Core.Payments.Autopay;

/// <summary>
/// Queues the letters about autopay, in the caller's transaction: to who enrolled, with their card and the words they
/// agreed to; to the account's customer, when that is somebody else, only that it is on or off.
/// </summary>
public sealed class TellAutopay(PortalDbContext db, TellOwner tellOwner, TellCustomer tellCustomer)
{
    /// <summary>The copy of what was agreed to.</summary>
    public async Task AgreedAsync(
        AutopayEnrollment enrollment, bool isNew, string words, Guid consentId, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(enrollment);
        await OwnerAsync(
            enrollment, isNew ? AutopayNews.Started : AutopayNews.Changed, $"{enrollment.Id}:{consentId}", ct, words);
        if (isNew)
        {
            await CustomerAsync(enrollment, AutopayNews.OnByOther, ct);
        }
    }

    public async Task EndedAsync(AutopayEnrollment enrollment, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(enrollment);
        await OwnerAsync(enrollment, AutopayNews.Ended, $"{enrollment.Id}", ct);
        await CustomerAsync(enrollment, AutopayNews.OffByOther, ct);
    }

    public Task SuspendedAsync(AutopayEnrollment enrollment, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(enrollment);
        return OwnerAsync(
            enrollment, AutopayNews.Suspended, $"{enrollment.Id}:{enrollment.ChangedAt.ToUnixTimeMilliseconds()}", ct);
    }

    private async Task OwnerAsync(
        AutopayEnrollment enrollment, AutopayNews news, string key, CancellationToken ct, string? words = null)
    {
        var method = await db.SavedMethods.AsNoTracking().SingleAsync(m => m.Id == enrollment.MethodId, ct);
        var number = await db.CustomerAccounts.Where(a => a.Id == enrollment.CustomerAccountId)
            .Select(a => a.Number).SingleAsync(ct);
        await tellOwner.UserAsync(
            enrollment.UserId, enrollment.CustomerAccountId,
            user => new AutopayLetter(
                news, user.DisplayName, CustomerAccount.Mask(number), Named.Of(method), enrollment.Why, words,
                PageOf(enrollment)),
            key, ct);
    }

    /// <summary>Without a word of whose card it is.</summary>
    private async Task CustomerAsync(AutopayEnrollment enrollment, AutopayNews news, CancellationToken ct)
    {
        var own = await db.Users.Where(u => u.Id == enrollment.UserId).Select(u => u.NormalizedEmail).SingleAsync(ct);
        var known = await (
            from account in db.CustomerAccounts
            join customer in db.Customers on account.CustomerId equals customer.Id
            where account.Id == enrollment.CustomerAccountId
            select customer.Email).SingleAsync(ct);
        if (known is null || string.Equals(known, own, StringComparison.OrdinalIgnoreCase)) { return; }

        await tellCustomer.RunAsync(
            enrollment.CustomerAccountId, NoticeTopic.Payments,
            to => new AutopayLetter(news, to.Name, to.MaskedNumber, null, null, null, PageOf(enrollment)),
            $"autopay_{news}:{enrollment.Id}".ToLowerInvariant(), null, ct);
    }

    private Uri PageOf(AutopayEnrollment enrollment) =>
        tellOwner.PageOf($"/my/autopay/{enrollment.CustomerAccountId}");
}
