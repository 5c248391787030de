using Microsoft.EntityFrameworkCore;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Money;
using Portal.Core.Payments.Transfers;
using Portal.Core.Staff;

namespace Portal.Core.Payments.Returns;

/// <summary>
/// A person says what a return is that nothing was found for: a payment, by its reference, which is then returned; or
/// none of ours, with a note. Done twice alike is once. Refuses an unknown row, one that is done, a payment of another
/// amount or of an account of one's own, and whatever <see cref="ReturnPayment"/> refuses.
/// </summary>
public sealed class ResolveBankRow(PortalDbContext db, ReturnPayment returnPayment, BusinessClock clock)
{
    /// <param name="Payment">The payment's reference, "R-7KQ2-M4XD"; null when it is none of ours.</param>
    /// <param name="Note">What was found; needed where there is no payment.</param>
    public sealed record Request(Guid RowId, string? Payment, string? Note, Actor By);

    public async Task<Outcome<BankFileRow>> RunAsync(Request request, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(request);
        await using var tx = await ActTransaction.BeginOrJoinAsync(db, ct);
        var row = await db.Set<BankFileRow>()
            .FromSql($"select * from bank_file_row where id = {request.RowId} for update").SingleOrDefaultAsync(ct);
        if (row is null) { return new Refusal("BankRow_NotFound"); }

        if (row.Outcome is BankRowOutcome.Booked or BankRowOutcome.Closed) { return row; }

        var file = await db.Set<BankFile>().AsNoTracking().SingleAsync(f => f.Id == row.BankFileId, ct);
        if (row.Outcome != BankRowOutcome.Unmatched
            || file.State is not (BankFileState.Confirmed or BankFileState.Done))
        {
            return new Refusal("BankRow_NotWaiting");
        }

        var outcome = string.IsNullOrWhiteSpace(request.Payment)
            ? Close(row, request.Note)
            : await BookAsync(row, file, request, ct);
        if (outcome is not null) { return outcome; }

        (row.DoneAt, row.DoneBy) = (clock.Now, request.By.Name);
        db.Add(AuditEntry.Of(clock.Now, request.By.Name, nameof(ResolveBankRow), null, new
        {
            row = row.Id,
            outcome = $"{row.Outcome}",
        }));
        await db.SaveChangesAsync(ct);
        await tx.CommitAsync(ct);
        return row;
    }

    private static Refusal? Close(BankFileRow row, string? note)
    {
        if (string.IsNullOrWhiteSpace(note) || note.Trim().Length > 500) { return new("BankRow_NoteMissing"); }

        (row.Outcome, row.Note) = (BankRowOutcome.Closed, note.Trim());
        return null;
    }

    private async Task<Refusal?> BookAsync(BankFileRow row, BankFile file, Request request, CancellationToken ct)
    {
        var reference = request.Payment!.Trim().ToUpperInvariant();
        if (await db.Payments.AsNoTracking().SingleOrDefaultAsync(p => p.Reference == reference, ct) is not { } payment)
        {
            return new("BankRow_NoPayment", reference);
        }

        var parts = await db.ItemOf(payment.Id).ToListAsync(ct);
        if (await db.IsAnyOwnAccountAsync(request.By, parts.Select(p => p.CustomerAccountId), ct))
        {
            return new("Approval_OwnAccount");
        }

        var item = parts.Select(p => p.Amount).Sum();
        if (item != row.Amount) { return new("BankRow_OtherAmount", item, row.Amount); }

        if (await returnPayment.OfRowAsync(db, row, file, payment.Id, request.By, clock.Today, ct)
            is Outcome<IReadOnlyList<ReturnedPayment>>.Refused(var refusal))
        {
            return refusal;
        }

        (row.Outcome, row.PaymentId, row.Why) = (BankRowOutcome.Booked, payment.Id, null);
        row.Note = string.IsNullOrWhiteSpace(request.Note) ? null : request.Note.Trim();
        return null;
    }
}
