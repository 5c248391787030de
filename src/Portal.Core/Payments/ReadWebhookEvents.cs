using Microsoft.EntityFrameworkCore;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Payments.Autopay;
using Portal.Core.Payments.Gateway;
using Portal.Core.Payments.PaymentFees;
using Portal.Core.Payments.Refunds;
using Portal.Core.Payments.Returns;
using Portal.Core.Payments.Wallet;

namespace Portal.Core.Payments;

/// <summary>
/// The worker's turn at stored events: claims some under a lease, asks the processor for the object each tells about,
/// and settles it. Safe to repeat and to run many at once. Whatever tells of money that this version does not book
/// (a refund made elsewhere) becomes a task for the office.
/// </summary>
public sealed class ReadWebhookEvents(
    PortalDbContext db, ICardGateway gateway, SettleAttempt settle, HoldStrayPayment holdStray,
    KeepSavedMethod keepMethod, FollowMethodUpdate followMethod, StopReturnedAutopay stopAutopay,
    TakePaymentFee takeFee, FollowDispute followDispute, FollowRefundEvent followRefund, RaiseOfficeTask raiseTask,
    BusinessClock clock)
{
    public const int EventsPerRun = 20;

    private const int MostTries = 12;

    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(3);

    /// <returns>How many events were claimed; less than <see cref="EventsPerRun"/> means that none are left.</returns>
    public async Task<int> RunAsync(CancellationToken ct)
    {
        var me = Guid.NewGuid();
        var claimed = await db.WebhookEvents.FromSql($"""
            update webhook_event set lease_by = {me}, lease_until = {clock.Now + Lease}, attempts = attempts + 1,
              next_at = {clock.Now} + least(3600, 5 * 2 ^ least(attempts + 1, 10)) * interval '1 second'
            where id in (
              select id from webhook_event
              where state = 'waiting' and next_at <= {clock.Now}
                and (lease_until is null or lease_until < {clock.Now})
              order by next_at, id limit {EventsPerRun} for update skip locked)
            returning *
            """).AsNoTracking().ToListAsync(ct);
        var each = new OneByOne(db, ct);
        foreach (var e in claimed.OrderBy(e => e.CreatedAt).ThenBy(e => e.Id))
        {
            // One that failed comes again under its next time; one that fails time and again comes last and in the end
            // is put before a person.
            await each.DoAsync(async () =>
            {
                var (state, outcome) = e.Attempts > MostTries
                    ? (WebhookEventState.Parked, e.Outcome ?? "It could not be read")
                    : await ReadAsync(e, ct);
                await FinishAsync(e, me, state, outcome, ct);
            });
        }

        each.TellFaults();
        return claimed.Count;
    }

    private async Task<(WebhookEventState, string)> ReadAsync(WebhookEvent e, CancellationToken ct)
    {
        if (e.IsLive is { } isLive && isLive != gateway.IsLive)
        {
            return (WebhookEventState.Parked,
                $"{e.Type} is of {(isLive ? "live" : "test")} mode and this site is not: nothing was posted");
        }

        if (e.Type.StartsWith("checkout.session.", StringComparison.Ordinal))
        {
            return await gateway.FindCheckoutAsync(e.ObjectId, ct) switch
            {
                GatewayAnswer<CheckoutSession>.Accepted(var session) => await SettleAsync(session, ct),
                GatewayAnswer<CheckoutSession>.Refused(var code, var message) =>
                    (WebhookEventState.Parked, $"{code}: {message}"),
                GatewayAnswer<CheckoutSession>.Unknown(var why) => (WebhookEventState.Waiting, why),
                _ => throw new InvalidOperationException("A gateway answer has three cases."),
            };
        }

        if (e.Type is "payment_method.automatically_updated" or "payment_method.updated" or "payment_method.detached")
        {
            return await followMethod.RunAsync(e.ObjectId, ct) is { } outcome
                ? (WebhookEventState.Done, outcome)
                : (WebhookEventState.Waiting, "The processor did not answer about the method");
        }

        if (e.Type.StartsWith("payment_intent.", StringComparison.Ordinal))
        {
            if (await IsOfDraftAsync(e.ObjectId, ct)) { return await ChargeAsync(e.ObjectId, ct); }

            return await gateway.FindCheckoutOfPaymentAsync(e.ObjectId, ct) switch
            {
                GatewayAnswer<CheckoutSession?>.Accepted(null) => await ChargeAsync(e.ObjectId, ct),
                GatewayAnswer<CheckoutSession?>.Accepted(var session) => await SettleAsync(session, ct),
                GatewayAnswer<CheckoutSession?>.Refused(var code, var message) =>
                    (WebhookEventState.Parked, $"{code}: {message}"),
                GatewayAnswer<CheckoutSession?>.Unknown(var why) => (WebhookEventState.Waiting, why),
                _ => throw new InvalidOperationException("A gateway answer has three cases."),
            };
        }

        if (FollowRefundEvent.IsAbout(e.Type)) { return await followRefund.RunAsync(e, ct); }

        if (e.Type == "charge.dispute.created" && gateway.PaymentOfDispute(e.Raw) is { } disputed)
        {
            await StopAsync(disputed, ct);
        }

        if (e.Type.StartsWith("charge.dispute.", StringComparison.Ordinal) && e.ObjectId.Length > 0)
        {
            return await followDispute.RunAsync(e.ObjectId, ct);
        }

        return TellsOfOtherMoney(e.Type)
            ? (WebhookEventState.Parked, $"{e.Type} of {e.ObjectId} is not booked by the portal")
            : (WebhookEventState.Done, "Nothing to do");
    }

    /// <summary>A charge of a kept method that is recorded already: nobody needs to look for a checkout.</summary>
    private Task<bool> IsOfDraftAsync(string paymentId, CancellationToken ct) =>
        db.PaymentAttempts.AnyAsync(a => a.ProcessorPaymentId == paymentId && a.DraftId != null, ct);

    /// <summary>Stopping is safe whatever else the event says; the money itself is the office's to book.</summary>
    private async Task StopAsync(string paymentId, CancellationToken ct)
    {
        var attempt = await db.PaymentAttempts.Where(a => a.ProcessorPaymentId == paymentId)
            .Select(a => (Guid?)a.Id).SingleOrDefaultAsync(ct);
        if (attempt is { } id)
        {
            await stopAutopay.RunAsync(new(id, null, IsDispute: true), ct);
        }
    }

    /// <summary>A payment of no checkout: a draft's, a fee, or nobody's.</summary>
    private async Task<(WebhookEventState, string)> ChargeAsync(string paymentId, CancellationToken ct)
    {
        switch (await gateway.FindPaymentAsync(paymentId, ct))
        {
            case GatewayAnswer<GatewayPayment>.Accepted({ OperationId: { } operation } payment)
                when await db.PaymentAttempts.AnyAsync(a => a.Id == operation && a.DraftId != null, ct):
                await settle.RunAsync(payment, ct);
                return (WebhookEventState.Done, "Settled");
            case GatewayAnswer<GatewayPayment>.Accepted({ OperationId: { } operation } payment)
                when await db.Set<PaymentFee>().AnyAsync(f => f.Id == operation, ct):
                await takeFee.SettleAsync(payment, ct);
                return (WebhookEventState.Done, "A fee settled");
            case GatewayAnswer<GatewayPayment>.Accepted(
                { State: GatewayPaymentState.RequiresPaymentMethod or GatewayPaymentState.Canceled } failed):
                await holdStray.FailedAsync(failed, ct);
                return (WebhookEventState.Done, "No checkout of ours: what was put on an account is taken back");
            case GatewayAnswer<GatewayPayment>.Accepted({ State: not GatewayPaymentState.Succeeded }):
                return (WebhookEventState.Done, "No checkout of ours");
            case GatewayAnswer<GatewayPayment>.Accepted(var payment):
                await holdStray.RunAsync(payment, ct);
                return (WebhookEventState.Done, "A payment that no checkout of ours belongs to: held in suspense");
            case GatewayAnswer<GatewayPayment>.Refused(var code, var message):
                return (WebhookEventState.Parked, $"{code}: {message}");
            case GatewayAnswer<GatewayPayment>.Unknown(var why):
                return (WebhookEventState.Waiting, why);
            default: throw new InvalidOperationException("A gateway answer has three cases.");
        }
    }

    private static bool TellsOfOtherMoney(string type) =>
        type.StartsWith("charge.dispute.", StringComparison.Ordinal)
        || type == "payout.failed";

    private async Task<(WebhookEventState, string)> SettleAsync(CheckoutSession session, CancellationToken ct)
    {
        if (session.IsSetup)
        {
            await keepMethod.RunAsync(session, ct);
        }
        else
        {
            await settle.RunAsync(session, ct);
        }

        return (WebhookEventState.Done, "Settled");
    }

    /// <summary>Records the outcome, fenced: a worker whose lease ran out changes nothing.</summary>
    private async Task FinishAsync(
        WebhookEvent e, Guid me, WebhookEventState state, string outcome, CancellationToken ct)
    {
        var word = state.ToString().ToLowerInvariant();
        DateTimeOffset? next = state == WebhookEventState.Waiting ? e.NextAt : null;
        await using var tx = await db.Database.BeginTransactionAsync(ct);
        var mine = await db.Database.ExecuteSqlAsync($"""
            update webhook_event
            set state = {word}, outcome = {outcome}, next_at = {next}, lease_by = null, lease_until = null
            where id = {e.Id} and lease_by = {me}
            """, ct);
        if (mine == 1 && state == WebhookEventState.Parked)
        {
            await raiseTask.RunAsync(new("processor_event", $"webhook:{e.Id}", outcome), ct);
        }

        await tx.CommitAsync(ct);
    }
}
