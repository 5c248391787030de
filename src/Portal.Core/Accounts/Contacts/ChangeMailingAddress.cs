using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.People;

namespace Portal.Core.Accounts.Contacts;

/// <summary>
/// Sends a customer's mail, and the PIN on their bills, to another address from now on. Refuses what
/// <see cref="PostalAddress"/> refuses, without a fresh proof, and who does not keep the customer's details.
/// </summary>
public sealed class ChangeMailingAddress(PortalDbContext db, ChangeDetail change, TimeProvider clock)
{
    /// <returns>False when it was the address before.</returns>
    public async Task<Outcome<bool>> RunAsync(
        WhoAsks who, Guid customerId, PostalAddress address, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(who);
        ArgumentNullException.ThrowIfNull(address);
        if (await ProveAgain.WhyNotAsync(db, who, clock.GetUtcNow(), ct) is { } notFresh) { return notFresh; }

        return Refusal.Of([.. address.WhyNot().Select(fault => fault.Why)]) is { } refusal
            ? refusal
            : await change.RunAsync(
                who.UserId, customerId,
                new(
                    ContactPart.MailingAddress, c => PostalAddress.Of(c).ToString(), address.ToString(),
                    address.Put), ct);
    }
}
