using Microsoft.EntityFrameworkCore;
using Portal.Core.Billing.Approvals;
using Portal.Core.Data;
using Portal.Core.Money;
using Portal.Core.Payments.Checks;
using Portal.Core.Staff;

namespace Portal.Core.Payments.Refunds;

/// <summary>All of one refund, for its page.</summary>
public sealed record RefundRecord
{
    public required Refund Refund { get; init; }

    public required string AccountNumber { get; init; }

    public required string CustomerName { get; init; }

    /// <summary>The customer's own request as people say it; null where the office proposed it.</summary>
    public required long? RequestNumber { get; init; }

    public required IReadOnlyList<PartRow> Parts { get; init; }

    public required IReadOnlyList<RefundApproval> Approvals { get; init; }

    /// <summary>Oldest first.</summary>
    public required IReadOnlyList<RefundEvent> Events { get; init; }

    public required IReadOnlyList<BankCheck> Checks { get; init; }

    /// <summary>Documents kept about it, and about the request that asked for it.</summary>
    public required IReadOnlyList<ApprovalInbox.Paper> Papers { get; init; }

    /// <summary>Names of the staff who appear, by actor.</summary>
    public required IReadOnlyDictionary<string, string> People { get; init; }

    public int ApprovalsGiven => Approvals.Count(a => a.Decision == RefundDecision.Approved);

    public sealed record PartRow(RefundPart Part, string PaymentReference, string? Brand, string? LastFour);

    /// <returns>Null when there is none such.</returns>
    public static async Task<RefundRecord?> OfAsync(PortalDbContext db, Guid id, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        if (await db.Set<Refund>().AsNoTracking().SingleOrDefaultAsync(r => r.Id == id, ct) is not { } refund)
        {
            return null;
        }

        var head = await (
            from account in db.CustomerAccounts
            join customer in db.Customers on account.CustomerId equals customer.Id
            where account.Id == refund.CustomerAccountId
            select new { account.Number, customer.Name }).SingleAsync(ct);
        return new()
        {
            Refund = refund,
            AccountNumber = head.Number,
            CustomerName = head.Name,
            RequestNumber = await db.Set<Requests.CustomerRequest>().Where(r => r.Id == refund.RequestId)
                .Select(r => (long?)r.Number).SingleOrDefaultAsync(ct),
            Papers = await ApprovalPapers.OfOneAsync(db, [], ApprovalKinds.Refund, id, "", ct),
            Parts = await (
                from part in db.Set<RefundPart>()
                join payment in db.Payments on part.PaymentId equals payment.Id
                where part.RefundId == id
                orderby part.No
                select new PartRow(part, payment.Reference, payment.Brand, payment.LastFour))
                .AsNoTracking().ToListAsync(ct),
            Approvals = await db.Set<RefundApproval>().AsNoTracking().Where(a => a.RefundId == id)
                .OrderBy(a => a.DecidedAt).ToListAsync(ct),
            Events = await db.Set<RefundEvent>().AsNoTracking().Where(e => e.RefundId == id)
                .OrderBy(e => e.At).ThenBy(e => e.Id).ToListAsync(ct),
            Checks = await db.Set<BankCheck>().AsNoTracking().Where(c => c.RefundId == id)
                .OrderBy(c => c.Number).ToListAsync(ct),
            People = await db.StaffNamesAsync(ct),
        };
    }
}

/// <summary>A resident's view of what became of what they asked.</summary>
public static class RefundsOfRequests
{
    /// <summary>Where the latest refund for a request stands and how much it is; null before there is one.</summary>
    public static async Task<(RefundState State, Usd Amount)?> RefundOfAsync(
        this PortalDbContext db, Guid requestId, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        var latest = await db.Set<Refund>().AsNoTracking().Where(r => r.RequestId == requestId)
            .OrderByDescending(r => r.RequestedAt).FirstOrDefaultAsync(ct);
        return latest is null ? null : (latest.State, latest.Amount);
    }

    /// <summary>What members of staff are called, by actor.</summary>
    internal static Task<Dictionary<string, string>> StaffNamesAsync(this PortalDbContext db, CancellationToken ct) =>
        db.Users.Where(u => db.StaffMembers.Any(s => s.UserId == u.Id))
            .ToDictionaryAsync(u => Actor.Staff(u.Id).Name, u => u.DisplayName, ct);
}
