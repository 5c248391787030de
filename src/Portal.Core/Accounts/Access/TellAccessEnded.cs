using Microsoft.EntityFrameworkCore;
using Portal.Core.Accounts.Contacts;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Mail;
using Portal.Core.Mail.Letters;
using Portal.Core.People;

namespace Portal.Core.Accounts.Access;

/// <summary>
/// Tells that a person's access ended, in the caller's transaction: the customer where they are reached, and the
/// person whose access it was, for they see the account no more.
/// </summary>
public sealed class TellAccessEnded(
    PortalDbContext db, TellCustomer tellCustomer, QueueMail queueMail, SignInSettings settings, BusinessClock clock)
{
    internal async Task RunAsync(AccountLink link, CancellationToken ct)
    {
        var who = await db.Users.AsNoTracking().SingleAsync(u => u.Id == link.UserId, ct);
        var key = $"access_ended:{link.Id}";
        await tellCustomer.RunAsync(
            link.CustomerAccountId,
            NoticeTopic.Service,
            to => LetterTo(to.Name, to.MaskedNumber),
            key,
            null,
            ct);
        if (who.Email is null) { return; }

        var number = await db.CustomerAccounts.Where(a => a.Id == link.CustomerAccountId).Select(a => a.Number)
            .SingleAsync(ct);
        await queueMail.RunAsync(
            new(
                new(who.DisplayName, who.Email, who.Language),
                LetterTo(who.DisplayName, CustomerAccount.Mask(number)), $"{key}:{who.Id}")
            {
                UserId = who.Id,
            },
            ct);

        AccessChangedLetter LetterTo(string name, string maskedNumber) => new(
            name, maskedNumber, who.Email ?? "", AccessChangedLetter.News.Ended, link.Level, clock.Today,
            settings.PeopleOf(link.CustomerAccountId));
    }
}
