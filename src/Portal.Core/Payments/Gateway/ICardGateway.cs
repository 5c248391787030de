using Portal.Core.Money;

namespace Portal.Core.Payments.Gateway;

/// <summary>
/// The card processor in our words. It takes cards and bank debits on a page of its own; we never see a card number.
/// No call throws for what the network or the processor does: that is what <see cref="GatewayAnswer{T}"/> is for.
/// </summary>
public interface ICardGateway
{
    /// <summary>
    /// Whether this site moves real money. What the processor tells of the other kind (its test mode in a live site, or
    /// the reverse) is never settled.
    /// </summary>
    bool IsLive { get; }

    /// <summary>
    /// Opens the processor's checkout page for one payment attempt. Safe to repeat: the same
    /// <see cref="CheckoutRequest.OperationId"/> gives the same session for at least 23 hours.
    /// </summary>
    Task<GatewayAnswer<CheckoutSession>> OpenCheckoutAsync(CheckoutRequest request, CancellationToken ct);

    /// <summary>Asks again for a session, with the payment in it.</summary>
    Task<GatewayAnswer<CheckoutSession>> FindCheckoutAsync(string sessionId, CancellationToken ct);

    /// <summary>
    /// Searches the sessions opened since a moment for one attempt's; <c>Accepted(null)</c> when there is none.
    /// For an attempt whose opening was never answered and is too old to send again.
    /// </summary>
    Task<GatewayAnswer<CheckoutSession?>> SearchCheckoutAsync(
        Guid operationId, DateTimeOffset since, CancellationToken ct);

    /// <summary>Closes an open session so that nobody can pay it; refused when it is complete or has expired.</summary>
    Task<GatewayAnswer<CheckoutSession>> ExpireCheckoutAsync(string sessionId, CancellationToken ct);

    /// <summary>
    /// Finds the session to which a payment belongs; <c>Accepted(null)</c> when the payment came about otherwise.
    /// </summary>
    Task<GatewayAnswer<CheckoutSession?>> FindCheckoutOfPaymentAsync(string paymentId, CancellationToken ct);

    /// <summary>Asks for a payment itself, for money that no session of ours asked for.</summary>
    Task<GatewayAnswer<GatewayPayment>> FindPaymentAsync(string paymentId, CancellationToken ct);

    /// <summary>
    /// Opens the processor's page on which somebody keeps a card or bank account for later; nothing is paid on it. Safe
    /// to repeat like <see cref="OpenCheckoutAsync"/>; its session is found, searched and closed like any other.
    /// </summary>
    Task<GatewayAnswer<CheckoutSession>> OpenSetupAsync(SetupRequest request, CancellationToken ct);

    /// <summary>
    /// Takes money with a kept method while its owner is away. What the bank refuses is <c>Accepted</c> with a payment
    /// that has failed; <c>Refused</c> means that nothing was tried. Safe to repeat: the same operation is one payment
    /// for at least 23 hours.
    /// </summary>
    Task<GatewayAnswer<GatewayPayment>> ChargeSavedAsync(SavedCharge charge, CancellationToken ct);

    /// <summary>
    /// Searches the payments of a kept method's owner since a moment for one operation's; <c>Accepted(null)</c> when
    /// there is none.
    /// </summary>
    Task<GatewayAnswer<GatewayPayment?>> SearchChargeAsync(
        Guid operationId, string customerId, DateTimeOffset since, CancellationToken ct);

    /// <summary>Asks for a kept method as it is now: banks send new numbers and dates.</summary>
    Task<GatewayAnswer<GatewayMethod>> FindMethodAsync(string methodId, CancellationToken ct);

    /// <summary>Lets the processor forget a kept method; repeats harmlessly.</summary>
    Task<GatewayAnswer<GatewayMethod>> ForgetMethodAsync(string methodId, CancellationToken ct);

    /// <summary>
    /// Sends money of a payment back to where it came from. What the bank refuses at once is <c>Accepted</c> with a
    /// refund that has failed; <c>Refused</c> means that nothing was sent. Safe to repeat: the same operation is one
    /// refund for at least 23 hours.
    /// </summary>
    Task<GatewayAnswer<GatewayRefund>> RefundAsync(RefundOrder order, CancellationToken ct);

    /// <summary>Asks for a refund as it is now: banks send money back weeks later.</summary>
    Task<GatewayAnswer<GatewayRefund>> FindRefundAsync(string refundId, CancellationToken ct);

    /// <summary>
    /// Searches the refunds of a payment for one operation's; <c>Accepted(null)</c> when there is none.
    /// </summary>
    Task<GatewayAnswer<GatewayRefund?>> SearchRefundAsync(Guid operationId, string paymentId, CancellationToken ct);

    /// <summary>Events created since a moment, oldest first, at most <paramref name="limit"/>.</summary>
    Task<GatewayAnswer<IReadOnlyList<GatewayEvent>>> EventsSinceAsync(
        DateTimeOffset since, int limit, CancellationToken ct);

    /// <summary>Asks for a dispute as it is now.</summary>
    Task<GatewayAnswer<GatewayDispute>> FindDisputeAsync(string disputeId, CancellationToken ct);

    /// <summary>The payment that a stored event about a dispute names; null when it names none. Calls nobody.</summary>
    string? PaymentOfDispute(ReadOnlyMemory<byte> raw);

    /// <summary>Checks a webhook's signature over its raw bytes and reads its envelope. Calls nobody.</summary>
    /// <param name="body">The bytes as they came.</param>
    /// <param name="signatureHeader">The signature header, or null when there was none.</param>
    /// <param name="now">The moment it came, for the 300-second tolerance.</param>
    WebhookReading ReadWebhook(ReadOnlyMemory<byte> body, string? signatureHeader, DateTimeOffset now);
}

/// <summary>What the processor answered.</summary>
public abstract record GatewayAnswer<T>
{
    private GatewayAnswer()
    {
    }

    /// <summary>It did what was asked.</summary>
    public sealed record Accepted(T Value) : GatewayAnswer<T>;

    /// <summary>It surely did not do it, and said why (its code and sentence: for logs, never for residents).</summary>
    public sealed record Refused(string Code, string Message) : GatewayAnswer<T>;

    /// <summary>No usable answer: it may or may not have been done. Ask again later.</summary>
    public sealed record Unknown(string Why) : GatewayAnswer<T>;
}

/// <summary>One visit to keep a method for later.</summary>
/// <param name="OperationId">The visit's row id: idempotency key, client reference and metadata of the session.</param>
/// <param name="ExpiresAt">As of <see cref="CheckoutRequest"/>.</param>
public sealed record SetupRequest(
    Guid OperationId, string? CustomerEmail, string Language, Uri SuccessUrl, Uri CancelUrl, DateTimeOffset ExpiresAt);

/// <summary>Money to be taken with a kept method.</summary>
/// <param name="OperationId">The attempt's row id: idempotency key and metadata of the payment.</param>
/// <param name="CustomerId">The processor's name of the owner, as it was when the attempt was recorded.</param>
/// <param name="MethodId">The processor's name of the method, likewise.</param>
public sealed record SavedCharge(
    Guid OperationId, string CustomerId, string MethodId, GatewayTender Tender, Usd Amount, string Description);

/// <summary>A method as the processor holds it.</summary>
/// <param name="CustomerId">The processor's name of its owner; null when it was forgotten or never kept.</param>
/// <param name="ExpiresOn">The last day on which a card is good; null for a bank account.</param>
public sealed record GatewayMethod(
    string Id, string? CustomerId, GatewayTender Tender, string? Brand, string LastFour, DateOnly? ExpiresOn);

/// <summary>A payment as the processor holds it.</summary>
/// <param name="AmountReceived">What has settled or been captured; zero until then.</param>
/// <param name="FailureCode">The processor's code of the last failure, null when none.</param>
/// <param name="Tender">Card or bank debit; null before the payer chose.</param>
/// <param name="Brand">"Visa", or the bank's name.</param>
/// <param name="AuthorizedAt">When the payer gave the money: the effective date, however late we hear of it.</param>
public sealed record GatewayPayment(
    string Id,
    GatewayPaymentState State,
    Usd Amount,
    Usd AmountReceived,
    string Currency,
    GatewayTender? Tender,
    string? Brand,
    string? LastFour,
    string? FailureCode,
    DateTimeOffset AuthorizedAt)
{
    /// <summary>Whether it is real money.</summary>
    public bool IsLive { get; init; }

    /// <summary>The attempt it was made for, as its metadata says; null when none of ours.</summary>
    public Guid? OperationId { get; init; }

    /// <summary>By which the bank that was debited knows it, 15 digits; null where the processor told none.</summary>
    public string? BankTrace { get; init; }

    /// <summary>The processor's names of the payer and of what it was paid with; null where it keeps none.</summary>
    public string? CustomerId { get; init; }

    public string? MethodId { get; init; }

    /// <summary>Of a bank debit that came back: "R01" and so on; null for a card and where no bank said it.</summary>
    public string? ReturnCode { get; init; }
}

/// <summary>A payment that its payer disputes with their bank.</summary>
/// <param name="Reason">The processor's word: "fraudulent", "insufficient_funds".</param>
/// <param name="AnswerBy">Until then the city may answer; null where it cannot.</param>
public sealed record GatewayDispute(
    string Id, string PaymentId, GatewayDisputeState State, Usd Amount, string Currency, string Reason,
    DateTimeOffset? AnswerBy, bool IsLive);

public enum GatewayDisputeState
{
    /// <summary>The bank asks; no money was taken.</summary>
    Asked,

    /// <summary>The money was taken, and the city may answer.</summary>
    Open,

    /// <summary>The money is given back.</summary>
    Won,

    Lost,
}

public enum GatewayPaymentState
{
    RequiresPaymentMethod,
    RequiresAction,
    Processing,
    Succeeded,
    Canceled,
}

/// <summary>Money of a payment to be sent back.</summary>
/// <param name="OperationId">The part's row id: idempotency key and metadata of the refund.</param>
/// <param name="PaymentId">The processor's name of the payment.</param>
public sealed record RefundOrder(Guid OperationId, string PaymentId, Usd Amount);

/// <summary>A refund as the processor holds it.</summary>
/// <param name="PaymentId">The payment whose money goes back; null when it has none.</param>
/// <param name="OperationId">The part it was made for, as its metadata says; null when none of ours.</param>
/// <param name="FailureCode">Why it came back; null when it did not.</param>
public sealed record GatewayRefund(
    string Id, GatewayRefundState State, Usd Amount, string Currency, string? PaymentId, Guid? OperationId,
    string? FailureCode);

public enum GatewayRefundState
{
    Pending,
    RequiresAction,
    Succeeded,
    Failed,
    Canceled,
}

public enum GatewayTender
{
    Card,
    BankDebit,
}

/// <summary>The envelope of an event; its object is always asked for again.</summary>
/// <param name="Id">"evt_…"</param>
/// <param name="Type">"checkout.session.completed"</param>
/// <param name="ObjectId">Id of the object it tells about; empty when it has none.</param>
/// <param name="Raw">The event as it came, JSON.</param>
public sealed record GatewayEvent(
    string Id, string Type, string ObjectId, DateTimeOffset CreatedAt, string? ApiVersion, bool IsLive, string Raw);

/// <summary>What became of reading a webhook.</summary>
public abstract record WebhookReading
{
    private WebhookReading()
    {
    }

    /// <summary>Signed by the processor; the event is to be stored.</summary>
    public sealed record Genuine(GatewayEvent Event) : WebhookReading;

    /// <summary>
    /// Signed by the processor, but its body is not an event we can read: it is to be parked for a person, not lost.
    /// </summary>
    public sealed record Unreadable(string Why) : WebhookReading;

    /// <summary>Not signed by the processor, or not now: to be answered 400.</summary>
    public sealed record Forged(string Why) : WebhookReading;
}
