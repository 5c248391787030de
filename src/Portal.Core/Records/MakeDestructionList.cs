using Microsoft.EntityFrameworkCore;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Staff;

namespace Portal.Core.Records;

/// <summary>
/// Puts together what the schedule lets go as of today and nothing holds, the oldest first. Nothing is destroyed by it.
/// The same operation makes one list. Refuses when nothing is due.
/// </summary>
public sealed class MakeDestructionList(PortalDbContext db, BusinessClock clock)
{
    /// <summary>Documents of one list: as many as somebody can look through.</summary>
    public const int Most = 500;

    public sealed record Request(Guid OperationId, Actor By);

    public async Task<Outcome<DestructionList>> RunAsync(Request request, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(request);
        await using var tx = await ActTransaction.BeginOrJoinAsync(db, ct);
        if (await db.Set<DestructionList>().SingleOrDefaultAsync(l => l.Id == request.OperationId, ct) is { } already)
        {
            return already;
        }

        var list = new DestructionList
        {
            Id = request.OperationId, AsOf = clock.Today, MadeBy = request.By.Name, MadeAt = clock.Now,
        };
        db.Add(list);
        await db.SaveChangesAsync(ct);
        var count = await db.Database.ExecuteSqlAsync($"""
            insert into destruction_item (list_id, document_id, due_on)
            select {list.Id}, d.id, due.day
            from kept_document d join document_content c on c.document_id = d.id
            cross join lateral (select document_due_on(d.id) as day) due
            where d.dated_on <= {list.AsOf.AddYears(-2)} and due.day <= {list.AsOf} and not document_is_held(d.id)
            order by d.dated_on, d.id limit {Most}
            """, ct);
        if (count == 0)
        {
            db.ChangeTracker.Clear();
            return new Refusal("Record_NothingDue");
        }

        db.Add(AuditEntry.Of(clock.Now, request.By.Name, nameof(MakeDestructionList), null, new
        {
            list = list.Id,
            documents = count,
        }));
        await db.SaveChangesAsync(ct);
        await tx.CommitAsync(ct);
        return list;
    }
}
