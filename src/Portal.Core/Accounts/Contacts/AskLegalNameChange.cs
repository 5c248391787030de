using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Payments;
using Portal.Core.Staff;

namespace Portal.Core.Accounts.Contacts;

/// <summary>
/// Asks the office to hold the accounts of a customer in another name. Nothing changes until the office has seen a
/// document: an order of a court, a certificate, an ID. Refuses a name that is missing or too long, and who does not
/// keep the customer's details.
/// </summary>
public sealed class AskLegalNameChange(PortalDbContext db, RaiseOfficeTask raiseTask, BusinessClock clock)
{
    /// <summary>Kind of the office's task.</summary>
    public const string TaskKind = "legal_name";

    /// <param name="OperationId">Born with the form: the same wish raises one task.</param>
    public sealed record Request(Guid OperationId, Guid UserId, Guid CustomerId, string? Name);

    /// <returns>False when this wish was asked before.</returns>
    public async Task<Outcome<bool>> RunAsync(Request request, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(request);
        var name = TypedLine.Of(request.Name);
        if (ChangeKnownName.WhyNot(name) is { } refusal) { return refusal; }

        await using var tx = await ActTransaction.BeginOrJoinAsync(db, ct);
        if (await db.LockKeptCustomerAsync(request.UserId, request.CustomerId, ct) is not { } customer)
        {
            return new Refusal("Details_NotYours");
        }

        if (customer.Name == name) { return new Refusal("LegalName_Same"); }

        var account = await db.AccountToTellAsync(customer.Id, ct);
        var isNew = await raiseTask.RunAsync(
            new(TaskKind, $"{TaskKind}:{request.OperationId}",
                $"Asks to be held as \"{name}\", now \"{customer.Name}\". See a document before changing it.")
            {
                CustomerAccountId = account,
            },
            ct);
        if (isNew)
        {
            db.Add(AuditEntry.Of(
                clock.Now, Actor.Resident(request.UserId).Name, nameof(AskLegalNameChange), account, new { name }));
            await db.SaveChangesAsync(ct);
        }

        await tx.CommitAsync(ct);
        return isNew;
    }
}
