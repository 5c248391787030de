using Portal.Core.Payments.Gateway;

namespace Portal.Core.Payments;

/// <summary>What the processor tells of an attempt: of its checkout, or of a charge of a kept method.</summary>
/// <param name="Session">The checkout's name and page; null of a charge.</param>
/// <param name="Event">What has happened; null while nothing has.</param>
internal sealed record ToldOfAttempt(
    string Id, Guid? OperationId, CheckoutSession? Session, string Currency, bool IsLive, GatewayPayment? Payment,
    PaymentAttemptEvent? Event)
{
    public static ToldOfAttempt By(CheckoutSession session) => new(
        session.Id, session.OperationId, session, session.Currency,
        session.IsLive, session.Payment,
        (session.State, session.Payment?.State) switch
        {
            (_, GatewayPaymentState.Succeeded) => PaymentAttemptEvent.Succeed,
            (CheckoutState.Complete, GatewayPaymentState.Processing or GatewayPaymentState.RequiresAction) =>
                PaymentAttemptEvent.BankDebitStarted,
            (CheckoutState.Complete, GatewayPaymentState.RequiresPaymentMethod or GatewayPaymentState.Canceled) =>
                PaymentAttemptEvent.Decline,
            (CheckoutState.Expired, _) => PaymentAttemptEvent.Cancel,
            _ => null,
        });

    /// <summary>A charge ends at once: what its bank asks its holder nobody is there to answer.</summary>
    public static ToldOfAttempt By(GatewayPayment charge) => new(
        charge.Id, charge.OperationId, null, charge.Currency, charge.IsLive, charge,
        charge.State switch
        {
            GatewayPaymentState.Succeeded => PaymentAttemptEvent.Succeed,
            GatewayPaymentState.Processing => PaymentAttemptEvent.BankDebitStarted,
            _ => PaymentAttemptEvent.Decline,
        });

    /// <summary>
    /// It is not what this attempt asked for: another checkout, or a second payment of the same charge.
    /// </summary>
    public bool IsAnothersThan(PaymentAttempt attempt) => Session is null
        ? attempt.DraftId is null || (attempt.ProcessorPaymentId is { } known && known != Id)
        : attempt.DraftId is not null || (attempt.SessionId is { } own && own != Id);
}
