using Microsoft.EntityFrameworkCore;
using Portal.Core.Accounts;
using Portal.Core.Accounts.Contacts;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Money;
using Portal.Core.Staff;

namespace Portal.Core.Moves;

/// <summary>
/// Moves an account from one premise to another, in one act: service starts there (<see cref="MoveIn"/>) and ends here
/// (<see cref="MoveOut"/>). The account goes on with its number, balance, deposit and autopay; its next bill has the
/// days of both places. The same operation moves once. Refuses with the reasons of both at once.
/// </summary>
public sealed class TransferToPremise(
    PortalDbContext db, MoveIn moveIn, MoveOut moveOut, TellOfMove tell, BusinessClock clock)
{
    /// <param name="End">Of the premise left; its operation id is another than the one of the start.</param>
    /// <param name="Start">Of the premise gone to, on the same account.</param>
    public sealed record Request(MoveIn.Request Start, MoveOut.Request End);

    /// <returns>The end that closes nothing.</returns>
    public async Task<Outcome<ServiceMove>> RunAsync(Request request, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(request);
        var (start, end) = (request.Start, request.End);
        if (start.CustomerAccountId != end.CustomerAccountId || start.PremiseId == end.PremiseId)
        {
            return new Refusal("Transfer_SamePlace");
        }

        await using var tx = await ActTransaction.BeginOrJoinAsync(db, ct);
        await LockAsync(start, end, ct);
        var begun = await moveIn.RunAsync(start, ct);
        if (begun is not Outcome<ServiceMove>.Done(var there))
        {
            var reasons = ((Outcome<ServiceMove>.Refused)begun).Refusal.All
                .Concat(await moveOut.WhyNotAsync(end, ct)).DistinctBy(r => r.Reason);
            return Refusal.Of([.. reasons])!;
        }

        var left = await moveOut.RunAsync(end with { TransferId = start.OperationId }, ct);
        if (left is Outcome<ServiceMove>.Refused) { return left; }

        await GoAsync(start, end, ct);
        await tell.RunAsync(there, isNew: false, deposit: null, ct);
        await db.SaveChangesAsync(ct);
        await tx.CommitAsync(ct);
        return left;
    }

    /// <summary>The account is known by the place it went to.</summary>
    private async Task GoAsync(MoveIn.Request start, MoveOut.Request end, CancellationToken ct)
    {
        var account = (await db.LockAccountAsync(end.CustomerAccountId, ct))!;
        if (account.PremiseId != end.PremiseId) { return; }

        account.PremiseId = start.PremiseId;
        db.Add(AuditEntry.Of(clock.Now, start.By.Name, nameof(TransferToPremise), account.Id, new
        {
            from = end.PremiseId,
            to = start.PremiseId,
        }));
        await db.SaveChangesAsync(ct);
    }

    /// <summary>All that either act locks, in the one order: accounts by id, then premises by id.</summary>
    private async Task LockAsync(MoveIn.Request start, MoveOut.Request end, CancellationToken ct)
    {
        var owners = await db.LandlordAgreements.HoldsOn(start.PremiseId, start.StartsOn)
            .Concat(db.LandlordAgreements.HoldsOn(end.PremiseId, end.EndsOn))
            .Select(l => l.CustomerAccountId).ToListAsync(ct);
        await db.LockAccountsAsync([end.CustomerAccountId, .. owners], ct);
        Guid[] places = [start.PremiseId, end.PremiseId];
        await db.Database.ExecuteSqlAsync(
            $"select from premise where id = any({places}) order by id for update", ct);
        db.ChangeTracker.Clear();
    }
}
