using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Staff;

namespace Portal.Core.Accounts.Contacts;

/// <summary>
/// What every change of a customer's details is: under the customer's lock, by somebody who keeps them, written into
/// the history with what was there before, told to the customer where they were reached so far. What changes nothing
/// is done already.
/// </summary>
public sealed class ChangeDetail(PortalDbContext db, TellOfDetail tell, BusinessClock clock)
{
    /// <summary>A detail that the resident types and that is good at once.</summary>
    /// <param name="Before">How the history writes what is on file.</param>
    /// <param name="After">How it writes the new one.</param>
    /// <param name="Put">Writes the new one on the customer.</param>
    internal sealed record Wish(
        ContactPart Part, Func<Customer, string?> Before, string? After, Action<Customer> Put);

    /// <returns>False when it was like that before. Refuses who does not keep the customer's details.</returns>
    internal async Task<Outcome<bool>> RunAsync(Guid userId, Guid customerId, Wish wish, CancellationToken ct)
    {
        await using var tx = await ActTransaction.BeginOrJoinAsync(db, ct);
        if (await db.LockKeptCustomerAsync(userId, customerId, ct) is not { } customer)
        {
            return new Refusal("Details_NotYours");
        }

        var change = new ContactChange
        {
            Id = Guid.CreateVersion7(),
            CustomerId = customerId,
            Part = wish.Part,
            Before = wish.Before(customer),
            After = wish.After,
            ChangedBy = Actor.Resident(userId).Name,
            ChangedAt = clock.Now,
        };
        if (change.Before == change.After) { return false; }

        // A new language is told in itself; a letter by post about a new address goes to the old one.
        if (wish.Part != ContactPart.Language) { await tell.RunAsync(change, userId, ct); }

        wish.Put(customer);
        db.Add(change);
        await db.SaveChangesAsync(ct);
        if (wish.Part == ContactPart.Language) { await tell.RunAsync(change, userId, ct); }

        await tx.CommitAsync(ct);
        return true;
    }
}
