using Microsoft.EntityFrameworkCore;
using Portal.Core.Data;
using Portal.Core.Payments.Refunds;
using Portal.Core.Records;

namespace Portal.Core.Billing.Approvals;

/// <summary>Which kept documents are behind what waits, for whoever decides; but those destroyed.</summary>
public static class ApprovalPapers
{
    /// <summary>Of one matter, as the page on which it is decided asks.</summary>
    /// <param name="document">An approved act's request as JSON; empty for what waits in a table of its own.</param>
    public static async Task<IReadOnlyList<ApprovalInbox.Paper>> OfOneAsync(
        PortalDbContext db, IEnumerable<IApprovedAct> acts, string kind, Guid id, string document,
        CancellationToken ct) =>
        (await OfAsync(db, acts, [(kind, id, document)], ct)).GetValueOrDefault(id, []);

    /// <summary>Of merges, by their ids.</summary>
    public static Task<Dictionary<Guid, IReadOnlyList<ApprovalInbox.Paper>>> OfMergesAsync(
        PortalDbContext db, IEnumerable<Guid> merges, CancellationToken ct) =>
        OfAsync(db, [], [.. merges.Select(m => ("Merge", m, ""))], ct);

    /// <summary>Of a page of matters, by their ids.</summary>
    internal static async Task<Dictionary<Guid, IReadOnlyList<ApprovalInbox.Paper>>> OfAsync(
        PortalDbContext db, IEnumerable<IApprovedAct> acts, IReadOnlyList<(string Kind, Guid Id, string Why)> rows,
        CancellationToken ct)
    {
        var known = acts.ToDictionary(a => a.Kind);
        var named = rows
            .Select(r => (r.Id, Document: known.TryGetValue(r.Kind, out var act) ? act.DocumentOf(r.Why) : null))
            .Where(r => r.Document is not null)
            .Select(r => (r.Id, Document: r.Document!.Value)).ToList();
        var refunds = rows.Where(r => r.Kind == ApprovalKinds.Refund).Select(r => r.Id).ToList();
        var merges = rows.Where(r => r.Kind == "Merge").Select(r => r.Id).ToList();
        if (refunds.Count + merges.Count > 0) { named.AddRange(await AboutAsync(db, refunds, merges, ct)); }

        var ids = named.Select(n => n.Document).Distinct().ToList();
        if (ids.Count == 0) { return []; }

        var titles = await db.Set<KeptDocument>()
            .Where(d => ids.Contains(d.Id) && db.Set<DocumentContent>().Any(c => c.DocumentId == d.Id))
            .ToDictionaryAsync(d => d.Id, d => d.Title, ct);
        return named.Where(n => titles.ContainsKey(n.Document)).GroupBy(n => n.Id).ToDictionary(
            g => g.Key,
            IReadOnlyList<ApprovalInbox.Paper> (g) =>
                [.. g.Select(n => n.Document).Distinct().Select(d => new ApprovalInbox.Paper(d, titles[d]))]);
    }

    /// <summary>What was kept about refunds, about the requests that asked for them, and about merges.</summary>
    private static async Task<List<(Guid, Guid)>> AboutAsync(
        PortalDbContext db, List<Guid> refunds, List<Guid> merges, CancellationToken ct)
    {
        var direct = await db.Set<DocumentAbout>()
            .Where(a => refunds.Contains(a.RefundId!.Value) || merges.Contains(a.MergeId!.Value))
            .OrderBy(a => a.DocumentId)
            .Select(a => new { Id = a.RefundId ?? a.MergeId, a.DocumentId }).ToListAsync(ct);
        var asked = await (
            from about in db.Set<DocumentAbout>()
            join refund in db.Set<Refund>() on about.RequestId equals refund.RequestId
            where refunds.Contains(refund.Id)
            orderby about.DocumentId
            select new { refund.Id, about.DocumentId }).ToListAsync(ct);
        return
        [
            .. direct.Select(d => (d.Id!.Value, d.DocumentId)),
            .. asked.Select(d => (d.Id, d.DocumentId)),
        ];
    }
}
