using Microsoft.EntityFrameworkCore;
using Portal.Core.Data;
using Portal.Core.Payments.Autopay;
using Portal.Core.Payments.Drafts;
using Portal.Core.Staff;

namespace Portal.Core.Payments.Wallet;

/// <summary>Questions about kept methods that several acts and pages ask.</summary>
public static class WalletQueries
{
    /// <summary>The only way a resident's page or act reaches a method: theirs and not removed, or nothing.</summary>
    public static IQueryable<SavedMethod> MethodsOf(this PortalDbContext db, Guid userId) =>
        db.SavedMethods.Where(m => m.UserId == userId && m.RemovedAt == null);

    /// <summary>Autopay of an account that uses a method is on hold.</summary>
    public static Task<bool> IsOnHoldAsync(this PortalDbContext db, Guid methodId, CancellationToken ct) =>
        db.AutopayEnrollments.AnyAsync(e => e.MethodId == methodId && e.State == AutopayState.Suspended, ct);

    /// <summary>Takes a method's lock; locks of accounts come before it.</summary>
    internal static async Task<SavedMethod?> LockMethodAsync(
        this PortalDbContext db, Guid id, CancellationToken ct)
    {
        db.Forget(read => read is SavedMethod m && m.Id == id);
        return await db.SavedMethods.FromSql($"select * from saved_method where id = {id} for update")
            .SingleOrDefaultAsync(ct);
    }

    /// <summary>
    /// The accounts that a bank's answer to an attempt of a draft may stop something on: its own, and those that use
    /// the method it was sent with. None for a checkout.
    /// </summary>
    internal static Task<List<Guid>> AccountsUsingAsync(
        this PortalDbContext db, Guid attemptId, CancellationToken ct)
    {
        var methods = from attempt in db.PaymentAttempts
                      join method in db.SavedMethods on attempt.ProcessorMethodId equals method.ProcessorMethodId
                      where attempt.Id == attemptId && attempt.DraftId != null
                      select method.Id;
        return db.PaymentAttempts.Where(a => a.Id == attemptId && a.DraftId != null)
            .Join(db.Drafts, a => a.DraftId, d => d.Id, (a, d) => d.CustomerAccountId)
            .Union(db.AutopayEnrollments
                .Where(e => methods.Contains(e.MethodId) && e.State == AutopayState.Active)
                .Select(e => e.CustomerAccountId))
            .Union(db.Drafts
                .Where(d => d.MethodId != null && methods.Contains(d.MethodId.Value) && d.State == DraftState.Promised)
                .Select(d => d.CustomerAccountId))
            .ToListAsync(ct);
    }

    internal static async Task<MethodSetup?> LockSetupAsync(this PortalDbContext db, Guid id, CancellationToken ct)
    {
        db.Forget(read => read is MethodSetup s && s.Id == id);
        return await db.MethodSetups.FromSql($"select * from method_setup where id = {id} for update")
            .SingleOrDefaultAsync(ct);
    }

    /// <summary>Writes down how a locked method stands after a change.</summary>
    internal static async Task RecordAsync(
        this PortalDbContext db, SavedMethod method, SavedMethodEventKind kind, Actor by, DateTimeOffset at,
        CancellationToken ct)
    {
        var last = await db.Set<SavedMethodEvent>().Where(e => e.MethodId == method.Id)
            .MaxAsync(e => (int?)e.No, ct) ?? 0;
        db.Add(method.Event(last + 1, kind, by, at));
    }

    /// <summary>Asks the processor, later, to forget a method. Part of the caller's transaction.</summary>
    internal static Task ForgetLaterAsync(
        this PortalDbContext db, string processorMethodId, DateTimeOffset now, CancellationToken ct) =>
        db.Database.ExecuteSqlAsync($"""
            insert into method_to_forget (processor_method_id, asked_at, next_at)
            values ({processorMethodId}, {now}, {now}) on conflict (processor_method_id) do nothing
            """, ct);
}
