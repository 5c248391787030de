using Microsoft.EntityFrameworkCore;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Ledger;
using Portal.Core.Staff;

namespace Portal.Core.Payments.Unidentified;

/// <summary>
/// Ends money in suspense without an account: paper that was not cashed goes back to whoever sent it, entered by one
/// and sent by another (ck_suspense_resolution_sent_back); money in another currency, which the ledger does not hold,
/// ends by a note. Ended once. Refuses: an unknown item, one that has ended, any other money, whoever entered it, no
/// note, a closed period.
/// </summary>
public sealed class EndSuspense(PortalDbContext db, PostJournalEntry postEntry, BusinessClock clock)
{
    private const int LongestNote = 500;

    public sealed record Request(Guid OperationId, Guid ItemId, string Note, Actor By);

    public async Task<Outcome<SuspenseItem>> RunAsync(Request request, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(request);
        await using var tx = await ActTransaction.BeginOrJoinAsync(db, ct);
        if (await db.TakeSuspenseAsync(request.ItemId, ct) is not { } item) { return new Refusal("Suspense_NotFound"); }

        if (await db.Set<SuspenseResolution>().AsNoTracking().SingleOrDefaultAsync(r => r.ItemId == item.Id, ct)
            is { } ended)
        {
            return ended.OperationId == request.OperationId ? item : new Refusal("Suspense_Ended");
        }

        var kind = item.JournalEntryId is null ? SuspenseEnd.Closed : SuspenseEnd.SentBack;
        if (WhyNoNote(request.Note) is { } missing) { return missing; }

        if (kind == SuspenseEnd.SentBack && !MayGoBack(item)) { return new Refusal("Suspense_NotPaper"); }

        if (kind == SuspenseEnd.SentBack && item.RecordedBy == request.By.Name)
        {
            return new Refusal("Suspense_EnteredIt");
        }

        if (await ClosedPeriod.WhyNotAsync(db, clock.Today, ct) is { } closed) { return closed; }

        await WriteAsync(item, kind, request, null, null, null, ct);
        await tx.CommitAsync(ct);
        return item;
    }

    /// <summary>Paper is worth sending back as long as nobody cashed it.</summary>
    public static bool MayGoBack(SuspenseItem item)
    {
        ArgumentNullException.ThrowIfNull(item);
        return item.Source != SuspenseSource.Processor
            && item.Tender is Tender.Check or Tender.MoneyOrder or Tender.CashiersCheck;
    }

    internal static Refusal? WhyNoNote(string? note) =>
        string.IsNullOrWhiteSpace(note) || note.Trim().Length > LongestNote
            ? new("Transfer_NoteMissing", LongestNote) : null;

    /// <summary>Mirrors the entry that held it and writes how it ended.</summary>
    internal async Task WriteAsync(
        SuspenseItem item, SuspenseEnd kind, Request request, Guid? paymentId, Actor? approvedBy, Guid? accountId,
        CancellationToken ct)
    {
        db.RequireTransaction();
        Guid? mirrorId = null;
        if (item.JournalEntryId is { } held)
        {
            var entry = await db.JournalEntries.Include(e => e.Lines).AsNoTracking().SingleAsync(e => e.Id == held, ct);
            var mirror = entry.Reverse(new(
                Guid.CreateVersion7(), EntryKinds.Reversal, $"{entry.Id}", clock.Today, clock.Now, request.By.Name,
                kind switch
                {
                    SuspenseEnd.Posted => "Suspense: its account was found",
                    SuspenseEnd.Failed => "Suspense: failed at the bank",
                    SuspenseEnd.TurnedOver => "Suspense: nobody claimed it",
                    _ => "Suspense: sent back uncashed",
                }));
            await postEntry.RunAsync(mirror, ct);
            mirrorId = mirror.Id;
        }

        db.Add(new SuspenseResolution
        {
            ItemId = item.Id,
            OperationId = request.OperationId,
            Kind = kind,
            PaymentId = paymentId,
            JournalEntryId = mirrorId,
            Note = request.Note.Trim(),
            ResolvedOn = clock.Today,
            ResolvedAt = clock.Now,
            ResolvedBy = request.By.Name,
            ApprovedBy = approvedBy?.Name,
        });
        db.Add(AuditEntry.Of(clock.Now, request.By.Name, nameof(EndSuspense), accountId, new
        {
            item = item.Id,
            kind = $"{kind}",
            cents = item.Amount.Cents,
        }));
        await db.EndSuspenseTaskAsync(item, request.By, clock.Now, ct);
        await db.SaveChangesAsync(ct);
    }
}
