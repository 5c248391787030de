using Portal.Core.Data;
using Portal.Core.Payments.Gateway;
using Portal.Core.Payments.Returns;

namespace Portal.Core.Payments;

/// <summary>
/// Money that reached the city's account at the processor and that no checkout of ours asked for: it waits in suspense
/// with a task, once however often it is told (ux_suspense_item_processor_payment). One that has not succeeded, or is
/// of the other mode, is not money of ours and books nothing.
/// </summary>
public sealed class HoldStrayPayment(
    PortalDbContext db, ICardGateway gateway, HoldInSuspense holdInSuspense, RaiseOfficeTask raiseTask,
    TakeBackDebit takeBackDebit)
{
    public async Task RunAsync(GatewayPayment payment, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(payment);
        if (payment.IsLive != gateway.IsLive)
        {
            await raiseTask.RunAsync(SettleAttempt.WrongMode(payment.Id, payment.IsLive), ct);
            return;
        }

        if (payment.State != GatewayPaymentState.Succeeded) { return; }

        await using var tx = await db.Database.BeginTransactionAsync(ct);
        await holdInSuspense.RunAsync(payment, attempt: null, SuspenseReason.UnknownAttempt, ct);
        await tx.CommitAsync(ct);
    }

    /// <summary>It failed after all: what was put on an account since is taken back there (domain.md §4).</summary>
    public async Task FailedAsync(GatewayPayment payment, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(payment);
        if (payment.IsLive != gateway.IsLive) { return; }

        await using var tx = await db.Database.BeginTransactionAsync(ct);
        await takeBackDebit.RunAsync(new(payment.Id, null, payment.ReturnCode), ct);
        await db.SaveChangesAsync(ct);
        await tx.CommitAsync(ct);
    }
}
