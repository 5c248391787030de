using Microsoft.EntityFrameworkCore;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Payments.Gateway;

namespace Portal.Core.Payments.PaymentFees;

/// <summary>
/// Brings one fee a step on: asks the processor to take it, or what became of it, and books the answer; once it is
/// over, lets the processor forget what it was paid with. Asked again it is the same payment: within a day by the
/// fee's id, which is the idempotency key, later by searching. A fee that fails is not tried again.
/// </summary>
public sealed class TakePaymentFee(
    PortalDbContext db, ICardGateway gateway, RecordPaymentFee record, HoldInSuspense holdInSuspense,
    RaiseOfficeTask raiseTask, BusinessClock clock)
{
    /// <summary>The processor may forget an idempotency key after 24 hours.</summary>
    private static readonly TimeSpan KeyLife = TimeSpan.FromHours(23);

    private static readonly TimeSpan Slack = TimeSpan.FromMinutes(5);

    private static readonly TimeSpan BankTime = TimeSpan.FromHours(6);

    public async Task RunAsync(Guid feeId, CancellationToken ct)
    {
        var fee = await db.Set<PaymentFee>().AsNoTracking().SingleAsync(f => f.Id == feeId, ct);
        switch (fee.State)
        {
            case PaymentFeeState.Sending when fee.CreatedAt + KeyLife > clock.Now:
                await SendAsync(fee, ct);
                break;
            case PaymentFeeState.Sending:
                await SearchAsync(fee, ct);
                break;
            case PaymentFeeState.OnItsWay:
                if (await gateway.FindPaymentAsync(fee.ProcessorPaymentId!, ct)
                    is GatewayAnswer<GatewayPayment>.Accepted(var payment))
                {
                    await SettleAsync(payment, ct);
                }

                break;
            default:
                await ForgetMethodAsync(fee, ct);
                break;
        }
    }

    /// <summary>Books what the processor says of a fee's payment; told twice, or late, it ends alike.</summary>
    /// <param name="payment">As the processor answered a moment ago; of a fee, by its operation.</param>
    /// <param name="ct">Cancels before the commit or not at all.</param>
    public async Task SettleAsync(GatewayPayment payment, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(payment);
        if (payment.IsLive != gateway.IsLive)
        {
            await raiseTask.RunAsync(SettleAttempt.WrongMode(payment.Id, payment.IsLive), ct);
            return;
        }

        await ChangeAsync(payment.OperationId!.Value, fee => BookAsync(fee, payment, ct), ct);
    }

    private async Task BookAsync(PaymentFee fee, GatewayPayment payment, CancellationToken ct)
    {
        fee.ProcessorPaymentId ??= payment.Id;
        switch (payment.State)
        {
            case GatewayPaymentState.Succeeded when payment.Currency != "usd" || payment.AmountReceived != fee.Amount:
                await holdInSuspense.RunAsync(
                    payment, attempt: null,
                    payment.Currency == "usd" ? SuspenseReason.AmountMismatch : SuspenseReason.CurrencyMismatch, ct);
                Fail(fee, "not_as_asked");
                break;
            case GatewayPaymentState.Succeeded:
                fee.CheckAt = clock.Now;
                await record.TakenAsync(fee, ct);
                break;
            case GatewayPaymentState.Processing:
                (fee.State, fee.CheckAt) = (PaymentFeeState.OnItsWay, clock.Now + BankTime);
                break;
            default:
                Fail(fee, payment.FailureCode ?? "declined");
                break;
        }
    }

    private async Task SendAsync(PaymentFee fee, CancellationToken ct)
    {
        var charge = new SavedCharge(
            fee.Id, fee.ProcessorCustomerId!, fee.ProcessorMethodId!, fee.Tender, fee.Amount, fee.Description);
        switch (await gateway.ChargeSavedAsync(charge, ct))
        {
            case GatewayAnswer<GatewayPayment>.Accepted(var payment):
                await SettleAsync(payment, ct);
                break;
            case GatewayAnswer<GatewayPayment>.Refused(var code, _):
                await FailAsync(fee.Id, code, ct);
                break;
            default:
                await SearchAsync(fee, ct);
                break;
        }
    }

    /// <summary>What the processor holds can be found even where its answer to a key stays lost for a day.</summary>
    private async Task SearchAsync(PaymentFee fee, CancellationToken ct)
    {
        switch (await gateway.SearchChargeAsync(fee.Id, fee.ProcessorCustomerId!, fee.CreatedAt - Slack, ct))
        {
            case GatewayAnswer<GatewayPayment?>.Accepted({ } payment):
                await SettleAsync(payment, ct);
                break;
            case GatewayAnswer<GatewayPayment?>.Accepted when fee.CreatedAt + KeyLife <= clock.Now:
                // It never heard of it, and nothing can be sent under its key any more.
                await FailAsync(fee.Id, "never_heard_of", ct);
                break;
        }
    }

    /// <summary>The payer asked for one payment and its fee, not to be remembered.</summary>
    private async Task ForgetMethodAsync(PaymentFee fee, CancellationToken ct)
    {
        if (fee.ProcessorMethodId is not { } method
            || await gateway.ForgetMethodAsync(method, ct) is not GatewayAnswer<GatewayMethod>.Unknown)
        {
            await db.Set<PaymentFee>().Where(f => f.Id == fee.Id)
                .ExecuteUpdateAsync(f => f.SetProperty(x => x.CheckAt, (DateTimeOffset?)null), ct);
        }
    }

    private Task FailAsync(Guid feeId, string code, CancellationToken ct) => ChangeAsync(feeId, fee =>
    {
        Fail(fee, code);
        return Task.CompletedTask;
    }, ct);

    private void Fail(PaymentFee fee, string code) =>
        (fee.State, fee.FailureCode, fee.CheckAt) = (PaymentFeeState.Failed, code, clock.Now);

    /// <summary>Under the fee's lock; one that is over stays as it is.</summary>
    private async Task ChangeAsync(Guid feeId, Func<PaymentFee, Task> change, CancellationToken ct)
    {
        await using var tx = await db.Database.BeginTransactionAsync(ct);
        db.ChangeTracker.Clear();
        var fee = await db.Set<PaymentFee>()
            .FromSql($"select * from payment_fee where id = {feeId} for update").SingleAsync(ct);
        if (!fee.IsOver)
        {
            fee.ChangedAt = clock.Now;
            await change(fee);
            await db.SaveChangesAsync(ct);
        }

        await tx.CommitAsync(ct);
    }
}
