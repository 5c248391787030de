using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Portal.Core.Accounts.Contacts;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Staff;

namespace Portal.Core.Records;

/// <summary>
/// Somebody other than who made a list says yes to it, by the council's resolution (Gov. Code 34090): the files are
/// destroyed, those that are held since then are left, and a certificate names each with its hash; all of it or
/// nothing. Approved twice is once. Refuses who made the list (ck_destruction_approval_second_person), no authority,
/// and a list of which nothing is left.
/// </summary>
public sealed class ApproveDestruction(PortalDbContext db, CertificatePdf certificate, BusinessClock clock)
{
    public const int LongestAuthority = 200;

    public sealed record Request(Guid ListId, string? Authority, Actor By);

    public async Task<Outcome<DestructionApproval>> RunAsync(Request request, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(request);
        await using var tx = await ActTransaction.BeginOrJoinAsync(db, ct);
        var list = (await db.Set<DestructionList>()
            .FromSql($"select * from destruction_list where id = {request.ListId} for no key update").AsNoTracking()
            .ToListAsync(ct)).SingleOrDefault();
        if (list is null) { return new Refusal("Record_NotFound"); }

        var already = await db.Set<DestructionApproval>().SingleOrDefaultAsync(a => a.ListId == list.Id, ct);
        if (already is not null) { return already; }

        var authority = TypedLine.Of(request.Authority);
        if (list.MadeBy == request.By.Name) { return new Refusal("Record_OwnList"); }

        if (authority.Length is 0 or > LongestAuthority)
        {
            return new Refusal("Record_AuthorityMissing", LongestAuthority);
        }

        var documents = await ToDestroyAsync(list.Id, ct);
        if (documents.Count == 0) { return new Refusal("Record_NothingLeft"); }

        var names = await Accounts.Flags.StaffNames.OfAsync(db, [list.MadeBy, request.By.Name], [], ct);
        var paper = certificate.Make(
            new(list, authority, names.Of(list.MadeBy), names.Of(request.By.Name), documents), clock.Today);
        var approval = new DestructionApproval
        {
            ListId = list.Id,
            ApprovedBy = request.By.Name,
            Authority = authority,
            ApprovedAt = clock.Now,
            Destroyed = documents.Count,
            Certificate = paper,
            CertificateSha256 = SHA256.HashData(paper),
        };
        db.Add(approval);
        db.Add(AuditEntry.Of(clock.Now, request.By.Name, nameof(ApproveDestruction), null, new
        {
            list = list.Id,
            destroyed = documents.Count,
        }));
        await db.SaveChangesAsync(ct);
        Guid[] ids = [.. documents.Select(d => d.Id)];
        await db.Set<DocumentContent>().Where(c => ids.Contains(c.DocumentId)).ExecuteDeleteAsync(ct);
        await tx.CommitAsync(ct);
        return approval;
    }

    /// <summary>Locked, so that a hold that comes now waits; what was held or is due no more is left out.</summary>
    private async Task<IReadOnlyList<KeptDocument>> ToDestroyAsync(Guid listId, CancellationToken ct) =>
        await db.Set<KeptDocument>().FromSql($"""
            select d.* from kept_document d join destruction_item i on i.document_id = d.id
            where i.list_id = {listId} and not document_is_held(d.id) and document_due_on(d.id) <= {clock.Today}
              and exists (select from document_content c where c.document_id = d.id)
            order by d.id for no key update of d
            """).AsNoTracking().ToListAsync(ct);
}
