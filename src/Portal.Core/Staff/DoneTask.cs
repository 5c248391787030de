using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Payments;

namespace Portal.Core.Staff;

/// <summary>
/// Marks an office task as done by whoever did it, with what was found. A task done before stays as it was. Audited.
/// Refuses an unknown task, and one about a customer who may have been robbed without saying what was found.
/// </summary>
public sealed class DoneTask(PortalDbContext db, TimeProvider clock)
{
    private const int LongestOutcome = 1000;

    private static readonly string[] SayWhatWasFound = ["red_flag", "email_undone", SensitiveView];

    /// <summary>Somebody looked at a sensitive account; another person judges it.</summary>
    internal const string SensitiveView = "sensitive_view";

    /// <param name="Outcome">What was found; needed for some kinds.</param>
    public sealed record Request(Guid TaskId, Actor Actor, string? Outcome = null);

    /// <summary>True for kinds of which "done" says too little.</summary>
    public static bool NeedsOutcome(string kind) => SayWhatWasFound.Contains(kind);

    public async Task<Outcome<OfficeTask>> RunAsync(Request request, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(request);
        await using var tx = await db.Database.BeginTransactionAsync(ct);
        var task = await db.OfficeTasks.FromSql($"select * from office_task where id = {request.TaskId} for update")
            .SingleOrDefaultAsync(ct);
        if (task is null)
        {
            return new Refusal("Task_NotFound");
        }

        if (task.DoneAt is not null)
        {
            return task;
        }

        if (task.Kind == SensitiveView
            && task.DedupeKey.Contains(request.Actor.Name["staff:".Length..], StringComparison.Ordinal))
        {
            return new Refusal("Task_OwnView");
        }

        var outcome = string.IsNullOrWhiteSpace(request.Outcome) ? null : request.Outcome.Trim();
        if (outcome is null && NeedsOutcome(task.Kind)) { return new Refusal("Task_OutcomeMissing"); }

        if (outcome?.Length > LongestOutcome) { return new Refusal("Task_OutcomeTooLong", LongestOutcome); }

        task.Outcome = outcome;
        task.DoneAt = clock.GetUtcNow();
        task.DoneBy = request.Actor.Name;
        db.Add(new AuditEntry
        {
            Id = Guid.CreateVersion7(),
            At = task.DoneAt.Value,
            Actor = request.Actor.Name,
            Act = nameof(DoneTask),
            CustomerAccountId = task.CustomerAccountId,
            Detail = JsonSerializer.Serialize(new { task.Id, task.Kind }),
        });
        await db.SaveChangesAsync(ct);
        await tx.CommitAsync(ct);
        return task;
    }
}
