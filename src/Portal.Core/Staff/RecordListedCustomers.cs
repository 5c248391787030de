using Microsoft.EntityFrameworkCore;
using Portal.Core.Common;
using Portal.Core.Data;

namespace Portal.Core.Staff;

/// <summary>
/// Records that a list showed customers' names to a member of staff: each account of it once a day for each list, all
/// in one statement. Asks for no reason, and is none for opening an account.
/// </summary>
public sealed class RecordListedCustomers(PortalDbContext db, BusinessClock clock)
{
    /// <summary>Stands where a look at one account has the reason given for it.</summary>
    public const string Reason = "listed";

    /// <param name="StaffUserId">Who is shown the list.</param>
    /// <param name="CustomerAccountIds">Whose names it shows; the same one may come twice.</param>
    /// <param name="Page">The list: its page's path, without what was searched for.</param>
    /// <param name="Address">Network address of who looks.</param>
    public sealed record Request(
        Guid StaffUserId, IEnumerable<Guid> CustomerAccountIds, string Page, string? Address);

    /// <returns>Rows written: those of today's first look.</returns>
    public async Task<int> RunAsync(Request request, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(request);
        var accounts = request.CustomerAccountIds.Distinct().ToArray();
        if (accounts.Length == 0) { return 0; }

        var now = clock.Now;
        var (since, ids) = (clock.StartOf(clock.Today), accounts.Select(_ => Guid.CreateVersion7(now)).ToArray());
        return await db.Database.ExecuteSqlAsync($"""
            insert into customer_view (id, at, staff_user_id, customer_account_id, page, reason, address)
            select shown.id, {now}, {request.StaffUserId}, shown.account, {request.Page}, {Reason}, {request.Address}
            from unnest({ids}, {accounts}) as shown (id, account)
            where not exists (
              select 1 from customer_view as seen
              where seen.customer_account_id = shown.account and seen.at >= {since}
                and seen.staff_user_id = {request.StaffUserId} and seen.page = {request.Page}
                and seen.reason = {Reason})
            """, ct);
    }
}
