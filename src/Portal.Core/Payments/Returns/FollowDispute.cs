using Microsoft.EntityFrameworkCore;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Money;
using Portal.Core.Payments.Gateway;
using Portal.Core.Payments.Relief;
using Portal.Core.Staff;

namespace Portal.Core.Payments.Returns;

/// <summary>
/// Brings a dispute to where the processor says it is, however often and in whatever order it is told: when the money
/// is taken the payments are taken back (a card's without fee, a bank debit's by its code), when the city wins they are
/// posted anew with the day they were received and a letter says so, when it loses the gift that came with them goes
/// back too. A dispute of a part only, of no payment of ours, or of money that nothing stands of is left to the office;
/// one whose payment a transfer moved a moment ago comes again.
/// </summary>
public sealed class FollowDispute(
    PortalDbContext db, ICardGateway gateway, ReturnPayment returnPayment, CreditReceived creditReceived,
    RecordGift recordGift, TellOfReturn tell, RaiseOfficeTask raiseTask, BusinessClock clock)
{
    /// <summary>What the processor calls it when a bank sends a debit back.</summary>
    private static readonly Dictionary<string, string> Codes = new()
    {
        ["insufficient_funds"] = "R01",
        ["incorrect_account_details"] = "R03",
        ["debit_not_authorized"] = "R10",
        ["customer_initiated"] = "R08",
    };

    public async Task<(WebhookEventState, string)> RunAsync(string disputeId, CancellationToken ct) =>
        await gateway.FindDisputeAsync(disputeId, ct) switch
        {
            GatewayAnswer<GatewayDispute>.Accepted(var dispute) => await FollowAsync(dispute, ct),
            GatewayAnswer<GatewayDispute>.Refused(var code, var message) =>
                (WebhookEventState.Parked, $"{code}: {message}"),
            GatewayAnswer<GatewayDispute>.Unknown(var why) => (WebhookEventState.Waiting, why),
            _ => throw new InvalidOperationException("A gateway answer has three cases."),
        };

    private async Task<(WebhookEventState, string)> FollowAsync(GatewayDispute told, CancellationToken ct)
    {
        if (told.IsLive != gateway.IsLive)
        {
            return (WebhookEventState.Parked, SettleAttempt.WrongMode(told.Id, told.IsLive).Detail);
        }

        await using var tx = await ActTransaction.BeginOrJoinAsync(db, ct);
        // Two events of one dispute at once, before it has a row.
        await db.Database.ExecuteSqlAsync($"select pg_advisory_xact_lock(hashtext({told.Id}))", ct);
        var attempt = await db.PaymentAttempts.AsNoTracking()
            .SingleOrDefaultAsync(a => a.ProcessorPaymentId == told.PaymentId, ct);
        if (attempt is null || told.Amount != attempt.Amount || told.Currency != "usd")
        {
            return (WebhookEventState.Parked,
                $"Dispute {told.Id} of {told.PaymentId} over {told.Amount} {told.Currency} is of no whole payment "
                + "of ours: nothing was booked");
        }

        var dispute = await db.Set<ProcessorDispute>().SingleOrDefaultAsync(d => d.Id == told.Id, ct);
        if (dispute is { State: DisputeState.Won or DisputeState.Lost })
        {
            return (WebhookEventState.Done, "Closed before");
        }

        if (dispute is null)
        {
            dispute = new()
            {
                Id = told.Id, AttemptId = attempt.Id, State = DisputeState.Asked, OpenedAt = clock.Now,
            };
            db.Add(dispute);
            await db.SaveChangesAsync(ct);
        }

        var outcome = await MoveAsync(dispute, told, attempt, ct);
        await db.SaveChangesAsync(ct);
        await tx.CommitAsync(ct);
        return outcome;
    }

    /// <summary>Where nothing can be booked the event is parked, once for each turn of the dispute.</summary>
    private async Task<(WebhookEventState, string)> MoveAsync(
        ProcessorDispute dispute, GatewayDispute told, PaymentAttempt attempt, CancellationToken ct)
    {
        var before = dispute.State;
        var whyNot = told.State is GatewayDisputeState.Open or GatewayDisputeState.Lost
            && dispute.ReturnOperationId is null ? await TakeBackAsync(dispute, told, attempt, ct) : null;
        var outcome = await TurnAsync(dispute, told, attempt, ct);
        return whyNot is null ? (WebhookEventState.Done, outcome)
            : dispute.State == before ? (WebhookEventState.Done, "Nothing was booked, as the office was told")
            : (WebhookEventState.Parked, $"Dispute {told.Id} of {told.PaymentId} over {told.Amount}: {whyNot}");
    }

    private async Task<string> TurnAsync(
        ProcessorDispute dispute, GatewayDispute told, PaymentAttempt attempt, CancellationToken ct)
    {
        switch (told.State)
        {
            case GatewayDisputeState.Asked:
                await TellOfficeAsync(told, attempt, ct);
                return "The bank asks: no money was taken";
            case GatewayDisputeState.Open:
                dispute.State = DisputeState.Open;
                await TellOfficeAsync(told, attempt, ct);
                return "The payments were taken back while it is decided";
            case GatewayDisputeState.Lost:
                (dispute.State, dispute.ClosedAt) = (DisputeState.Lost, clock.Now);
                await GiveGiftBackAsync(dispute, attempt, told, ct);
                return "Lost: the payments stay taken back";
            default:
                (dispute.State, dispute.ClosedAt) = (DisputeState.Won, clock.Now);
                await RestoreAsync(dispute, attempt, ct);
                return "Won: the payments stand";
        }
    }

    /// <returns>Why nothing was booked; null where the payments are taken back.</returns>
    private async Task<string?> TakeBackAsync(
        ProcessorDispute dispute, GatewayDispute told, PaymentAttempt attempt, CancellationToken ct)
    {
        // What was put on an account out of suspense names the processor's payment only.
        var ours = db.Payments.AsNoTracking()
            .Where(p => p.AttemptId == attempt.Id || p.ProcessorPaymentId == told.PaymentId);
        var standing = await ours.Where(p => !db.PaymentReversals.Any(r => r.PaymentId == p.Id))
            .OrderBy(p => p.Id).FirstOrDefaultAsync(ct);
        if (standing is null)
        {
            return await ours.AnyAsync(p => db.Set<ReturnedPayment>().Any(r => r.PaymentId == p.Id), ct)
                ? null : "no payment stands that could be taken back, nothing was booked";
        }

        var operation = Guid.CreateVersion7();
        var reason = standing.Tender == Tender.Card ? ReturnReason.Disputed
            : Codes.GetValueOrDefault(told.Reason, ReturnReason.NoCode);
        var outcome = await returnPayment.RunAsync(
            new(operation, standing.Id, reason, clock.Today, ReturnSource.Processor, told.Id, Actor.System), ct);
        if (outcome is Outcome<IReadOnlyList<ReturnedPayment>>.Refused(var refusal))
        {
            if (refusal.Key == "Return_JustMoved")
            {
                throw new InvalidOperationException(
                    $"The payments of {told.PaymentId} are being moved: it is told again.");
            }

            return $"nothing was booked: {refusal.Reason}";
        }

        dispute.ReturnOperationId = operation;
        return null;
    }

    private async Task RestoreAsync(ProcessorDispute dispute, PaymentAttempt attempt, CancellationToken ct)
    {
        if (dispute.ReturnOperationId is not { } returned) { return; }

        var payments = await (
            from row in db.Set<ReturnedPayment>()
            join payment in db.Payments on row.PaymentId equals payment.Id
            where row.OperationId == returned
            orderby payment.CustomerAccountId
            select payment).AsNoTracking().ToListAsync(ct);
        dispute.RestoreOperationId = Guid.CreateVersion7();
        // One payment for each account, also where a moved one had come to stand beside another.
        foreach (var ofAccount in payments.GroupBy(p => p.CustomerAccountId))
        {
            var was = ofAccount.First();
            var account = await db.TakeInHandAsync(ofAccount.Key, dispute.RestoreOperationId.Value, ct)
                ?? throw new InvalidOperationException($"Account {ofAccount.Key} is gone.");
            var restored = await creditReceived.RunAsync(
                account,
                new(dispute.RestoreOperationId.Value, ofAccount.Select(p => p.Amount).Sum(), was.Tender, was.ReceivedAt,
                    Actor.System)
                {
                    AttemptId = attempt.Id,
                    Brand = was.Brand,
                    LastFour = was.LastFour,
                    ProcessorPaymentId = was.ProcessorPaymentId,
                    BankTrace = was.BankTrace,
                },
                ct);
            await tell.StandsAgainAsync(restored, ct);
        }
    }

    /// <summary>Of a bank debit it went back with the payment.</summary>
    private async Task GiveGiftBackAsync(
        ProcessorDispute dispute, PaymentAttempt attempt, GatewayDispute told, CancellationToken ct)
    {
        var payment = await db.Payments.AsNoTracking().Where(p => p.AttemptId == attempt.Id)
            .OrderBy(p => p.Id).FirstOrDefaultAsync(ct);
        if (payment is not null && dispute.ReturnOperationId is not null)
        {
            await recordGift.ReturnedAsync(
                payment,
                new(payment.Id, $"Dispute {told.Id} lost", Actor.System) { Cause = ReversalCause.ReturnedItem }, ct);
        }
    }

    private Task<bool> TellOfficeAsync(GatewayDispute told, PaymentAttempt attempt, CancellationToken ct) =>
        raiseTask.RunAsync(
            new("dispute", $"dispute:{told.Id}",
                $"{told.Id}: {told.Amount} of {told.PaymentId}, {told.Reason}"
                + (told.AnswerBy is { } by ? $"; to be answered at the processor by {clock.DayOf(by):O}" : ""))
            {
                AttemptId = attempt.Id,
            },
            ct);
}
