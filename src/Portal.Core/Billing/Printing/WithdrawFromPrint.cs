using Microsoft.EntityFrameworkCore;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Staff;

namespace Portal.Core.Billing.Printing;

/// <summary>
/// Takes a canceled bill out of the print queue, and out of its batch as long as that is not mailed: the batch then
/// names it as one to be pulled. In the transaction of the act that cancels. A bill that never was to be printed is
/// left alone.
/// </summary>
internal static class WithdrawFromPrint
{
    internal static async Task WithdrawFromPrintAsync(
        this PortalDbContext db, Guid billId, Actor by, BusinessClock clock, CancellationToken ct)
    {
        // The batch first, as everywhere: whether it is mailed must not change under us.
        await db.Database.ExecuteSqlAsync($"""
            select 1 from print_batch where id = (select batch_id from bill_print where bill_id = {billId}) for share
            """, ct);
        db.RequireTransaction();
        await db.Database.ExecuteSqlAsync($"""
            update bill_print p set withdrawn_at = {clock.Now}
            where bill_id = {billId} and withdrawn_at is null and not exists (
              select from print_batch b where b.id = p.batch_id and b.state = 'mailed')
            """, ct);
        db.RequireTransaction();
        await db.Database.ExecuteSqlAsync($"""
            update print_batch_bill l set left_at = {clock.Now}, left_reason = 'canceled', left_by = {by.Name}
            where bill_id = {billId} and left_at is null and not exists (
              select from print_batch b where b.id = l.batch_id and b.state = 'mailed')
            """, ct);
    }
}
