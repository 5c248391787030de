using Microsoft.EntityFrameworkCore;
using Portal.Core.Accounts;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.People;
using Portal.Core.Requests.Uploads;

namespace Portal.Core.Requests;

/// <summary>
/// Asks the office something: about nothing in particular, an account, a bill or one line of it; reports a problem;
/// asks to have a legal name changed, with a document. Who has no sign-in asks about no account. The same operation
/// asks once. Refuses: an unknown topic or one that has a form of its own, an account or bill that is not theirs, no
/// words, files that cannot be kept, too many in a row.
/// </summary>
public sealed class AskQuestion(PortalDbContext db, OpenRequest open, TakeToken takeToken)
{
    /// <summary>Requests in a row by one person.</summary>
    internal static readonly RateLimit ByUser = new("request-by", 20, TimeSpan.FromMinutes(3));

    /// <param name="Topic">Code of the topic.</param>
    /// <param name="BillLineNo">A line of the bill; null for the whole of it.</param>
    /// <param name="Place">Where a problem is, as typed.</param>
    public sealed record Request(
        Guid OperationId, Asker Asker, string? Topic, Guid? CustomerAccountId, string? Words,
        IReadOnlyList<Upload> Files)
    {
        public Guid? BillId { get; init; }

        public int? BillLineNo { get; init; }

        public string? Place { get; init; }
    }

    /// <summary>What this act takes; the rest have acts of their own.</summary>
    public static readonly IReadOnlyList<RequestKind> Kinds =
        [RequestKind.Question, RequestKind.Problem, RequestKind.LegalName];

    public async Task<Outcome<CustomerRequest>> RunAsync(Request request, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(request);
        var topic = await db.Set<RequestTopic>().AsNoTracking().SingleOrDefaultAsync(
            t => t.Code == request.Topic && t.RetiredAt == null
                && t.Audience == TopicAudience.Customer && Kinds.Contains(t.Kind), ct);
        if (await WhyNotAsync(request, topic, ct) is { } refusal) { return refusal; }

        if (await takeToken.RunAsync([new(ByUser, request.Asker.Counted)], ct) is { } tooMany) { return tooMany; }

        return await CleanUpload.OfAllAsync(request.Files, ct) switch
        {
            Outcome<IReadOnlyList<CleanUpload>>.Refused(var file) => file,
            Outcome<IReadOnlyList<CleanUpload>>.Done(var files) => await KeepAsync(request, topic!, files, ct),
            _ => throw new InvalidOperationException("Outcome has two cases."),
        };
    }

    private async Task<Outcome<CustomerRequest>> KeepAsync(
        Request request, RequestTopic topic, IReadOnlyList<CleanUpload> files, CancellationToken ct)
    {
        await using var tx = await ActTransaction.BeginOrJoinAsync(db, ct);
        if (await open.AlreadyAsync(request.OperationId, request.Asker, ct) is { } already) { return already; }

        var kept = await open.RunAsync(
            new(request.OperationId, topic.Code, request.CustomerAccountId, request.Asker,
                new(request.Words, files, IsRestricted: topic.Kind == RequestKind.LegalName))
            {
                BillId = request.BillId,
                BillLineNo = request.BillLineNo,
                Place = topic.Kind == RequestKind.Problem ? request.Place : null,
            },
            ct);
        await open.TellAsync(kept, [], ct);
        await tx.CommitAsync(ct);
        return kept;
    }

    private async Task<Refusal?> WhyNotAsync(Request request, RequestTopic? topic, CancellationToken ct)
    {
        if (topic is null) { return new("Request_TopicMissing"); }

        // A name is the customer's own: only who may change the account's details may ask for another.
        var user = request.Asker.UserId ?? Guid.Empty;
        var theirs = topic.Kind == RequestKind.LegalName ? db.ManagedBy(user) : db.VisibleTo(user);
        if (request.CustomerAccountId is { } account && !await theirs.AnyAsync(a => a.Id == account, ct))
        {
            return new("Account_NotFound");
        }

        if (request.BillId is { } bill && !await db.Bills.AnyAsync(
            b => b.Id == bill && b.CustomerAccountId == request.CustomerAccountId, ct))
        {
            return new("Request_BillMissing");
        }

        if (request.BillLineNo is { } line && !await db.BillLines.AnyAsync(
            l => l.BillId == request.BillId && l.No == line, ct))
        {
            return new("Request_LineMissing");
        }

        return topic.Kind == RequestKind.LegalName && request.CustomerAccountId is null
                ? new Refusal("Request_AccountMissing")
            : topic.Kind == RequestKind.LegalName && request.Files.Count == 0 ? new("Request_DocumentMissing")
            : topic.Kind == RequestKind.Problem ? WhyNotPlace(request.Place) ?? RichText.WhyNot(request.Words)
            : RichText.WhyNot(request.Words);
    }

    private static Refusal? WhyNotPlace(string? place) =>
        RichText.Plain(place) is { Length: > 0 and <= 200 } ? null : new("Request_PlaceMissing", 200);
}
