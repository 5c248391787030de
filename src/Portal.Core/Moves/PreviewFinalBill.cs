using Microsoft.EntityFrameworkCore;
using Portal.Core.Billing;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Money;

namespace Portal.Core.Moves;

/// <summary>
/// Shows what ending service would do by doing it and undoing it: the final bill is the real one. Nothing is kept; the
/// locks are held only for the moment.
/// </summary>
public sealed class PreviewFinalBill(PortalDbContext db, MoveOut moveOut)
{
    /// <param name="Bill">Null when nothing is left to bill, or when the account goes on elsewhere.</param>
    /// <param name="Closes">The account would be closed.</param>
    /// <param name="Landlord">Number of the account that service would go back to.</param>
    public sealed record Effect(BillStatement? Bill, Usd BalanceAfter, bool Closes, string? Landlord);

    /// <returns>The effect, or the act's refusal.</returns>
    public async Task<Outcome<Effect>> RunAsync(MoveOut.Request request, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(request);
        await using var tx = await db.Database.BeginTransactionAsync(ct);
        switch (await moveOut.RunAsync(request, ct))
        {
            case Outcome<ServiceMove>.Done(var move):
                var effect = new Effect(
                    move.FinalBillId is { } bill
                        ? await BillStatement.ForAsync(db, db.CustomerAccounts, bill, ct)
                        : null,
                    await db.CustomerAccounts.AsNoTracking().Where(a => a.Id == move.CustomerAccountId)
                        .Select(a => a.Balance).SingleAsync(ct),
                    move.Closes,
                    await db.CustomerAccounts.AsNoTracking().Where(a => a.Id == move.LandlordAccountId)
                        .Select(a => a.Number).SingleOrDefaultAsync(ct));
                await tx.RollbackAsync(ct);
                db.ChangeTracker.Clear();
                return effect;
            case Outcome<ServiceMove>.Refused(var refusal):
                db.ChangeTracker.Clear();
                return refusal;
            default: throw new InvalidOperationException("Outcome has two cases.");
        }
    }
}
