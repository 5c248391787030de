using Microsoft.EntityFrameworkCore;
using Portal.Core.Accounts;
using Portal.Core.Billing.Adjustments;
using Portal.Core.Billing.Budget;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Ledger;
using Portal.Core.Money;
using Portal.Core.Payments;
using Portal.Core.Staff;

namespace Portal.Core.Billing;

/// <summary>
/// Issues one bill from priced lines: number without gaps, one open item per line, journal entry per fund, the
/// customer's unapplied credit put to it, and the customer told by mail. It shows every adjustment since the bill
/// before. On budget billing it asks for what the plan says (<see cref="LevelBills"/>). One bill per account and
/// period: asked again, answers with the first. Refuses an unknown account, a closed one unless the bill replaces
/// another, and a period whose bill was canceled unless the request names that bill.
/// </summary>
public sealed class IssueBill(
    PortalDbContext db, PostJournalEntry postEntry, ApplyCredit applyCredit, TellOfBill tellOfBill,
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
        Actor By)
    {
        /// <summary>The canceled bill of the same period that this one replaces.</summary>
        public Guid? Rebills { get; init; }
    }

    public async Task<Outcome<Bill>> RunAsync(Request request, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(request);
        await using var tx = await ActTransaction.BeginOrJoinAsync(db, ct);
        if (await db.LockAccountAsync(request.CustomerAccountId, ct) is not { } account)
        {
            return new Refusal("Account_NotFound");
        }

        var (already, isCanceled) = await LatestOfPeriodAsync(request, ct);
        if (already is not null && !isCanceled)
        {
            return already;
        }

        if (already?.Id != request.Rebills)
        {
            return new Refusal("Bill_PeriodCanceled", already?.Number ?? 0);
        }

        if (account.ClosedOn is not null && request.Rebills is null)
        {
            return new Refusal("Account_Closed", account.MaskedNumber);
        }

        var adjustments = (await BillPosting.ToShowAsync(db, [account.Id], ct))[account.Id].ToList();
        var bill = await MakeAsync(account, request, adjustments, ct);
        var level = new LevelBills(db);
        var budget = (await level.PrepareAsync([bill], ct)).GetValueOrDefault(bill.Id);
        if (BillPosting.Entry(bill, account, request.Charges, request.By) is { } entry)
        {
            await postEntry.RunAsync(entry, ct);
        }

        db.Add(bill);
        db.AddRange(BillPosting.Lines(bill, request.Charges));
        db.AddRange(BillPosting.Shown(bill, adjustments));
        db.AddRange(request.Reads);
        db.AddRange(BillPosting.OpenItems(bill, request.Charges));
        account.Owe(bill.NewCharges);
        account.Defer(budget?.Change ?? Usd.Zero);
        await applyCredit.RunAsync(account, bill.Id, $"bill {bill.Number}", request.By, ct);
        await tellOfBill.RunAsync(new(account, bill, budget), ct);
        await level.WriteAsync(bill.IssuedAt, ct);
        await tx.CommitAsync(ct);
        return bill;
    }

    /// <summary>
    /// The bill of the account and period that stands, or the canceled one nobody has replaced, if there is any.
    /// </summary>
    private async Task<(Bill? Bill, bool IsCanceled)> LatestOfPeriodAsync(Request request, CancellationToken ct) =>
        await db.Bills
            .Where(b => b.CustomerAccountId == request.CustomerAccountId && b.PeriodFrom == request.PeriodFrom
                && !db.Bills.Any(n => n.RebillsId == b.Id))
            .Select(b => new { Bill = b, IsCanceled = db.BillCancellations.Any(c => c.BillId == b.Id) })
            .SingleOrDefaultAsync(ct) is { } found ? (found.Bill, found.IsCanceled) : (null, false);

    private async Task<Bill> MakeAsync(
        CustomerAccount account, Request request, IReadOnlyList<Adjustment> adjustments, CancellationToken ct)
    {
        var previous = await db.Bills.Where(b => b.CustomerAccountId == account.Id)
            .OrderByDescending(b => b.Number).Select(b => (Usd?)b.TotalDue).FirstOrDefaultAsync(ct) ?? Usd.Zero;
        var draft = new BillDraft(
            request.BillId, account.Id, request.PeriodFrom, request.PeriodTo, request.Charges, request.Reads)
        {
            Rebills = request.Rebills,
        };
        return BillPosting.Make(
            draft, new(clock.Today, request.DueOn, clock.Now, request.By), account, previous, adjustments,
            await BillPosting.TakeNumbersAsync(db, 1, ct));
    }
}
