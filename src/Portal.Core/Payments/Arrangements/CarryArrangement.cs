using Microsoft.EntityFrameworkCore;
using Portal.Core.Data;
using Portal.Core.Mail.Letters;
using Portal.Core.Money;

namespace Portal.Core.Payments.Arrangements;

/// <summary>
/// An account closes while an arrangement stands: it goes on to its days, and the customer is told which are left
/// (decision 37). Nothing is told where nothing is left of it. Part of the caller's transaction, which holds the
/// account's lock and has applied deposits.
/// </summary>
public sealed class CarryArrangement(PortalDbContext db, TellOfArrangement tell)
{
    internal async Task RunAsync(Guid accountId, CancellationToken ct)
    {
        await db.SaveChangesAsync(ct);
        var arrangement = await db.Set<PaymentArrangement>().AsNoTracking().AsSplitQuery()
            .Include(a => a.Items).Include(a => a.Installments)
            .SingleOrDefaultAsync(a => a.CustomerAccountId == accountId && a.State == ArrangementState.Active, ct);
        if (arrangement is null)
        {
            return;
        }

        var left = (await db.LeftOfAsync(arrangement, ct)).Undisputed;
        if (!left.IsPositive)
        {
            return;
        }

        var rest = new PaymentSchedule(
            arrangement.Kind,
            [
                .. arrangement.Promise().Steps(left).Where(s => s.Unpaid.IsPositive)
                    .Select(s => new PaymentSchedule.Payment(s.No, s.DueOn, s.Unpaid)),
            ]);
        await tell.RunAsync(arrangement, new(ArrangementLetter.News.GoesOn, left, Schedule: rest), null, ct);
    }
}
