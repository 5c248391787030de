using Microsoft.EntityFrameworkCore;
using Portal.Core.Data;

namespace Portal.Core.Payments;

/// <summary>
/// Puts a matter before the office. Part of the caller's transaction when one is open. The same matter makes one task,
/// also when two ask at once.
/// </summary>
public sealed class RaiseOfficeTask(PortalDbContext db, TimeProvider clock)
{
    /// <returns>True when the task is new.</returns>
    public async Task<bool> RunAsync(Request request, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(request);
        return await db.Database.ExecuteSqlAsync(
            $"""
            insert into office_task (id, kind, dedupe_key, customer_account_id, attempt_id, detail, created_at)
            values ({Guid.CreateVersion7()}, {request.Kind}, {request.DedupeKey}, {request.CustomerAccountId},
              {request.AttemptId}, {request.Detail}, {clock.GetUtcNow()})
            on conflict (dedupe_key) do nothing
            """,
            ct) == 1;
    }

    /// <summary>The matter.</summary>
    /// <param name="Kind">"suspense", "mail_refused", "books", …</param>
    /// <param name="DedupeKey">Names the matter, with the id of what it is about.</param>
    /// <param name="Detail">What the office should know, in English.</param>
    public sealed record Request(string Kind, string DedupeKey, string Detail)
    {
        public Guid? CustomerAccountId { get; init; }

        public Guid? AttemptId { get; init; }
    }
}
