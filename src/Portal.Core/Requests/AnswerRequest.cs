using Microsoft.EntityFrameworkCore;
using Portal.Core.Billing;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Mail.Letters;
using Portal.Core.Moves;
using Portal.Core.Requests.Calls;
using Portal.Core.Requests.Uploads;
using Portal.Core.Staff;

namespace Portal.Core.Requests;

/// <summary>
/// The office writes: an answer, a question back, a note for itself, or the end of it; whoever writes has it from then
/// on. Who asked is written to, of a note not. The same operation writes once. Refuses a step that does not belong to
/// the state, no words, no cause of the end, files that cannot be kept, and to answer a dispute that nobody decided.
/// </summary>
public sealed class AnswerRequest(PortalDbContext db, RequestInHand hand, TellOfRequest tell)
{
    /// <summary>What the office may write.</summary>
    public static readonly IReadOnlyList<RequestAct> Acts =
        [RequestAct.Answer, RequestAct.AskBack, RequestAct.Note, RequestAct.Close];

    public sealed record Request(
        Guid OperationId, Guid RequestId, RequestAct Act, string? Words, Guid StaffUserId)
    {
        /// <summary>Code of why it ended: to close needs one, an answer may have one.</summary>
        public string? Cause { get; init; }

        public IReadOnlyList<Upload> Files { get; init; } = [];
    }

    public async Task<Outcome<CustomerRequest>> RunAsync(Request request, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (!Acts.Contains(request.Act)) { return new Refusal("Request_ActMissing"); }

        if (RichText.WhyNot(request.Words) is { } wrong) { return wrong; }

        var cause = request.Act is RequestAct.Answer or RequestAct.Close && request.Cause is { Length: > 0 }
            ? request.Cause
            : null;
        if ((request.Act == RequestAct.Close && cause is null)
            || (cause is not null
                && !await db.Set<CloseCause>().AnyAsync(c => c.Code == cause && c.RetiredAt == null, ct)))
        {
            return new Refusal("Request_CauseMissing");
        }

        return await CleanUpload.OfAllAsync(request.Files, ct) switch
        {
            Outcome<IReadOnlyList<CleanUpload>>.Refused(var file) => file,
            Outcome<IReadOnlyList<CleanUpload>>.Done(var files) => await WriteAsync(request, cause, files, ct),
            _ => throw new InvalidOperationException("Outcome has two cases."),
        };
    }

    private async Task<Outcome<CustomerRequest>> WriteAsync(
        Request request, string? cause, IReadOnlyList<CleanUpload> files, CancellationToken ct)
    {
        await using var tx = await ActTransaction.BeginOrJoinAsync(db, ct);
        if (await hand.LockAsync(request.RequestId, ct) is not { } about) { return new Refusal("Request_NotFound"); }

        if (await hand.IsDoneAsync(request.OperationId, ct)) { return about; }

        if (WhyNot(about, request.Act, await IsUndecidedAsync(about, ct)) is { } refusal) { return refusal; }

        if (request.Act != RequestAct.Note) { about.AssignedTo = request.StaffUserId; }

        if (cause is not null) { about.CloseCause = cause; }

        await hand.StepAsync(
            about, request.Act, request.OperationId,
            new(request.Words, files, about.Kind is RequestKind.LegalName or RequestKind.Start or RequestKind.Move),
            Actor.Staff(request.StaffUserId), ct);
        if (NewsOf(request.Act) is { } news)
        {
            await tell.RunAsync(about, news, request.OperationId, await FinalBillAsync(about, ct), ct);
        }

        await tx.CommitAsync(ct);
        return about;
    }

    /// <summary>Why the office cannot write this now; null when it can.</summary>
    /// <param name="isUndecided">A dispute on which nobody decided.</param>
    public static Refusal? WhyNot(CustomerRequest request, RequestAct act, bool isUndecided)
    {
        ArgumentNullException.ThrowIfNull(request);
        return RequestSteps.Next(request.State, act) is null ? new("Request_NotWithOffice")
            : isUndecided && (act is RequestAct.Answer or RequestAct.Close) ? new("Dispute_DecideFirst")
            : null;
    }

    private static RequestLetter.News? NewsOf(RequestAct act) => act switch
    {
        RequestAct.Answer => RequestLetter.News.Answered,
        RequestAct.AskBack => RequestLetter.News.AskedBack,
        RequestAct.Close => RequestLetter.News.Closed,
        _ => null,
    };

    private async Task<bool> IsUndecidedAsync(CustomerRequest about, CancellationToken ct) =>
        about.Kind == RequestKind.Dispute
        && await db.Set<Disputes.DisputedItem>().AnyAsync(i => i.RequestId == about.Id && i.EndedAt == null, ct);

    /// <summary>What the final bill came to, where service was ended since it was asked for.</summary>
    private async Task<IReadOnlyList<RequestLetter.Line>> FinalBillAsync(CustomerRequest about, CancellationToken ct)
    {
        if (about.Kind is not (RequestKind.Stop or RequestKind.Move)) { return []; }

        var bill = await (
            from move in db.ServiceMoves
            join final in db.Bills on move.FinalBillId equals final.Id
            where move.CustomerAccountId == about.CustomerAccountId && move.Kind == MoveKind.End
                && move.MovedAt >= about.OpenedAt
            orderby move.MovedAt descending
            select final).AsNoTracking().FirstOrDefaultAsync(ct);
        return bill is null ? [] : [new("Request_FinalBill", bill.TotalDue, bill.DueOn)];
    }
}
