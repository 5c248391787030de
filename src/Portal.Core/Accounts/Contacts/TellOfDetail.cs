using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Mail.Letters;
using Portal.Core.People;

namespace Portal.Core.Accounts.Contacts;

/// <summary>Tells a customer, where they are reached now, that one of their details changes. Part of an act.</summary>
public sealed class TellOfDetail(
    PortalDbContext db, TellCustomer tellCustomer, SignInSettings settings, BusinessClock clock)
{
    /// <param name="change">Names the event.</param>
    /// <param name="alsoUser">A resident who is told at their own address as well.</param>
    internal async Task RunAsync(ContactChange change, Guid? alsoUser, CancellationToken ct) =>
        await tellCustomer.RunAsync(
            await db.AccountToTellAsync(change.CustomerId, ct),
            NoticeTopic.Service,
            to => new DetailsChangedLetter(to.Name, change.Part, clock.DayOf(change.ChangedAt), settings.Details),
            $"details_changed:{change.Id}",
            alsoUser,
            ct);
}
