using Microsoft.EntityFrameworkCore;
using Npgsql;
using Portal.Core.Accounts;
using Portal.Core.Billing.Adjustments;
using Portal.Core.Billing.Budget;
using Portal.Core.Billing.Rating;
using Portal.Core.Data;
using Portal.Core.Ledger;
using Portal.Core.Money;
using Portal.Core.Staff;

namespace Portal.Core.Billing;

/// <summary>A charge with its price, ready to become a bill line.</summary>
/// <param name="Code">The rate schedule's name of the charge.</param>
/// <param name="Fund">Fund whose receivable and revenue it is.</param>
/// <param name="CreditGlAccount">Revenue or liability account credited.</param>
/// <param name="Explanation">A LineExplanation as JSON.</param>
public sealed record PricedCharge(
    string Code,
    ChargeKind Kind,
    UtilityService Service,
    decimal? Quantity,
    string? Unit,
    Usd Amount,
    string Fund,
    string CreditGlAccount,
    string Explanation)
{
    /// <summary>What other funds pay for discounts within <see cref="Amount"/>.</summary>
    public IReadOnlyList<Subsidy> Subsidies { get; init; } = [];

    /// <summary>What the fund earns: the amount and what others pay of it.</summary>
    public Usd Earned => Subsidies.Count == 0 ? Amount : Amount + Subsidies.Select(s => s.Amount).Sum();

    /// <summary>The place it is for, where that is not the one the account is named for.</summary>
    public Guid? PremiseId { get; init; }

    /// <summary>The days it is for, where they are not the bill's: first served, and first not served.</summary>
    public (DateOnly From, DateOnly To)? Days { get; init; }
}

/// <summary>A bill to be posted: its priced lines, and its reads, which carry the bill's id.</summary>
internal sealed record BillDraft(
    Guid BillId, Guid CustomerAccountId, DateOnly PeriodFrom, DateOnly PeriodTo, IReadOnlyList<PricedCharge> Charges,
    IReadOnlyList<BillRead> Reads)
{
    /// <summary>The canceled bill of the same period that this one replaces.</summary>
    public Guid? Rebills { get; init; }
}

/// <summary>When bills are dated, due and recorded, and who says so.</summary>
internal sealed record BillStamp(DateOnly IssuedOn, DateOnly DueOn, DateTimeOffset At, Actor By);

/// <summary>A bill that was posted, and what it asks for where its account is on budget billing.</summary>
/// <param name="Account">Under its lock.</param>
/// <param name="Budget">Null without a plan: it asks for all that is owed.</param>
internal sealed record IssuedBill(CustomerAccount Account, Bill Bill, BudgetEntry? Budget)
{
    /// <summary>What is to be paid by the due day, with what was asked for before and not paid.</summary>
    public Usd AmountDue => Bill.TotalDue - (Budget?.Gathered ?? Usd.Zero) - (Wait?.Total ?? Usd.Zero);

    /// <summary>What of what is owed it does not ask for; null when it asks for all.</summary>
    public BillWait? Wait { get; init; }
}

/// <summary>
/// A bill and what it writes besides itself: lines, open items, journal entry. One bill or a run of many.
/// </summary>
public static class BillPosting
{
    /// <summary>The bill of an account whose lock is held. Posted when anything was earned.</summary>
    /// <param name="previous">Total due of the bill before.</param>
    /// <param name="shown">Charges and credits that no bill has shown yet.</param>
    internal static Bill Make(
        BillDraft draft, BillStamp stamp, CustomerAccount locked, Usd previous, IEnumerable<Adjustment> shown,
        long number)
    {
        var charges = draft.Charges.Select(c => c.Amount).Sum();
        var adjusted = shown.Select(a => a.Effect).Sum();
        return new()
        {
            Id = draft.BillId,
            Number = number,
            CustomerAccountId = locked.Id,
            PeriodFrom = draft.PeriodFrom,
            PeriodTo = draft.PeriodTo,
            IssuedOn = stamp.IssuedOn,
            DueOn = stamp.DueOn,
            PreviousBalance = previous,
            // Between two bills only adjustments, payments and their reversals move a balance, and the lock is held.
            Payments = previous + adjusted - locked.Balance,
            Adjustments = adjusted,
            NewCharges = charges,
            TotalDue = locked.Balance + charges,
            JournalEntryId = Earns(draft.Charges) ? Guid.CreateVersion7() : null,
            RebillsId = draft.Rebills,
            IssuedAt = stamp.At,
        };
    }

    /// <summary>
    /// Something is to be posted: also where a discount leaves nothing to pay, for then another fund pays it.
    /// </summary>
    public static bool Earns(IReadOnlyList<PricedCharge> charges) => charges.Any(c => !c.Earned.IsZero);

    /// <summary>Charges and credits of some accounts that no bill has shown, by account, oldest first.</summary>
    internal static async Task<ILookup<Guid, Adjustment>> ToShowAsync(
        PortalDbContext db, IReadOnlyCollection<Guid> accounts, CancellationToken ct) =>
        (await db.Adjustments.AsNoTracking()
            .Where(a => accounts.Contains(a.CustomerAccountId)
                && !db.Set<BillAdjustment>().Any(b => b.AdjustmentId == a.Id))
            .OrderBy(a => a.PostedAt).ThenBy(a => a.Id).ToListAsync(ct)).ToLookup(a => a.CustomerAccountId);

    /// <summary>Takes so many bill numbers in the caller's transaction, without gaps.</summary>
    /// <returns>The first of them.</returns>
    internal static async Task<long> TakeNumbersAsync(PortalDbContext db, int count, CancellationToken ct)
    {
        db.RequireTransaction();
        await using var command = new NpgsqlCommand(
            "update number_series set next = next + $1 where name = 'bill' returning next - $1",
            (NpgsqlConnection)db.Database.GetDbConnection())
        {
            CommandTimeout = 0,
            Parameters = { new() { Value = (long)count } },
        };
        return (long)(await command.ExecuteScalarAsync(ct))!;
    }

    public static IReadOnlyList<BillLine> Lines(Bill bill, IReadOnlyList<PricedCharge> charges) =>
    [
        .. charges.Select((charge, index) => new BillLine
        {
            BillId = bill.Id,
            No = index + 1,
            ChargeCode = charge.Code,
            ChargeKind = charge.Kind,
            Service = charge.Service,
            FromOn = charge.Days?.From ?? bill.PeriodFrom,
            ToOn = charge.Days?.To ?? bill.PeriodTo,
            Quantity = charge.Quantity,
            Unit = charge.Unit,
            Amount = charge.Amount,
            Fund = charge.Fund,
            CreditGlAccount = charge.CreditGlAccount,
            Explanation = charge.Explanation,
            PremiseId = charge.PremiseId,
        }),
    ];

    /// <summary>One receivable per line that charges something.</summary>
    /// <param name="newId">Where ids come from; the demo city's follow from its seed.</param>
    public static IReadOnlyList<OpenItem> OpenItems(
        Bill bill, IReadOnlyList<PricedCharge> charges, Func<Guid>? newId = null) =>
    [
        .. from line in charges.Index()
           where line.Item.Amount.IsPositive
           select new OpenItem
           {
               Id = newId?.Invoke() ?? Guid.CreateVersion7(),
               CustomerAccountId = bill.CustomerAccountId,
               BillId = bill.Id,
               BillLineNo = line.Index + 1,
               ChargeKind = line.Item.Kind,
               Service = line.Item.Service,
               Fund = line.Item.Fund,
               BilledOn = bill.IssuedOn,
               DueOn = bill.DueOn,
               Amount = line.Item.Amount,
               Open = line.Item.Amount,
           },
    ];

    /// <summary>That the bill shows these adjustments, in this order.</summary>
    public static IReadOnlyList<BillAdjustment> Shown(Bill bill, IReadOnlyList<Adjustment> adjustments) =>
    [
        .. adjustments.Select((adjustment, index) => new BillAdjustment
        {
            AdjustmentId = adjustment.Id, BillId = bill.Id, No = index + 1,
        }),
    ];

    /// <summary>
    /// Receivable per fund against revenue per line (domain.md §9.2); null where nothing was earned. A discount is
    /// paid by the fund that grants it: the fund that earns the line is made whole, so other customers' rates do not
    /// carry it (California Proposition 218).
    /// </summary>
    public static JournalEntry? Entry(
        Bill bill, CustomerAccount account, IReadOnlyList<PricedCharge> charges, Actor by) =>
        bill.JournalEntryId is not { } id
            ? null
            : JournalEntry.Of(
                new(id, EntryKinds.Bill, bill.Id.ToString(), bill.IssuedOn, bill.IssuedAt, by.Name,
                    $"Bill {bill.Number} of {account.Number}"),
                [
                    .. from charge in charges
                       group charge.Amount by charge.Fund into fund
                       orderby fund.Key
                       select JournalLine.Debit(fund.Key, GlAccounts.AccountsReceivable, fund.Sum(), account.Id),
                    .. from charge in charges
                       from subsidy in charge.Subsidies
                       group subsidy.Amount by (subsidy.Fund, subsidy.GlCode) into funding
                       orderby funding.Key
                       select JournalLine.Debit(funding.Key.Fund, funding.Key.GlCode, funding.Sum()),
                    .. from charge in charges
                       group charge.Earned by (charge.Fund, charge.CreditGlAccount) into revenue
                       orderby revenue.Key
                       select JournalLine.Credit(revenue.Key.Fund, revenue.Key.CreditGlAccount, revenue.Sum()),
                ]);
}
