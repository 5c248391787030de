using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Portal.Core.Billing;
using Portal.Core.Billing.LateCharges;
using Portal.Core.Data;
using Portal.Core.Money;

namespace Portal.Core.Requests.Disputes;

/// <summary>
/// An item in dispute. While it stands, its hold keeps it from late charges and shut-off; one item is in one dispute at
/// a time (ux_disputed_item_standing). Only its end is ever changed.
/// </summary>
public sealed class DisputedItem
{
    public required Guid RequestId { get; init; }

    public required Guid OpenItemId { get; init; }

    /// <summary>2 when it is held anew for the second look.</summary>
    public int Round { get; init; } = 1;

    /// <summary>What was charged.</summary>
    public required Usd Amount { get; init; }

    /// <summary>Of it, what was unpaid when it was disputed.</summary>
    public required Usd Open { get; init; }

    /// <summary>Also of what is paid: a payment may come back.</summary>
    public required Guid HoldId { get; init; }

    public DateTimeOffset? EndedAt { get; set; }

    internal sealed class Table : IEntityTypeConfiguration<DisputedItem>
    {
        public void Configure(EntityTypeBuilder<DisputedItem> builder)
        {
            builder.HasKey(i => new { i.RequestId, i.OpenItemId, i.Round });
            builder.HasOne<CustomerRequest>().WithMany().HasForeignKey(x => x.RequestId);
            builder.HasOne<OpenItem>().WithMany().HasForeignKey(x => x.OpenItemId);
            builder.HasOne<AccountHold>().WithMany().HasForeignKey(x => x.HoldId);
        }
    }
}

/// <summary>
/// How the office decided a dispute; the second time another person (ck_dispute_decision_second_person). Append-only.
/// </summary>
public sealed class DisputeDecision
{
    public required Guid RequestId { get; init; }

    public required DisputeRuling Ruling { get; init; }

    /// <summary>1, or 2 when it was looked at again.</summary>
    public int Round { get; init; } = 1;

    /// <summary>Until this day is over nothing is charged for lateness of what was disputed.</summary>
    public required DateOnly PayBy { get; init; }

    public required DateTimeOffset DecidedAt { get; init; }

    /// <summary>An <see cref="Staff.Actor.Name"/>.</summary>
    public required string DecidedBy { get; init; }

    internal sealed class Table : IEntityTypeConfiguration<DisputeDecision>
    {
        public void Configure(EntityTypeBuilder<DisputeDecision> builder)
        {
            builder.HasKey(d => new { d.RequestId, d.Round });
            builder.HasOne<CustomerRequest>().WithMany().HasForeignKey(d => d.RequestId);
        }
    }
}

/// <summary>Who was right.</summary>
public enum DisputeRuling
{
    /// <summary>The customer: the charge is corrected.</summary>
    Upheld,

    /// <summary>A part of it is corrected.</summary>
    Partly,

    /// <summary>The charge stands.</summary>
    Denied,
}

/// <summary>What of a bill is in dispute now.</summary>
public sealed record StandingDispute(Guid RequestId, long Number, int LineNo, Usd Open, bool MayOpen)
{
    public static async Task<IReadOnlyList<StandingDispute>> OfBillAsync(
        PortalDbContext db, Guid billId, Guid userId, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        var own = db.RequestsOf(userId);
        return await (
            from disputed in db.Set<DisputedItem>()
            join item in db.OpenItems on disputed.OpenItemId equals item.Id
            join request in db.Set<CustomerRequest>() on disputed.RequestId equals request.Id
            where item.BillId == billId && disputed.EndedAt == null
            orderby item.BillLineNo
            select new StandingDispute(
                request.Id, request.Number, item.BillLineNo!.Value, item.Open, own.Any(r => r.Id == request.Id)))
            .ToListAsync(ct);
    }
}
