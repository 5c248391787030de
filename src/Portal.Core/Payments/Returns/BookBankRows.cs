using Microsoft.EntityFrameworkCore;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Staff;

namespace Portal.Core.Payments.Returns;

/// <summary>
/// The worker's turn at confirmed files: each row in a transaction of its own, with what it books, so that it is booked
/// once whatever dies and however many workers run. A return that is refused meanwhile goes to the queue with the
/// reason; a change becomes a task. When no row is left the file is done.
/// </summary>
public sealed class BookBankRows(
    PortalDbContext db, ReturnPayment returnPayment, RaiseOfficeTask raiseTask, BusinessClock clock)
{
    private const int RowsInRound = 50;

    /// <returns>How many rows were worked on, or files finished.</returns>
    public async Task<int> RunAsync(CancellationToken ct)
    {
        var rows = await (
            from row in db.Set<BankFileRow>()
            join file in db.Set<BankFile>() on row.BankFileId equals file.Id
            where file.State == BankFileState.Confirmed
                && (row.Outcome == BankRowOutcome.Matched || row.Outcome == BankRowOutcome.Change)
            orderby file.ConfirmedAt, row.Line
            select row.Id).Take(RowsInRound).ToListAsync(ct);
        var (each, done) = (new OneByOne(db, ct), 0);
        foreach (var id in rows) { done += await each.DoAsync(() => BookAsync(id, ct)); }

        each.TellFaults();
        return done + await db.Database.ExecuteSqlAsync($"""
            update bank_file f set state = 'done', done_at = {clock.Now}
            where f.state = 'confirmed' and not exists (
              select from bank_file_row r where r.bank_file_id = f.id and r.outcome in ('matched', 'change'))
            """, ct);
    }

    private async Task<int> BookAsync(Guid id, CancellationToken ct)
    {
        await using var tx = await ActTransaction.BeginOrJoinAsync(db, ct);
        var row = await db.Set<BankFileRow>()
            .FromSql($"select * from bank_file_row where id = {id} for update skip locked").SingleOrDefaultAsync(ct);
        if (row is not { Outcome: BankRowOutcome.Matched or BankRowOutcome.Change }) { return 0; }

        var file = await db.Set<BankFile>().AsNoTracking().SingleAsync(f => f.Id == row.BankFileId, ct);
        var by = new Actor(file.ConfirmedBy!);
        if (row.Outcome == BankRowOutcome.Change)
        {
            await TellAsync(row, file, ct);
            row.Outcome = BankRowOutcome.Told;
        }
        else if (await returnPayment.OfRowAsync(db, row, file, row.PaymentId!.Value, by, clock.Today, ct)
            is Outcome<IReadOnlyList<ReturnedPayment>>.Refused(var refusal))
        {
            if (refusal.Key == "Return_JustMoved") { return 0; }

            row.Outcome = refusal.Key is "Return_Already" or "Return_TakenBack"
                ? BankRowOutcome.Already : BankRowOutcome.Unmatched;
            row.Why = refusal.Key == "Return_Already" ? "Return_KnownAlready" : refusal.Key;
            row.PaymentId = null;
        }
        else
        {
            row.Outcome = BankRowOutcome.Booked;
        }

        if (row.Outcome is BankRowOutcome.Booked or BankRowOutcome.Told)
        {
            (row.DoneAt, row.DoneBy) = (clock.Now, by.Name);
        }

        await db.SaveChangesAsync(ct);
        await tx.CommitAsync(ct);
        return 1;
    }

    private async Task TellAsync(BankFileRow row, BankFile file, CancellationToken ct)
    {
        var account = await db.Payments.Where(p => p.BankTrace == row.OriginalTrace)
            .OrderByDescending(p => p.ReceivedAt).Select(p => (Guid?)p.CustomerAccountId).FirstOrDefaultAsync(ct);
        await raiseTask.RunAsync(
            new("bank_change", $"bank_change:{row.Id}",
                $"{row.Code}: {row.Name}, account ending in {row.LastFour}, original trace {row.OriginalTrace}, "
                + $"corrected {row.Corrected} ({file.FileName}, line {row.Line})")
            {
                CustomerAccountId = account,
            },
            ct);
    }
}

/// <summary>How a row of a bank's file is booked.</summary>
internal static class BookingOfRows
{
    /// <summary>On the bank's day, as far as it lies between the payment and today.</summary>
    public static async Task<Outcome<IReadOnlyList<ReturnedPayment>>> OfRowAsync(
        this ReturnPayment act, PortalDbContext db, BankFileRow row, BankFile file, Guid paymentId, Actor by,
        DateOnly today, CancellationToken ct)
    {
        var paid = await db.Payments.Where(p => p.Id == paymentId).Select(p => p.EffectiveOn).SingleAsync(ct);
        var day = file.MadeOn is { } made && made >= paid && made <= today ? made : today;
        return await act.RunAsync(
            new(row.Id, paymentId, row.Code, day, ReturnSource.BankFile, $"{file.FileName} {row.Line}", by), ct);
    }
}
