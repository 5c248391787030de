using Microsoft.EntityFrameworkCore;
using Portal.Core.Billing.LateCharges;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Mail.Letters;
using Portal.Core.People.Consents;
using Portal.Core.Staff;

namespace Portal.Core.Payments.Arrangements;

/// <summary>
/// Ends an active arrangement as kept, broken or ended, under the account's lock and in the caller's transaction: its
/// holds end today, its consent with it, and the customer is told. Acts and the daily job decide which.
/// </summary>
public sealed class CloseArrangement(
    PortalDbContext db, LiftHold liftHold, EndConsent endConsent, TellOfArrangement tell, BusinessClock clock)
{
    /// <param name="arrangement">Active, tracked, with its items.</param>
    /// <param name="note">Why the office ends it; null for the other two.</param>
    internal async Task RunAsync(
        PaymentArrangement arrangement, ArrangementState how, string? note, Actor by, CancellationToken ct)
    {
        var left = (await db.LeftOfAsync(arrangement, ct)).All;
        arrangement.End(how, by.Name, clock.Now, note);
        db.Add(AuditEntry.Of(clock.Now, by.Name, nameof(CloseArrangement), arrangement.CustomerAccountId, new
        {
            arrangement = arrangement.Id,
            how = SnakeCase.Snake($"{how}"),
        }));
        await db.SaveChangesAsync(ct);
        foreach (var item in arrangement.Items)
        {
            await LiftAsync(arrangement, item.HoldId, how, by, ct);
        }

        if (arrangement.ConsentId is { } consent)
        {
            await endConsent.RunAsync(consent, by, ct);
        }

        var news = how switch
        {
            ArrangementState.Kept => ArrangementLetter.News.Kept,
            ArrangementState.Broken => ArrangementLetter.News.Broken,
            _ => ArrangementLetter.News.Ended,
        };
        await tell.RunAsync(arrangement, new(news, news == ArrangementLetter.News.Kept ? arrangement.Covered : left),
            null, ct);
    }

    /// <summary>Somebody may have lifted it before, or let it end.</summary>
    private async Task LiftAsync(
        PaymentArrangement arrangement, Guid hold, ArrangementState how, Actor by, CancellationToken ct)
    {
        var lifted = await liftHold.RunAsync(
            new(arrangement.CustomerAccountId, hold, $"The agreement is {SnakeCase.Snake($"{how}")}", by), ct);
        if (lifted is Outcome<AccountHold>.Refused({ Key: not "Hold_HasEnded" } refusal))
        {
            throw new InvalidOperationException($"Hold {hold} cannot end: {refusal.Key}.");
        }
    }
}
