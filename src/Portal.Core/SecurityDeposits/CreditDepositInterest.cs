using Microsoft.EntityFrameworkCore;
using Portal.Core.Accounts;
using Portal.Core.Billing.Rules;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Ledger;
using Portal.Core.Money;
using Portal.Core.Staff;

namespace Portal.Core.SecurityDeposits;

/// <summary>
/// Credits the interest of deposits: expense against customer deposits, so that it is held with the rest. Where the
/// rule says so, every night those whose anniversary has come; otherwise when a deposit is given up. What was credited
/// to a day is not credited again.
/// </summary>
public sealed class CreditDepositInterest(PortalDbContext db, PostJournalEntry postEntry, BusinessClock clock)
{
    /// <summary>Deposits credited in one night; the rest has its turn the next.</summary>
    public const int DepositsPerNight = 500;

    /// <summary>The night's round; nothing where the rule credits interest at the end only.</summary>
    /// <returns>Deposits credited.</returns>
    public async Task<int> RunAsync(CancellationToken ct)
    {
        var rules = await db.RulesOnAsync<DepositRules>(MoneyRuleKind.SecurityDeposits, clock.Today, ct);
        if (rules?.InterestCredited != InterestTime.Anniversary)
        {
            return 0;
        }

        var credited = 0;
        foreach (var (deposit, account) in await DueAsync(ct))
        {
            credited += await CreditOneAsync(deposit, account, ct) ? 1 : 0;
            db.ChangeTracker.Clear();
        }

        return credited;
    }

    /// <summary>
    /// Credits what a deposit earned to today. Part of the caller's transaction, under the account's lock.
    /// </summary>
    /// <returns>The interest; zero when there is none.</returns>
    internal async Task<Usd> CreditAsync(
        CustomerAccount locked, AccountDeposits.Row row, Guid operationId, Actor by, CancellationToken ct)
    {
        var rules = await db.RulesOnAsync<DepositRules>(MoneyRuleKind.SecurityDeposits, clock.Today, ct);
        var interest = rules?.InterestOn(row.Deposit.Amount, row.InterestTo, clock.Today) ?? Usd.Zero;
        if (!interest.IsPositive)
        {
            return Usd.Zero;
        }

        var entry = JournalEntry.Of(
            new(Guid.CreateVersion7(), EntryKinds.SecurityDeposit, $"{row.Deposit.Id}:interest:{clock.Today:O}",
                clock.Today, clock.Now, by.Name, $"Interest on a security deposit, {locked.Number}"),
            JournalLine.Debit(row.Deposit.Fund, GlAccounts.DepositInterest, interest),
            JournalLine.Credit(row.Deposit.Fund, GlAccounts.CustomerDeposits, interest));
        db.RequireTransaction();
        await postEntry.RunAsync(entry, ct);
        db.Add(new DepositMovement
        {
            Id = Guid.CreateVersion7(),
            DepositId = row.Deposit.Id,
            OperationId = operationId,
            Kind = DepositMove.Interest,
            Amount = interest,
            FromOn = row.InterestTo,
            MovedOn = clock.Today,
            MovedAt = clock.Now,
            MovedBy = by.Name,
            JournalEntryId = entry.Id,
        });
        db.Add(AuditEntry.Of(clock.Now, by.Name, nameof(CreditDepositInterest), locked.Id, new
        {
            deposit = row.Deposit.Id,
            cents = interest.Cents,
            from = row.InterestTo,
        }));
        await db.SaveChangesAsync(ct);
        return interest;
    }

    /// <summary>Deposits held on whose last anniversary no interest was credited, oldest first.</summary>
    private async Task<IReadOnlyList<(Guid Deposit, Guid Account)>> DueAsync(CancellationToken ct)
    {
        var today = clock.Today;
        var rows = await db.Database.SqlQuery<DueRow>($"""
            select d.id as "Deposit", d.customer_account_id as "Account" from security_deposit d
            where not exists (select from deposit_movement m where m.deposit_id = d.id
                and m.kind in ('applied', 'returned'))
              and coalesce((select max(m.moved_on) from deposit_movement m
                where m.deposit_id = d.id and m.kind = 'interest'), d.taken_on)
                < (d.taken_on + make_interval(years => extract(year from age({today}, d.taken_on))::int))::date
            order by d.taken_on, d.id limit {DepositsPerNight}
            """).ToListAsync(ct);
        return [.. rows.Select(r => (r.Deposit, r.Account))];
    }

    private async Task<bool> CreditOneAsync(Guid deposit, Guid accountId, CancellationToken ct)
    {
        await using var tx = await ActTransaction.BeginOrJoinAsync(db, ct);
        var account = await db.LockAccountAsync(accountId, ct);
        var row = account is null ? null : (await AccountDeposits.OfAsync(db, accountId, ct)).Rows
            .SingleOrDefault(r => r.Deposit.Id == deposit && r.Held.IsPositive);
        // Another worker, a return or a transfer may have been first.
        if (row is null || row.LastAnniversary(clock.Today) <= row.InterestTo)
        {
            return false;
        }

        var interest = await CreditAsync(account!, row, Guid.CreateVersion7(), Actor.System, ct);
        await tx.CommitAsync(ct);
        return interest.IsPositive;
    }

    private sealed record DueRow(Guid Deposit, Guid Account);
}
