using Microsoft.EntityFrameworkCore;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Ledger;
using Portal.Core.Money;
using Portal.Core.Staff;

namespace Portal.Core.Payments.Unidentified;

/// <summary>
/// Enters money that names no account, or one that is closed, as it came: unidentified receipts in the ledger (2130)
/// and a task (domain.md §3.2: "never guess an account"). Entered once. Refuses: an amount of nothing, a way of paying
/// that is no money in hand, a day that is to come or long past, text too long, the number of an account that is open,
/// a closed period.
/// </summary>
public sealed class RecordUnidentified(
    PortalDbContext db, PostJournalEntry postEntry, RaiseOfficeTask raiseTask, BusinessClock clock)
{
    /// <summary>Money found later than this is a matter for the ledger's people.</summary>
    private const int DaysBack = 90;

    private static readonly Tender[] Tenders =
        [Tender.Check, Tender.Cash, Tender.MoneyOrder, Tender.CashiersCheck, Tender.Wire, Tender.Lockbox];

    /// <summary>What money may come as.</summary>
    public static IReadOnlyList<Tender> Takes => Tenders;

    /// <param name="SaidAccount">The account as it is written there, if one is.</param>
    /// <param name="Reference">A check's number, a line of the bank.</param>
    public sealed record Request(
        Guid OperationId, Usd Amount, Tender? Tender, SuspenseSource Source, DateOnly ReceivedOn, string? PayerName,
        string? SaidAccount, string? Reference, string? Note, Actor By);

    public async Task<Outcome<SuspenseItem>> RunAsync(Request request, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(request);
        await using var tx = await ActTransaction.BeginOrJoinAsync(db, ct);
        // Serialises two presses of one form.
        await db.Database.ExecuteSqlAsync($"select pg_advisory_xact_lock(hashtext({$"{request.OperationId}"}))", ct);
        if (await db.SuspenseItems.AsNoTracking().SingleOrDefaultAsync(s => s.OperationId == request.OperationId, ct)
            is { } already)
        {
            return already;
        }

        var said = request.SaidAccount?.Trim();
        var known = await db.CustomerAccounts.AsNoTracking().SingleOrDefaultAsync(a => a.Number == said, ct);
        if (WhyNot(request) is { } refusal) { return refusal; }

        if (known is { ClosedOn: null }) { return new Refusal("Suspense_AccountIsOpen", known.Number); }

        if (await ClosedPeriod.WhyNotAsync(db, clock.Today, ct) is { } closed) { return closed; }

        var item = await HoldAsync(request, known?.Id, ct);
        await db.SaveChangesAsync(ct);
        await tx.CommitAsync(ct);
        return item;
    }

    private Refusal? WhyNot(Request request) =>
        !request.Amount.IsPositive || request.Amount > Usd.LargestPayment
            ? new("Pay_AmountOutOfRange", new Usd(1), Usd.LargestPayment)
        : request.Tender is not { } tender || !Tenders.Contains(tender) || request.Source == SuspenseSource.Processor
            ? new("Suspense_TenderMissing")
        : request.ReceivedOn > clock.Today || request.ReceivedOn < clock.Today.AddDays(-DaysBack)
            ? new("Suspense_DayWrong", clock.Today.AddDays(-DaysBack), clock.Today)
        : request.PayerName?.Trim().Length > 120 || request.SaidAccount?.Trim().Length > 40
            || request.Reference?.Trim().Length > 100 || request.Note?.Trim().Length > 500
            ? new("Suspense_TooLong")
        : new[] { request.PayerName, request.SaidAccount, request.Reference, request.Note }
            .All(string.IsNullOrWhiteSpace) ? new("Suspense_NothingSaid")
        : null;

    private async Task<SuspenseItem> HoldAsync(Request request, Guid? closedAccount, CancellationToken ct)
    {
        var id = Guid.CreateVersion7();
        var entry = JournalEntry.Of(
            new(Guid.CreateVersion7(), EntryKinds.Suspense, $"{id}", clock.Today, clock.Now, request.By.Name,
                $"Held in suspense: {request.Tender}, {Text(request.Reference) ?? "no reference"}"),
            JournalLine.Debit(Funds.TreasuryClearing, GlAccounts.DepositsInTransit, request.Amount),
            JournalLine.Credit(Funds.TreasuryClearing, GlAccounts.UnidentifiedReceipts, request.Amount));
        db.RequireTransaction();
        await postEntry.RunAsync(entry, ct);
        var item = new SuspenseItem
        {
            Id = id,
            OperationId = request.OperationId,
            Amount = request.Amount,
            Reason = closedAccount is null ? SuspenseReason.NoAccount : SuspenseReason.ClosedAccount,
            CustomerAccountId = closedAccount,
            Source = request.Source,
            Tender = request.Tender,
            PayerName = Text(request.PayerName),
            SaidAccount = Text(request.SaidAccount),
            Reference = Text(request.Reference),
            Note = Text(request.Note),
            JournalEntryId = entry.Id,
            ReceivedAt = clock.StartOf(request.ReceivedOn),
            RecordedBy = request.By.Name,
        };
        db.Add(item);
        db.Add(AuditEntry.Of(clock.Now, request.By.Name, nameof(RecordUnidentified), null, new
        {
            item = id,
            cents = request.Amount.Cents,
        }));
        await raiseTask.RunAsync(
            new("suspense", $"suspense:{id}",
                $"{item.Reason}: {item.Amount}, {item.Tender}, {item.PayerName} {item.SaidAccount} {item.Reference}")
            {
                CustomerAccountId = closedAccount,
            },
            ct);
        return item;
    }

    private static string? Text(string? typed) => string.IsNullOrWhiteSpace(typed) ? null : typed.Trim();
}
