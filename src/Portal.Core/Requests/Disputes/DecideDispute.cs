using Microsoft.EntityFrameworkCore;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Mail.Letters;
using Portal.Core.Payments;
using Portal.Core.Staff;

namespace Portal.Core.Requests.Disputes;

/// <summary>
/// The office decides a dispute and says why, which answers it. Denied, what was held stays held for the days that the
/// city leaves to pay; else it stays held until the charge is corrected, which becomes a task. Decided once; asked
/// again, answers with the same.
/// Refuses a request that is no dispute, none that stands, no ruling, no words.
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

        if (await db.Set<DisputeDecision>().SingleOrDefaultAsync(d => d.RequestId == about.Id, ct) is { } already)
        {
            return already;
        }

        if (RequestSteps.Next(about.State, RequestAct.Answer) is null) { return new Refusal("Request_NotWithOffice"); }

        var decision = await DecideAsync(about, ruling, request, ct);
        await tx.CommitAsync(ct);
        return decision;
    }

    private async Task<DisputeDecision> DecideAsync(
        CustomerRequest about, DisputeRuling ruling, Request request, CancellationToken ct)
    {
        var by = Actor.Staff(request.StaffUserId);
        var days = await db.Set<RequestTopic>().Where(t => t.Code == about.Topic).Select(t => t.PayDays)
            .SingleAsync(ct);
        var decision = new DisputeDecision
        {
            RequestId = about.Id, Ruling = ruling, PayBy = clock.Today.AddDays(days ?? 0), DecidedAt = clock.Now,
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
                new("dispute_correction", $"dispute_correction:{about.Id}",
                    $"{about.Label} was decided for the customer: correct the charge, then end its hold.")
                {
                    CustomerAccountId = about.CustomerAccountId,
                },
                ct);
        }

        await tell.RunAsync(
            about, RequestLetter.News.Answered, request.OperationId,
            [new($"Request_Dispute{ruling}", decision.PayBy)], ct);
        return decision;
    }
}
