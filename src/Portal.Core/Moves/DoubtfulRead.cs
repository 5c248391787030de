using Microsoft.EntityFrameworkCore;
using Portal.Core.Billing;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Reads;

namespace Portal.Core.Moves;

/// <summary>
/// Whether a final read says far more than is usual: a digit too many is found before it is billed. Reads of a cycle
/// are judged by the rules of validation; this one is billed at once.
/// </summary>
internal static class DoubtfulRead
{
    /// <summary>Units below which no use is doubtful (domain.md §1.5).</summary>
    private const decimal Floor = 5m;

    /// <summary>Bills that make what is usual.</summary>
    private const int Bills = 12;

    /// <returns>The first read whose use is more than three times the usual; null when none is.</returns>
    internal static async Task<Refusal?> OfAsync(
        PortalDbContext db, Guid accountId, IReadOnlyList<BillRead> reads, CancellationToken ct)
    {
        foreach (var read in reads.Where(r => r.Used > Floor))
        {
            var uses = await (
                from bill in db.Bills
                join before in db.BillReads on bill.Id equals before.BillId
                where bill.CustomerAccountId == accountId && before.ServicePointId == read.ServicePointId
                    && !db.BillCancellations.Any(c => c.BillId == bill.Id)
                orderby bill.PeriodFrom descending
                select before.Used).Take(Bills).ToListAsync(ct);
            if (uses.Count > 0 && read.Used > MeterUse.MostOfUsual * uses.Average())
            {
                return new(
                    "Move_ReadDoubtful", read.MeterNumber, decimal.Round(read.Used, 2), read.Unit,
                    decimal.Round(uses.Average(), 2));
            }
        }

        return null;
    }
}
