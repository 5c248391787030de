using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Npgsql;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Payments;

namespace Portal.Core.Billing.Printing;

/// <summary>
/// Which bills are next in a print run, and the one transaction that writes a batch of them: file, manifest, and each
/// bill's place in it. It goes on only while the run is this worker's.
/// </summary>
public sealed class WritePrintBatch(
    PortalDbContext db, RaiseOfficeTask raiseTask, IOptions<PrintSettings> settings, BusinessClock clock)
{
    private NpgsqlConnection Connection => (NpgsqlConnection)db.Database.GetDbConnection();

    /// <summary>The next bills that go to the post in one way, in postal order.</summary>
    internal async Task<(Post Post, IReadOnlyList<Guid> Bills)> NextAsync(
        Guid printRunId, int most, CancellationToken ct)
    {
        var rows = await db.Set<BillPrint>().AsNoTracking()
            .Where(p => p.PrintRunId == printRunId && p.Post != null && p.BatchId == null && p.WithdrawnAt == null)
            .OrderBy(p => p.Post).ThenBy(p => p.PostalOrder).ThenBy(p => p.BillId)
            .Select(p => new { p.BillId, p.Post }).Take(most).ToListAsync(ct);
        return rows.Count == 0
            ? (default, [])
            : (rows[0].Post!.Value, [.. rows.TakeWhile(r => r.Post == rows[0].Post).Select(r => r.BillId)]);
    }

    /// <returns>False when the run is another worker's: nothing was written.</returns>
    internal async Task<bool> RunAsync(
        PrintBatch batch, IReadOnlyList<PrintBatchBill> lines, IReadOnlyList<byte[]> pieces, Guid me,
        CancellationToken ct)
    {
        await using var tx = await ActTransaction.BeginOrJoinAsync(db, ct);
        if (await db.Database.ExecuteSqlAsync($"""
            update print_run set lease_until = {clock.Now + TimeSpan.FromSeconds(settings.Value.LeaseSeconds)}
            where id = {batch.PrintRunId} and lease_by = {me}
            """, ct) != 1)
        {
            return false;
        }

        db.Add(batch);
        await db.SaveChangesAsync(ct);
        db.Entry(batch).State = EntityState.Detached;
        var withdrawn = await TakeAsync(batch, [.. lines.Select(l => l.BillId)], ct);
        db.RequireTransaction();
        await CopyRows.RunAsync(Connection, db.Model, [.. lines.Select(l => Left(l, withdrawn))], ct);
        foreach (var (index, piece) in pieces.Index())
        {
            db.RequireTransaction();
            await using var command = new NpgsqlCommand(
                "insert into print_batch_piece (batch_id, no, content) values ($1, $2, $3)", Connection)
            {
                Parameters = { new() { Value = batch.Id }, new() { Value = index + 1 }, new() { Value = piece } },
            };
            await command.ExecuteNonQueryAsync(ct);
        }

        await tx.CommitAsync(ct);
        return true;
    }

    /// <summary>
    /// Puts bills that cannot be drawn back into the queue, by name, and tells the office. The next run tries again.
    /// </summary>
    /// <returns>False when the run is another worker's: nothing was written.</returns>
    internal async Task<bool> SetAsideAsync(
        Guid printRunId, IReadOnlyList<(Guid BillId, string Fault)> faults, Guid me, CancellationToken ct)
    {
        await using var tx = await ActTransaction.BeginOrJoinAsync(db, ct);
        if (await db.Database.ExecuteSqlAsync($"""
            update print_run set lease_until = {clock.Now + TimeSpan.FromSeconds(settings.Value.LeaseSeconds)}
            where id = {printRunId} and lease_by = {me}
            """, ct) != 1)
        {
            return false;
        }

        var bills = faults.Select(f => f.BillId).ToArray();
        db.AddRange(faults.Select(f => new PrintFault
        {
            PrintRunId = printRunId, BillId = f.BillId, Fault = f.Fault, FoundAt = clock.Now,
        }));
        await db.SaveChangesAsync(ct);
        db.ChangeTracker.Clear();
        db.RequireTransaction();
        await db.Database.ExecuteSqlAsync($"""
            update bill_print set print_run_id = null, post = null
            where bill_id = any({bills}) and print_run_id = {printRunId} and batch_id is null
            """, ct);
        await raiseTask.RunAsync(
            new("print_fault", $"print_fault:{printRunId}",
                $"Print run {printRunId} could not draw every bill. Its page names those left out."), ct);
        await tx.CommitAsync(ct);
        return true;
    }

    /// <summary>Puts the bills into the batch, and says which were canceled while it was drawn.</summary>
    private async Task<Dictionary<Guid, DateTimeOffset>> TakeAsync(PrintBatch batch, Guid[] bills, CancellationToken ct)
    {
        var rows = await db.Set<BillPrint>().FromSql($"""
            select * from bill_print where bill_id = any({bills}) and print_run_id = {batch.PrintRunId}
              and batch_id is null
            order by bill_id for update
            """).AsNoTracking().ToListAsync(ct);
        db.RequireTransaction();
        await db.Database.ExecuteSqlAsync($"""
            update bill_print set batch_id = {batch.Id}
            where bill_id = any({rows.Select(r => r.BillId).ToArray()})
            """, ct);
        return rows.Count == bills.Length
            ? rows.Where(r => r.WithdrawnAt is not null).ToDictionary(r => r.BillId, r => r.WithdrawnAt!.Value)
            : throw new InvalidOperationException($"Batch {batch.Id}: a bill of it was taken by somebody else.");
    }

    private static PrintBatchBill Left(PrintBatchBill line, Dictionary<Guid, DateTimeOffset> withdrawn) =>
        !withdrawn.TryGetValue(line.BillId, out var at) ? line : new()
        {
            BatchId = line.BatchId,
            No = line.No,
            BillId = line.BillId,
            FirstPage = line.FirstPage,
            Pages = line.Pages,
            Addressee = line.Addressee,
            Address = line.Address,
            Sha256 = line.Sha256,
            Due = line.Due,
            LeftAt = at,
            LeftReason = LeftBatch.Canceled,
            LeftBy = "system",
        };
}
