using Microsoft.EntityFrameworkCore;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Payments.Autopay;
using Portal.Core.Payments.Drafts;
using Portal.Core.Staff;

namespace Portal.Core.Payments.Wallet;

/// <summary>
/// Takes out of a resident's wallet what was kept, or put in another's place, since somebody else may have been in
/// their sign-in: autopay with it is suspended, payments scheduled with it are canceled, the processor forgets it, and
/// the resident is told. Part of an act, which has locked the accounts (<see cref="AccountsAsync"/>).
/// </summary>
public sealed class TakeOutMethods(PortalDbContext db, StopMethod stopMethod, TellOwner tellOwner, BusinessClock clock)
{
    /// <summary>The accounts on which something stops.</summary>
    internal Task<List<Guid>> AccountsAsync(Guid userId, DateTimeOffset since, CancellationToken ct)
    {
        var methods = Kept(userId, since).Select(m => m.Id);
        return db.AutopayEnrollments
            .Where(e => methods.Contains(e.MethodId) && e.State == AutopayState.Active)
            .Select(e => e.CustomerAccountId)
            .Union(db.Drafts
                .Where(d => d.MethodId != null && methods.Contains(d.MethodId.Value) && d.State == DraftState.Promised)
                .Select(d => d.CustomerAccountId))
            .ToListAsync(ct);
    }

    /// <returns>What was taken out, as the office reads it: "Visa 4242".</returns>
    internal async Task<IReadOnlyList<string>> RunAsync(Guid userId, DateTimeOffset since, CancellationToken ct)
    {
        var taken = new List<string>();
        foreach (var id in await Kept(userId, since).OrderBy(m => m.Id).Select(m => m.Id).ToListAsync(ct))
        {
            await stopMethod.RunAsync(id, AutopayWhy.MethodGone, ct);
            if (await db.LockMethodAsync(id, ct) is not { RemovedAt: null } method) { continue; }

            method.Remove(clock.Now);
            await db.RecordAsync(method, SavedMethodEventKind.Removed, Actor.Resident(userId), clock.Now, ct);
            await db.ForgetLaterAsync(method.ProcessorMethodId, clock.Now, ct);
            db.Add(AuditEntry.Of(
                clock.Now, Actor.Resident(userId).Name, nameof(TakeOutMethods), null, new { method = id }));
            await db.SaveChangesAsync(ct);
            await tellOwner.MethodAsync(method, MethodNews.TakenOut, $"{id}:taken_out", ct);
            taken.Add($"{method.Brand} {method.LastFour}".Trim());
        }

        return taken;
    }

    private IQueryable<SavedMethod> Kept(Guid userId, DateTimeOffset since) => db.SavedMethods.Where(
        m => m.UserId == userId && m.RemovedAt == null && db.Set<SavedMethodEvent>().Any(
            e => e.MethodId == m.Id && e.At >= since
                && (e.Kind == SavedMethodEventKind.Kept || e.Kind == SavedMethodEventKind.Replaced)));
}
