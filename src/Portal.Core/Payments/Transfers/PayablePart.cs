using Microsoft.EntityFrameworkCore;
using Portal.Core.Billing;
using Portal.Core.Data;
using Portal.Core.Money;

namespace Portal.Core.Payments.Transfers;

/// <summary>An item that a payment pays, or could pay.</summary>
/// <param name="Standing">The rows by which the payment pays it now.</param>
public sealed record PayablePart(OpenItem Item, IReadOnlyList<Allocation> Standing)
{
    /// <summary>What the payment pays of it now.</summary>
    public Usd Now => Standing.Select(a => a.Amount).Sum();

    /// <summary>The most that it could pay.</summary>
    public Usd Most => Item.Open + Now;

    /// <summary>All of them, oldest first. What is in dispute waits, unless the payment pays it.</summary>
    public static async Task<IReadOnlyList<PayablePart>> OfAsync(
        PortalDbContext db, Payment payment, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        ArgumentNullException.ThrowIfNull(payment);
        var standing = (await db.Allocations.AsNoTracking()
            .Where(a => a.PaymentId == payment.Id && a.ReversesId == null
                && !db.Allocations.Any(r => r.ReversesId == a.Id))
            .OrderBy(a => a.Sequence).ToListAsync(ct)).ToLookup(a => a.OpenItemId);
        var paid = standing.Select(s => s.Key).ToList();
        var items = await db.OpenItems
            .Where(i => i.CustomerAccountId == payment.CustomerAccountId
                && (paid.Contains(i.Id) || i.Open > Usd.Zero && !i.IsDisputed))
            .OrderBy(i => i.BilledOn).ThenBy(i => i.BillLineNo).ThenBy(i => i.Id).ToListAsync(ct);
        return [.. items.Select(i => new PayablePart(i, [.. standing[i.Id]]))];
    }
}
