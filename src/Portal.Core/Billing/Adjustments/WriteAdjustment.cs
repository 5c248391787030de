using Microsoft.EntityFrameworkCore;
using Portal.Core.Accounts;
using Portal.Core.Billing.Rating;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Ledger;
using Portal.Core.Money;
using Portal.Core.Payments;
using Portal.Core.Staff;

namespace Portal.Core.Billing.Adjustments;

/// <summary>
/// Writes one adjustment in the caller's transaction, under the account's lock: its row and lines, the items it opens
/// or lowers, the entry (receivable against revenue or liability, per fund), the balance, the audit. Acts decide;
/// they end by putting credit to what is open (ApplyCredit).
/// </summary>
public sealed class WriteAdjustment(
    PortalDbContext db, PostJournalEntry postEntry, TakeOffAllocations takeOff, BusinessClock clock)
{
    /// <summary>What an adjustment says of itself.</summary>
    public sealed record Draft(
        Guid OperationId, int No, AdjustmentKind Kind, string Reason, ChargeLabel Label, Actor By)
    {
        public string Note { get; init; } = "";

        public string? Document { get; init; }

        public Guid? KeptDocumentId { get; init; }

        public string? OverCap { get; init; }

        public Guid? CitesBillId { get; init; }

        public Actor? ApprovedBy { get; init; }

        /// <summary>The day it is posted on, where that is not today: a run's bill date.</summary>
        public DateOnly? On { get; init; }
    }

    /// <summary>A new item to owe.</summary>
    public sealed record Charge(
        ChargeKind Kind, UtilityService Service, string Fund, string GlAccount, Usd Amount);

    /// <summary>Lowers an item, against an account of the ledger.</summary>
    public sealed record Credit(OpenItem Item, string GlAccount, Usd Amount);

    /// <summary>Charges the account: an open item for each part, due on a day.</summary>
    public async Task<Adjustment> ChargeAsync(
        CustomerAccount locked, Draft draft, DateOnly dueOn, IReadOnlyList<Charge> charges, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(locked);
        ArgumentNullException.ThrowIfNull(draft);
        var adjustment = Make(locked, draft, Side.Debit, charges.Select(c => c.Amount).Sum(), dueOn, null);
        db.RequireTransaction();
        await postEntry.RunAsync(
            JournalEntry.Of(
                Header(locked, adjustment),
                [
                    .. charges.Select(c =>
                        JournalLine.Debit(c.Fund, GlAccounts.AccountsReceivable, c.Amount, locked.Id)),
                    .. charges.Select(c => JournalLine.Credit(c.Fund, c.GlAccount, c.Amount)),
                ]),
            ct);
        db.Add(adjustment);
        foreach (var (no, charge) in charges.Select((c, i) => (i + 1, c)))
        {
            db.Add(Line(adjustment, no, charge.Fund, charge.GlAccount, charge.Amount, null));
            db.Add(new OpenItem
            {
                Id = Guid.CreateVersion7(),
                CustomerAccountId = locked.Id,
                AdjustmentId = adjustment.Id,
                AdjustmentLineNo = no,
                ChargeKind = charge.Kind,
                Service = charge.Service,
                Fund = charge.Fund,
                BilledOn = adjustment.PostedOn,
                DueOn = dueOn,
                Amount = charge.Amount,
                Open = charge.Amount,
            });
        }

        return await FinishAsync(locked, adjustment, ct);
    }

    /// <summary>Lowers items, also paid ones: the money on them becomes the customer's credit first.</summary>
    public Task<Adjustment> CreditAsync(
        CustomerAccount locked, Draft draft, IReadOnlyList<Credit> credits, CancellationToken ct) =>
        LowerAsync(locked, draft, credits, null, null, ct);

    /// <summary>
    /// Lowers items by the mirror image of the entry that charged them, so that nothing of it is left in the books.
    /// </summary>
    /// <param name="original">The adjustment taken back; null for a bill.</param>
    public Task<Adjustment> TakeBackChargesAsync(
        CustomerAccount locked,
        Draft draft,
        IReadOnlyList<Credit> credits,
        Guid entryId,
        Adjustment? original,
        CancellationToken ct) => LowerAsync(locked, draft, credits, entryId, original, ct);

    /// <summary>
    /// Takes back the entry of a bill that others paid whole: the mirror image alone, for nothing was owed.
    /// </summary>
    public async Task TakeBackEntryAsync(CustomerAccount locked, Draft draft, Guid entryId, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(locked);
        ArgumentNullException.ThrowIfNull(draft);
        db.RequireTransaction();
        var header = new JournalEntry.Header(
            Guid.CreateVersion7(), EntryKinds.Reversal, entryId.ToString(), clock.Today, clock.Now, draft.By.Name,
            $"{draft.Label.En}, {locked.Number}");
        await PostMirrorAsync(entryId, header, ct);
    }

    /// <summary>Takes a credit back: the items it lowered are owed again.</summary>
    public async Task<Adjustment> TakeBackCreditAsync(
        CustomerAccount locked, Draft draft, Adjustment original, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(locked);
        ArgumentNullException.ThrowIfNull(draft);
        ArgumentNullException.ThrowIfNull(original);
        var lines = await db.Set<AdjustmentLine>().Where(l => l.AdjustmentId == original.Id)
            .OrderBy(l => l.No).ToListAsync(ct);
        var itemIds = lines.Select(l => l.OpenItemId).ToList();
        var items = await db.OpenItems.Where(i => itemIds.Contains(i.Id)).ToDictionaryAsync(i => i.Id, ct);
        var adjustment = Make(locked, draft, Side.Debit, original.Amount, original.DueOn, original);
        await PostMirrorAsync(locked, adjustment, original.JournalEntryId, ct);
        db.Add(adjustment);
        foreach (var line in lines)
        {
            items[line.OpenItemId!.Value].Open += line.Amount;
            db.Add(Line(adjustment, line.No, line.Fund, line.GlAccount, line.Amount, line.OpenItemId));
        }

        return await FinishAsync(locked, adjustment, ct);
    }

    private async Task<Adjustment> LowerAsync(
        CustomerAccount locked, Draft draft, IReadOnlyList<Credit> credits, Guid? mirrorOf, Adjustment? original,
        CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(locked);
        ArgumentNullException.ThrowIfNull(draft);
        var adjustment = Make(locked, draft, Side.Credit, credits.Select(c => c.Amount).Sum(), null, original);
        await takeOff.RunAsync(
            locked, [.. credits.Select(c => (c.Item, c.Amount - c.Item.Open))], adjustment.Id, draft.Label.En,
            draft.By, ct, draft.On);
        db.RequireTransaction();
        if (mirrorOf is { } entryId)
        {
            await PostMirrorAsync(locked, adjustment, entryId, ct);
        }
        else
        {
            await postEntry.RunAsync(CreditEntry(locked, adjustment, credits), ct);
        }

        db.Add(adjustment);
        foreach (var (no, credit) in credits.Select((c, i) => (i + 1, c)))
        {
            credit.Item.Open -= credit.Amount;
            db.Add(Line(adjustment, no, credit.Item.Fund, credit.GlAccount, credit.Amount, credit.Item.Id));
        }

        return await FinishAsync(locked, adjustment, ct);
    }

    private static JournalEntry CreditEntry(
        CustomerAccount account, Adjustment adjustment, IReadOnlyList<Credit> credits) =>
        JournalEntry.Of(
            Header(account, adjustment),
            [
                .. credits.Select(c => JournalLine.Debit(c.Item.Fund, c.GlAccount, c.Amount)),
                .. CreditReceived.Receivables(account.Id, credits.Select(c => (c.Item, c.Amount))),
            ]);

    private Task PostMirrorAsync(
        CustomerAccount account, Adjustment adjustment, Guid entryId, CancellationToken ct) => PostMirrorAsync(
        entryId,
        Header(account, adjustment) with { Kind = EntryKinds.Reversal, IdempotencyKey = entryId.ToString() },
        ct);

    private async Task PostMirrorAsync(Guid entryId, JournalEntry.Header header, CancellationToken ct)
    {
        var entry = await db.JournalEntries.Include(e => e.Lines).AsNoTracking().SingleAsync(e => e.Id == entryId, ct);
        await postEntry.RunAsync(entry.Reverse(header), ct);
    }

    private async Task<Adjustment> FinishAsync(CustomerAccount locked, Adjustment adjustment, CancellationToken ct)
    {
        locked.Owe(adjustment.Effect);
        db.Add(AuditEntry.Of(clock.Now, adjustment.PostedBy, nameof(WriteAdjustment), locked.Id, new
        {
            adjustment = adjustment.Id,
            kind = $"{adjustment.Kind}",
            side = $"{adjustment.Side}",
            cents = adjustment.Amount.Cents,
            approvedBy = adjustment.ApprovedBy,
        }));
        await db.SaveChangesAsync(ct);
        return adjustment;
    }

    private Adjustment Make(
        CustomerAccount account, Draft draft, Side side, Usd amount, DateOnly? dueOn, Adjustment? original) => new()
        {
            Id = Guid.CreateVersion7(),
            OperationId = draft.OperationId,
            OperationNo = draft.No,
            CustomerAccountId = account.Id,
            Kind = draft.Kind,
            Side = side,
            Amount = amount,
            Reason = draft.Reason,
            LabelEn = draft.Label.En,
            LabelEs = draft.Label.Es,
            Note = draft.Note,
            Document = draft.Document,
            KeptDocumentId = draft.KeptDocumentId,
            OverCap = draft.OverCap,
            DueOn = dueOn,
            CitesBillId = draft.CitesBillId,
            ReversesId = original?.Id,
            JournalEntryId = Guid.CreateVersion7(),
            PostedOn = draft.On ?? clock.Today,
            PostedAt = clock.Now,
            PostedBy = draft.By.Name,
            ApprovedBy = draft.ApprovedBy?.Name,
        };

    private static AdjustmentLine Line(
        Adjustment adjustment, int no, string fund, string glAccount, Usd amount, Guid? itemId) => new()
        {
            AdjustmentId = adjustment.Id,
            No = no,
            Fund = fund,
            GlAccount = glAccount,
            Amount = amount,
            OpenItemId = itemId,
        };

    private static JournalEntry.Header Header(CustomerAccount account, Adjustment adjustment) =>
        new(adjustment.JournalEntryId, EntryKinds.Adjustment,
            $"{adjustment.OperationId}:{account.Number}:{adjustment.OperationNo}", adjustment.PostedOn,
            adjustment.PostedAt, adjustment.PostedBy, $"{adjustment.LabelEn}, {account.Number}");
}
