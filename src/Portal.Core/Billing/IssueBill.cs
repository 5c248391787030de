using Microsoft.EntityFrameworkCore;
using Npgsql;
using Portal.Core.Accounts;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Ledger;
using Portal.Core.Money;
using Portal.Core.Payments;
using Portal.Core.Staff;

namespace Portal.Core.Billing;

/// <summary>
/// Issues one bill from priced lines: number without gaps, one open item per line, journal entry per fund, the
/// customer's unapplied credit put to it, and the customer told by mail. One bill per account and period: asked again,
/// answers with the first. Refuses an unknown or closed account.
/// </summary>
public sealed class IssueBill(
    PortalDbContext db, PostJournalEntry postEntry, AllocationOrder order, TellOfBill tellOfBill,
    BusinessClock clock)
{
    /// <summary>A bill to issue. Reads carry the id of the bill they will belong to, BillId.</summary>
    /// <param name="PeriodFrom">First day billed.</param>
    /// <param name="PeriodTo">Day of the closing read.</param>
    public sealed record Request(
        Guid BillId,
        Guid CustomerAccountId,
        DateOnly PeriodFrom,
        DateOnly PeriodTo,
        DateOnly DueOn,
        IReadOnlyList<PricedCharge> Charges,
        IReadOnlyList<BillRead> Reads,
        Actor By);

    public async Task<Outcome<Bill>> RunAsync(Request request, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(request);
        await using var tx = await db.Database.BeginTransactionAsync(ct);
        if (await db.LockAccountAsync(request.CustomerAccountId, ct) is not { } account)
        {
            return new Refusal("Account_NotFound");
        }

        var already = await db.Bills.SingleOrDefaultAsync(
            b => b.CustomerAccountId == account.Id && b.PeriodFrom == request.PeriodFrom, ct);
        if (already is not null)
        {
            return already;
        }

        if (account.ClosedOn is not null)
        {
            return new Refusal("Account_Closed", account.MaskedNumber);
        }

        var bill = await MakeAsync(account, request, ct);
        if (BillPosting.Entry(bill, account, request.Charges, request.By) is { } entry)
        {
            await postEntry.RunAsync(entry, ct);
        }

        var items = BillPosting.OpenItems(bill, request.Charges);
        db.Add(bill);
        db.AddRange(BillPosting.Lines(bill, request.Charges));
        db.AddRange(request.Reads);
        db.AddRange(items);
        account.Owe(bill.NewCharges);
        await ApplyCreditsAsync(account, bill, items, request.By, ct);
        await db.SaveChangesAsync(ct);
        await tellOfBill.RunAsync(account, bill, ct);
        await tx.CommitAsync(ct);
        return bill;
    }

    private async Task<Bill> MakeAsync(CustomerAccount account, Request request, CancellationToken ct)
    {
        var previous = await db.Bills.Where(b => b.CustomerAccountId == account.Id)
            .OrderByDescending(b => b.PeriodFrom).Select(b => (Usd?)b.TotalDue).FirstOrDefaultAsync(ct) ?? Usd.Zero;
        var charges = request.Charges.Select(c => c.Amount).Sum();
        return new Bill
        {
            Id = request.BillId,
            Number = await NextNumberAsync(ct),
            CustomerAccountId = account.Id,
            PeriodFrom = request.PeriodFrom,
            PeriodTo = request.PeriodTo,
            IssuedOn = clock.Today,
            DueOn = request.DueOn,
            PreviousBalance = previous,
            // Between two bills only payments and their reversals move a balance, and the lock is held.
            Payments = previous - account.Balance,
            Adjustments = Usd.Zero,
            NewCharges = charges,
            TotalDue = account.Balance + charges,
            JournalEntryId = charges.IsZero ? null : Guid.CreateVersion7(),
            IssuedAt = clock.Now,
        };
    }

    private async Task<long> NextNumberAsync(CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(
            "update number_series set next = next + 1 where name = 'bill' returning next - 1",
            (NpgsqlConnection)db.Database.GetDbConnection());
        return (long)(await command.ExecuteScalarAsync(ct))!;
    }

    /// <summary>
    /// Puts what the customer had paid ahead to what is open, the city's order over old bills and new: an entry and
    /// allocations per payment.
    /// </summary>
    private async Task ApplyCreditsAsync(
        CustomerAccount account, Bill bill, IReadOnlyList<OpenItem> items, Actor by, CancellationToken ct)
    {
        var open = await db.OpenItems
            .Where(i => i.CustomerAccountId == account.Id && i.Open > Usd.Zero).ToListAsync(ct);
        open.AddRange(items);
        var credits = await db.Payments
            .Where(p => p.CustomerAccountId == account.Id && p.Unapplied > Usd.Zero)
            .OrderBy(p => p.ReceivedAt).ThenBy(p => p.Id).ToListAsync(ct);
        foreach (var payment in credits)
        {
            var shares = order.Share(open, payment.Unapplied);
            if (shares.Count == 0)
            {
                return;
            }

            var entry = CreditReceived.CreditApplied(account, bill, payment, shares, by, clock);
            await postEntry.RunAsync(entry, ct);
            payment.Unapplied -= shares.Select(s => s.Amount).Sum();
            db.AddRange(CreditReceived.Allocate(payment, shares, entry.Id, clock.Now));
        }
    }
}
