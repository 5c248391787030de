using Microsoft.EntityFrameworkCore;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Mail.Letters;
using Portal.Core.People;
using Portal.Core.Requests.Disputes;
using Portal.Core.Requests.Refunds;
using Portal.Core.Requests.Uploads;
using Portal.Core.Staff;

namespace Portal.Core.Requests;

/// <summary>
/// Who asked writes more, with files. After an answer or an end that asks again: the request is reopened, with a new
/// day to expect an answer on, and a dispute that was not decided for them is held and decided again, once. The same
/// operation writes once. Refuses a request that is not theirs, no words, files
/// that cannot be kept, a request that ended long ago, too many in a row.
/// </summary>
public sealed class WriteMessage(
    PortalDbContext db, RequestInHand hand, TellOfRequest tell, TellOfRefund tellOfRefund, AppealDispute appeal,
    TakeToken takeToken,
    BusinessClock clock)
{
    /// <summary>After so long a new question is asked instead.</summary>
    public const int DaysToReopen = 90;

    public sealed record Request(
        Guid OperationId, Guid RequestId, Asker Asker, string? Words, IReadOnlyList<Upload> Files);

    public async Task<Outcome<CustomerRequest>> RunAsync(Request request, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (!await db.RequestsToActOn(request.Asker).AnyAsync(r => r.Id == request.RequestId, ct))
        {
            return new Refusal("Request_NotFound");
        }

        if (RichText.WhyNot(request.Words) is { } refusal) { return refusal; }

        if (await takeToken.RunAsync([new(AskQuestion.ByUser, request.Asker.Counted)], ct) is { } tooMany)
        {
            return tooMany;
        }

        return await CleanUpload.OfAllAsync(request.Files, ct) switch
        {
            Outcome<IReadOnlyList<CleanUpload>>.Refused(var file) => file,
            Outcome<IReadOnlyList<CleanUpload>>.Done(var files) => await KeepAsync(request, files, ct),
            _ => throw new InvalidOperationException("Outcome has two cases."),
        };
    }

    private async Task<Outcome<CustomerRequest>> KeepAsync(
        Request request, IReadOnlyList<CleanUpload> files, CancellationToken ct)
    {
        await using var tx = await ActTransaction.BeginOrJoinAsync(db, ct);
        // Accounts before requests: what a dispute holds, and the credit of a refund, are the account's.
        var locked = await db.Set<CustomerRequest>().AsNoTracking()
            .Where(r => r.Id == request.RequestId
                && (r.Kind == RequestKind.Dispute || r.Kind == RequestKind.Refund || r.Kind == RequestKind.Assistance))
            .Select(r => r.CustomerAccountId).SingleOrDefaultAsync(ct);
        if (locked is { } account) { await db.LockAccountAsync(account, ct); }

        var about = (await hand.LockAsync(request.RequestId, ct))!;
        if (await hand.IsDoneAsync(request.OperationId, ct)) { return about; }

        if (WhyNot(about, clock.Now, await appeal.IsFinalAsync(about, ct)) is { } refusal) { return refusal; }

        var reopens = RequestSteps.Next(about.State, RequestAct.Write) is null;
        if (reopens && await WhyNotRefundAsync(about, ct) is { } asked) { return asked; }

        if (reopens || about.State == RequestState.WaitingOnCustomer)
        {
            var topic = await db.Set<RequestTopic>().AsNoTracking().SingleAsync(t => t.Code == about.Topic, ct);
            var expected = (await OfficeDays.OfAsync(db, ct)).Add(clock.Today, topic.AnswerDays);
            about.ExpectedOn = expected > about.ExpectedOn ? expected : about.ExpectedOn;
        }

        var restricted = about.Kind is RequestKind.LegalName or RequestKind.Start or RequestKind.Move;
        await hand.StepAsync(
            about, reopens ? RequestAct.Reopen : RequestAct.Write, request.OperationId,
            new(request.Words, files, restricted), request.Asker.Actor, ct);
        if (reopens)
        {
            var held = await appeal.RunAsync(about, request.Asker.Actor, ct);
            await tell.RunAsync(
                about, RequestLetter.News.Reopened, request.OperationId,
                held is { IsPositive: true } cents ? [new("Request_DisputeHeld", cents)] : [], ct);
        }

        if (reopens && about is { Kind: RequestKind.Refund, CustomerAccountId: { } inCredit })
        {
            await tellOfRefund.RunAsync(about, inCredit, request.OperationId, ct);
        }

        await tx.CommitAsync(ct);
        return about;
    }

    /// <summary>Why more cannot be written; null when it can.</summary>
    /// <param name="isFinal">A dispute that two people have decided.</param>
    public static Refusal? WhyNot(CustomerRequest request, DateTimeOffset now, bool isFinal)
    {
        ArgumentNullException.ThrowIfNull(request);
        return request.State is not (RequestState.Closed or RequestState.Answered) ? null
            : request.MergedInto is not null ? new("Request_Merged")
            : isFinal ? new("Dispute_Final")
            : request.ChangedAt < now.AddDays(-DaysToReopen) ? new("Request_TooOld", DaysToReopen)
            : null;
    }

    /// <summary>Another refund of the same credit is open (ux_customer_request_one_refund), or due anyway.</summary>
    private async Task<Refusal?> WhyNotRefundAsync(CustomerRequest about, CancellationToken ct)
    {
        if (about is { Kind: RequestKind.Assistance, CustomerAccountId: { } helped })
        {
            return await AskAssistance.IsAskedAsync(db, helped, about.Id, ct) ? new Refusal("Relief_Asked") : null;
        }

        if (about is not { Kind: RequestKind.Refund, CustomerAccountId: { } account }) { return null; }

        return await db.Set<CustomerRequest>().AnyAsync(
            r => r.CustomerAccountId == account && r.Kind == RequestKind.Refund && r.Id != about.Id
                && r.State != RequestState.Answered && r.State != RequestState.Closed, ct)
            ? new("Refund_Asked")
            : await TellOfRefund.IsDueAsync(db, account, ct) ? new("Refund_Due") : null;
    }
}
