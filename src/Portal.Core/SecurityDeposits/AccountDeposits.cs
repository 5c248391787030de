using Microsoft.EntityFrameworkCore;
using Portal.Core.Data;
using Portal.Core.Money;

namespace Portal.Core.SecurityDeposits;

/// <summary>The deposits of one account with all that happened to them, and the demand that stands.</summary>
public sealed record AccountDeposits(
    IReadOnlyList<AccountDeposits.Row> Rows, IReadOnlyList<AccountDeposits.Demand> Demands)
{
    /// <summary>One deposit, oldest movement first.</summary>
    public sealed record Row(
        SecurityDeposit Deposit, IReadOnlyList<DepositMovement> Movements, IReadOnlyList<DepositTransfer> Transfers)
    {
        /// <summary>What the city owes of it today.</summary>
        public Usd Held => Movements.Select(m => m.Effect).Sum();

        /// <summary>The day to which interest was credited.</summary>
        public DateOnly InterestTo =>
            Movements.Where(m => m.Kind == DepositMove.Interest).Select(m => m.MovedOn)
                .Append(Deposit.TakenOn).Max();

        /// <summary>The last day on which it was held for whole years; the day it was taken in the first.</summary>
        public DateOnly LastAnniversary(DateOnly today)
        {
            var years = today.Year - Deposit.TakenOn.Year;
            return Deposit.TakenOn.AddYears(Deposit.TakenOn.AddYears(years) <= today ? years : years - 1);
        }
    }

    public sealed record Demand(DepositDemand Asked, bool IsPaid, DepositDemandDrop? Drop)
    {
        public bool IsOpen => !IsPaid && Drop is null;
    }

    public Usd Held => Rows.Select(r => r.Held).Sum();

    /// <summary>The demand that stands; null when there is none.</summary>
    public DepositDemand? Open => Demands.FirstOrDefault(d => d.IsOpen)?.Asked;

    public static async Task<AccountDeposits> OfAsync(PortalDbContext db, Guid accountId, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        var deposits = await db.Set<SecurityDeposit>().Where(d => d.CustomerAccountId == accountId)
            .OrderBy(d => d.TakenOn).ThenBy(d => d.Id).AsNoTracking().ToListAsync(ct);
        var ids = deposits.Select(d => d.Id).ToList();
        var movements = (await db.Set<DepositMovement>().Where(m => ids.Contains(m.DepositId))
            .OrderBy(m => m.MovedAt).ThenBy(m => m.Id).AsNoTracking().ToListAsync(ct)).ToLookup(m => m.DepositId);
        var transfers = (await db.Set<DepositTransfer>().Where(t => ids.Contains(t.DepositId))
            .OrderBy(t => t.TransferredAt).AsNoTracking().ToListAsync(ct)).ToLookup(t => t.DepositId);
        var demands = await (
            from demand in db.Set<DepositDemand>().AsNoTracking()
            join drop in db.Set<DepositDemandDrop>().AsNoTracking() on demand.Id equals drop.DemandId into drops
            from drop in drops.DefaultIfEmpty()
            where demand.CustomerAccountId == accountId
            orderby demand.DemandedAt descending
            select new Demand(demand, db.Set<SecurityDeposit>().Any(d => d.DemandId == demand.Id), drop))
            .ToListAsync(ct);
        return new([.. deposits.Select(d => new Row(d, [.. movements[d.Id]], [.. transfers[d.Id]]))], demands);
    }
}
