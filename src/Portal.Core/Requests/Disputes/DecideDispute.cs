using Microsoft.EntityFrameworkCore;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Mail.Letters;
using Portal.Core.Payments;
using Portal.Core.Staff;

namespace Portal.Core.Requests.Disputes;

/// <summary>
/// The office decides a dispute and says why, which answers it. Denied, what was held stays held for the days that the
/// city leaves to pay; else it stays held until the charge is corrected, which becomes a task. Decided once, and once
/// more by somebody else where the customer appealed (<see cref="AppealDispute"/>); asked again, answers with the same.
/// Refuses a request that is no dispute, none that stands, no ruling, no words, who decided it before, and an account
/// of whoever decides (ck_dispute_decision_own_account).
/// </summary>
public sealed class DecideDispute(
    PortalDbContext db, RequestInHand hand, EndDispute endDispute, RaiseOfficeTask raise, TellOfRequest tell,
    BusinessClock clock)
{
    public sealed record Request(
        Guid OperationId, Guid RequestId, DisputeRuling? Ruling, string? Words, Guid StaffUserId);

    public async Task<Outcome<DisputeDecision>> RunAsync(Request request, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (request.Ruling is not { } ruling || !Enum.IsDefined(ruling))
        {
            return new Refusal("Dispute_RulingMissing");
        }

        if (RichText.WhyNot(request.Words) is { } wrong) { return wrong; }

        await using var tx = await ActTransaction.BeginOrJoinAsync(db, ct);
        var account = await db.Set<CustomerRequest>().Where(r => r.Id == request.RequestId)
            .Select(r => r.CustomerAccountId).SingleOrDefaultAsync(ct);
        await db.LockAccountAsync(account ?? Guid.Empty, ct);
        if (account is null || await hand.LockAsync(request.RequestId, ct) is not { Kind: RequestKind.Dispute } about)
        {
            return new Refusal("Request_NotFound");
        }

        var before = await db.Set<DisputeDecision>().Where(d => d.RequestId == about.Id)
            .OrderByDescending(d => d.Round).FirstOrDefaultAsync(ct);
        if (before is not null && !await IsAppealedAsync(about, request.OperationId, ct)) { return before; }

        if (await db.IsOwnAccountAsync(Actor.Staff(request.StaffUserId), account.Value, ct))
        {
            return new Refusal("Approval_OwnAccount");
        }

        if (before?.DecidedBy == Actor.Staff(request.StaffUserId).Name) { return new Refusal("Dispute_SamePerson"); }

        if (RequestSteps.Next(about.State, RequestAct.Answer) is null) { return new Refusal("Request_NotWithOffice"); }

        var decision = await DecideAsync(about, ruling, before is null ? 1 : 2, request, ct);
        await tx.CommitAsync(ct);
        return decision;
    }

    private async Task<bool> IsAppealedAsync(CustomerRequest about, Guid operationId, CancellationToken ct) =>
        !await hand.IsDoneAsync(operationId, ct)
        && await db.Set<DisputedItem>().AnyAsync(d => d.RequestId == about.Id && d.EndedAt == null, ct);

    private async Task<DisputeDecision> DecideAsync(
        CustomerRequest about, DisputeRuling ruling, int round, Request request, CancellationToken ct)
    {
        var by = Actor.Staff(request.StaffUserId);
        var days = await db.Set<RequestTopic>().Where(t => t.Code == about.Topic).Select(t => t.PayDays)
            .SingleAsync(ct);
        var decision = new DisputeDecision
        {
            RequestId = about.Id, Ruling = ruling, Round = round, PayBy = clock.Today.AddDays(days ?? 0),
            DecidedAt = clock.Now,
            DecidedBy = by.Name,
        };
        db.Add(decision);
        await (ruling == DisputeRuling.Denied
            ? endDispute.RunAsync(about, decision.PayBy, by, ct)
            : endDispute.KeepAsync(about, ct));
        about.AssignedTo = request.StaffUserId;
        await hand.StepAsync(
            about, RequestAct.Answer, request.OperationId, RequestInHand.Enclosed.Of(request.Words), by, ct);
        if (ruling != DisputeRuling.Denied)
        {
            await raise.RunAsync(
                new("dispute_correction", $"dispute_correction:{about.Id}{(round == 1 ? "" : ":2")}",
                    $"{about.Label} was decided for the customer: correct the charge, then end its hold.")
                {
                    CustomerAccountId = about.CustomerAccountId,
                },
                ct);
        }

        await tell.RunAsync(
            about, RequestLetter.News.Answered, request.OperationId,
            NextStep(ruling, round) is { } next
                ? [new($"Request_Dispute{ruling}", decision.PayBy), new(next, WriteMessage.DaysToReopen)]
                : [new($"Request_Dispute{ruling}", decision.PayBy)],
            ct);
        return decision;
    }

    /// <summary>What they can still do about it.</summary>
    private static string? NextStep(DisputeRuling ruling, int round) =>
        ruling == DisputeRuling.Upheld ? null : round == 1 ? "Request_DisputeAgain" : "Request_DisputeFinal";
}
