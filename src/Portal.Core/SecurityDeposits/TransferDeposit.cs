using Microsoft.EntityFrameworkCore;
using Portal.Core.Accounts;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Staff;

namespace Portal.Core.SecurityDeposits;

/// <summary>
/// Takes a held deposit along to another open account of the same customer, as on a move: the ledger does not change,
/// the fund owes the same. The same operation transfers once. Refuses: an unknown deposit or account, one that is not
/// held any more, an account of somebody else or closed.
/// </summary>
public sealed class TransferDeposit(PortalDbContext db, BusinessClock clock)
{
    /// <param name="ToNumber">Number of the account it goes to.</param>
    public sealed record Request(Guid OperationId, Guid DepositId, string ToNumber, Actor By);

    public async Task<Outcome<DepositTransfer>> RunAsync(Request request, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(request);
        await using var tx = await ActTransaction.BeginOrJoinAsync(db, ct);
        var from = await db.Set<SecurityDeposit>().Where(d => d.Id == request.DepositId)
            .Select(d => (Guid?)d.CustomerAccountId).SingleOrDefaultAsync(ct);
        var to = await db.CustomerAccounts.Where(a => a.Number == request.ToNumber)
            .Select(a => (Guid?)a.Id).SingleOrDefaultAsync(ct);
        if (from is null)
        {
            return new Refusal("Deposit_NotFound");
        }

        // Both accounts, in the order of their ids.
        var locked = await db.LockAccountsAsync([.. new[] { from, to }.OfType<Guid>().Distinct().Order()], ct);
        var already = await db.Set<DepositTransfer>().AsNoTracking()
            .SingleOrDefaultAsync(t => t.Id == request.OperationId, ct);
        if (already is not null)
        {
            return already;
        }

        var (source, target) = (locked.Single(a => a.Id == from), locked.SingleOrDefault(a => a.Id == to));
        var row = (await AccountDeposits.OfAsync(db, source.Id, ct)).Rows
            .SingleOrDefault(r => r.Deposit.Id == request.DepositId);
        if (WhyNot(source, target, row) is { } refusal)
        {
            return refusal;
        }

        var transfer = await MoveAsync(request, source, target!, ct);
        await tx.CommitAsync(ct);
        return transfer;
    }

    private static Refusal? WhyNot(CustomerAccount source, CustomerAccount? target, AccountDeposits.Row? row) =>
        row is null || !row.Held.IsPositive ? new("Deposit_NotHeld")
        : target is null || target.CustomerId != source.CustomerId || target.Id == source.Id
            ? new("Deposit_OtherCustomer")
        : target.ClosedOn is not null ? new("Account_Closed", target.MaskedNumber)
        : null;

    private async Task<DepositTransfer> MoveAsync(
        Request request, CustomerAccount source, CustomerAccount target, CancellationToken ct)
    {
        var deposit = await db.Set<SecurityDeposit>().SingleAsync(d => d.Id == request.DepositId, ct);
        deposit.CustomerAccountId = target.Id;
        var transfer = new DepositTransfer
        {
            Id = request.OperationId,
            DepositId = deposit.Id,
            FromAccountId = source.Id,
            ToAccountId = target.Id,
            TransferredOn = clock.Today,
            TransferredAt = clock.Now,
            TransferredBy = request.By.Name,
        };
        db.Add(transfer);
        foreach (var account in new[] { source, target })
        {
            db.Add(AuditEntry.Of(clock.Now, request.By.Name, nameof(TransferDeposit), account.Id, new
            {
                deposit = deposit.Id,
                from = source.Number,
                to = target.Number,
                cents = deposit.Amount.Cents,
            }));
        }

        await db.SaveChangesAsync(ct);
        return transfer;
    }
}
