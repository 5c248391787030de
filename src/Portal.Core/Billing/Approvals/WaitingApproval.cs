using Microsoft.EntityFrameworkCore;
using Portal.Core.Data;

namespace Portal.Core.Billing.Approvals;

/// <summary>A request that nobody has decided, with the names that people know.</summary>
public sealed record WaitingApproval(
    ApprovalRequest Request, string AccountNumber, string CustomerName, string AskedBy)
{
    /// <summary>One that waits; null when it is unknown or decided.</summary>
    public static async Task<WaitingApproval?> OfAsync(PortalDbContext db, Guid id, CancellationToken ct) =>
        (await WithNamesAsync(db, Waiting(db).Where(r => r.Id == id), ct)).SingleOrDefault();

    private static IQueryable<ApprovalRequest> Waiting(PortalDbContext db) =>
        db.Set<ApprovalRequest>().Where(r => !db.Set<ApprovalDecision>().Any(d => d.RequestId == r.Id));

    private static async Task<IReadOnlyList<WaitingApproval>> WithNamesAsync(
        PortalDbContext db, IQueryable<ApprovalRequest> requests, CancellationToken ct)
    {
        var rows = await (
            from request in requests
            join account in db.CustomerAccounts on request.CustomerAccountId equals account.Id
            join customer in db.Customers on account.CustomerId equals customer.Id
            select new { request, account.Number, customer.Name }).AsNoTracking().ToListAsync(ct);
        var people = await db.Users
            .Where(u => db.StaffMembers.Any(s => s.UserId == u.Id))
            .ToDictionaryAsync(u => Staff.Actor.Staff(u.Id).Name, u => u.DisplayName, ct);
        return
        [
            .. rows.OrderBy(r => r.request.AskedAt).Select(r => new WaitingApproval(
                r.request, r.Number, r.Name, people.GetValueOrDefault(r.request.AskedBy, r.request.AskedBy))),
        ];
    }
}
