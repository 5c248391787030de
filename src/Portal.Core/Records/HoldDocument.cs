using Microsoft.EntityFrameworkCore;
using Portal.Core.Accounts.Contacts;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Staff;

namespace Portal.Core.Records;

/// <summary>
/// Places a legal hold on one document or on all of an account, or ends one, each with a reason. The same operation
/// places one; ended twice is once. Refuses no reason, and what is not there.
/// </summary>
public sealed class HoldDocument(PortalDbContext db, BusinessClock clock)
{
    public const int LongestReason = 500;

    /// <param name="WholeAccount">All documents of its account rather than this one.</param>
    public sealed record Request(Guid OperationId, Guid DocumentId, bool WholeAccount, string? Reason, Actor By);

    public sealed record End(Guid HoldId, string? Reason, Actor By);

    public async Task<Outcome<LegalHold>> RunAsync(Request request, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(request);
        await using var tx = await ActTransaction.BeginOrJoinAsync(db, ct);
        var document = await LockAsync(request.DocumentId, request.WholeAccount, ct);
        if (document is null || (request.WholeAccount && document.CustomerAccountId is null))
        {
            return new Refusal("Record_NotFound");
        }

        var holds = db.Set<LegalHold>();
        if (await holds.SingleOrDefaultAsync(h => h.Id == request.OperationId, ct) is { } already) { return already; }

        var reason = TypedLine.Of(request.Reason);
        if (reason.Length is 0 or > LongestReason) { return new Refusal("Record_ReasonMissing", LongestReason); }

        var hold = new LegalHold
        {
            Id = request.OperationId,
            DocumentId = request.WholeAccount ? null : document.Id,
            CustomerAccountId = request.WholeAccount ? document.CustomerAccountId : null,
            Reason = reason,
            PlacedBy = request.By.Name,
            PlacedAt = clock.Now,
        };
        db.Add(hold);
        db.Add(AuditEntry.Of(clock.Now, request.By.Name, nameof(HoldDocument), document.CustomerAccountId, new
        {
            hold = hold.Id,
            document = hold.DocumentId,
        }));
        await db.SaveChangesAsync(ct);
        await tx.CommitAsync(ct);
        return hold;
    }

    public async Task<Outcome<LegalHold>> EndAsync(End request, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(request);
        await using var tx = await ActTransaction.BeginOrJoinAsync(db, ct);
        var hold = (await db.Set<LegalHold>()
            .FromSql($"select * from legal_hold where id = {request.HoldId} for no key update").AsNoTracking()
            .ToListAsync(ct)).SingleOrDefault();
        if (hold is null) { return new Refusal("Record_NotFound"); }

        if (await db.Set<LegalHoldEnd>().AnyAsync(e => e.HoldId == hold.Id, ct)) { return hold; }

        var reason = TypedLine.Of(request.Reason);
        if (reason.Length is 0 or > LongestReason) { return new Refusal("Record_ReasonMissing", LongestReason); }

        db.Add(new LegalHoldEnd
        {
            HoldId = hold.Id, Reason = reason, EndedBy = request.By.Name, EndedAt = clock.Now,
        });
        db.Add(AuditEntry.Of(
            clock.Now, request.By.Name, "EndLegalHold", hold.CustomerAccountId, new { hold = hold.Id }));
        await db.SaveChangesAsync(ct);
        await tx.CommitAsync(ct);
        return hold;
    }

    /// <summary>A hold and a destruction of a document it covers wait for each other.</summary>
    private async Task<KeptDocument?> LockAsync(Guid id, bool wholeAccount, CancellationToken ct) =>
        (await db.Set<KeptDocument>().FromSql($"""
            select * from kept_document where id = {id} or ({wholeAccount}
              and customer_account_id = (select customer_account_id from kept_document where id = {id}))
            order by id for no key update
            """).AsNoTracking().ToListAsync(ct)).SingleOrDefault(d => d.Id == id);
}
