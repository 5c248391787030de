using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Portal.Core.Billing.Rules;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Files;
using Portal.Core.Money;
using Portal.Core.Staff;

namespace Portal.Core.Billing.Batches;

/// <summary>
/// Checks a CSV file of adjustments whole, line by line; nothing is posted. One with any fault, and one that was posted
/// before, is kept as refused with what is wrong where. The same operation checks once. Refuses where the city has no
/// rules of adjustments.
/// </summary>
public sealed class CheckBatch(PortalDbContext db, ResolveBatchRows resolve, BusinessClock clock)
{
    private const int LongestName = 200;

    /// <summary>Of more faults the count is kept.</summary>
    private const int FaultsKept = 500;

    /// <param name="File">From its start, and able to go back there.</param>
    public sealed record Request(Guid OperationId, string FileName, Stream File, Actor By);

    public async Task<Outcome<AdjustmentBatch>> RunAsync(Request request, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(request);
        var hash = await SHA256.HashDataAsync(request.File, ct);
        request.File.Position = 0;
        await using var tx = await ActTransaction.BeginOrJoinAsync(db, ct);
        await db.Database.ExecuteSqlAsync($"set local statement_timeout = 0", ct);
        // The same form sent twice at once is one check.
        await db.Database.ExecuteSqlAsync(
            $"select pg_advisory_xact_lock(hashtext({request.OperationId.ToString()}))", ct);
        if (await db.Set<AdjustmentBatch>().AsNoTracking()
            .SingleOrDefaultAsync(b => b.OperationId == request.OperationId, ct) is { } again)
        {
            return again;
        }

        if (await db.RulesOnAsync<AdjustmentRules>(MoneyRuleKind.Adjustments, clock.Today, ct) is not { } rules)
        {
            return MoneyRuleShelf.NoneYet(MoneyRuleKind.Adjustments);
        }

        var id = Guid.CreateVersion7();
        var (asked, faults) = await ReadBatchFile.RunAsync(request.File, ct);
        if (await PostedBeforeAsync(hash, ct) is { } before)
        {
            faults.Insert(0, new(1, "Batch_Again", before.FileName));
        }

        var rows = await resolve.RunAsync(id, asked, faults, request.By, rules, ct);
        var batch = Make(id, request, hash, rows, faults);
        db.Add(batch);
        await db.SaveChangesAsync(ct);
        db.AddRange(faults.OrderBy(f => f.Line).Take(FaultsKept).Select((fault, no) => new AdjustmentBatchFault
        {
            BatchId = id, No = no + 1, Line = fault.Line, Key = fault.Key, FaultValues = fault.Values,
        }));
        if (faults.Count == 0) { db.AddRange(rows); }

        db.Add(AuditEntry.Of(clock.Now, request.By.Name, nameof(CheckBatch), null, new
        {
            batch = id,
            name = batch.FileName,
            rows = rows.Count,
            faults = faults.Count,
        }));
        await db.SaveChangesAsync(ct);
        await tx.CommitAsync(ct);
        return batch;
    }

    private Task<AdjustmentBatch?> PostedBeforeAsync(byte[] hash, CancellationToken ct) =>
        db.Set<AdjustmentBatch>().AsNoTracking()
            .SingleOrDefaultAsync(b => b.Sha256 == hash && b.ReleasedAt != null, ct);

    private AdjustmentBatch Make(
        Guid id, Request request, byte[] hash, List<AdjustmentBatchRow> rows, List<CsvLines.Fault> faults)
    {
        var name = Path.GetFileName(request.FileName.Replace('\\', '/').Trim()).Replace('\0', '\uFFFD');
        var (more, less) = (rows.Where(r => r.Amount.IsPositive), rows.Where(r => !r.Amount.IsPositive));
        return new()
        {
            Id = id,
            OperationId = request.OperationId,
            FileName = name.Length == 0 ? "–" : name[..Math.Min(name.Length, LongestName)],
            Sha256 = hash,
            State = faults.Count == 0 ? BatchState.Checked : BatchState.Refused,
            RowCount = rows.Count,
            FaultCount = faults.Count,
            Charges = more.Select(r => r.Amount).Sum(),
            Credits = -less.Select(r => r.Amount).Sum(),
            UploadedAt = clock.Now,
            UploadedBy = request.By.Name,
        };
    }
}
