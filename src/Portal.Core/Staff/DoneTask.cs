using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Payments;

namespace Portal.Core.Staff;

/// <summary>Marks an office task as done by whoever did it. A task done before stays as it was. Audited.</summary>
public sealed class DoneTask(PortalDbContext db, TimeProvider clock)
{
    public sealed record Request(Guid TaskId, Actor Actor);

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
