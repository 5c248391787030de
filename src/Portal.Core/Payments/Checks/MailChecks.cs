using Microsoft.EntityFrameworkCore;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Staff;

namespace Portal.Core.Payments.Checks;

/// <summary>
/// Records that the checks of a run were handed to the post; those voided since stay void. Done once. Refuses an
/// unknown run, and what ChangeCheck refuses of each.
/// </summary>
public sealed class MailChecks(PortalDbContext db, ChangeCheck change)
{
    public sealed record Request(Guid RunId, Actor By);

    /// <returns>How many checks of the run are out now.</returns>
    public async Task<Outcome<int>> RunAsync(Request request, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (!await db.Set<CheckRun>().AnyAsync(r => r.Id == request.RunId, ct))
        {
            return new Refusal("Check_NotFound");
        }

        var printed = await db.Set<BankCheck>().AsNoTracking()
            .Where(c => c.RunId == request.RunId && c.State == CheckState.Printed)
            .OrderBy(c => c.Number).Select(c => c.Id).ToListAsync(ct);
        foreach (var id in printed)
        {
            if (await change.RunAsync(id, CheckState.Mailed, "", request.By, null, null, ct)
                is Outcome<BankCheck>.Refused(var refusal))
            {
                return refusal;
            }
        }

        return await db.Set<BankCheck>().CountAsync(
            c => c.RunId == request.RunId && c.State == CheckState.Mailed, ct);
    }
}
