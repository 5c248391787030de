using Portal.Core.Money;

namespace Portal.Core.Payments.Gateway;

/// <summary>One payment attempt to open a checkout page for.</summary>
/// <param name="OperationId">
/// The attempt's row id: idempotency key, client reference and metadata of the session.
/// </param>
/// <param name="Items">What is paid, one per customer account; amounts are positive.</param>
/// <param name="CustomerEmail">Filled in for the payer when known.</param>
/// <param name="Language">"en" or "es".</param>
/// <param name="SuccessUrl">Where the payer lands after paying.</param>
/// <param name="CancelUrl">Where the payer lands after turning back.</param>
/// <param name="ExpiresAt">
/// 30 minutes to 24 hours ahead, better a minute more than 30; fixed at the attempt's creation so that a repeat is the
/// same.
/// </param>
public sealed record CheckoutRequest(
    Guid OperationId,
    IReadOnlyList<CheckoutItem> Items,
    string? CustomerEmail,
    string Language,
    Uri SuccessUrl,
    Uri CancelUrl,
    DateTimeOffset ExpiresAt)
{
    /// <summary>The one way of paying that the page offers; null for any.</summary>
    public GatewayTender? Only { get; init; }

    /// <summary>Keeps what it was paid with, for a second payment that the payer was told of.</summary>
    public bool KeepsMethod { get; init; }

    /// <summary>Said beside the page's button.</summary>
    public string? Note { get; init; }
}

/// <summary>A line of the checkout page: "Utility account ••4471", 84.10.</summary>
public sealed record CheckoutItem(string Description, Usd Amount);

/// <summary>A checkout page as the processor holds it.</summary>
/// <param name="OperationId">The attempt it was opened for; null when it was not opened by us.</param>
/// <param name="Url">Where the payer pays; null once it is no longer open.</param>
/// <param name="Amount">Total in cents of <paramref name="Currency"/>.</param>
/// <param name="Currency">Lower case, "usd".</param>
/// <param name="Payment">The payment made on it; null before one exists.</param>
public sealed record CheckoutSession(
    string Id,
    CheckoutState State,
    Guid? OperationId,
    Uri? Url,
    Usd Amount,
    string Currency,
    bool IsLive,
    GatewayPayment? Payment)
{
    /// <summary>It keeps a method for later; nothing is paid on it.</summary>
    public bool IsSetup { get; init; }

    /// <summary>The method kept on it; null before one is.</summary>
    public GatewayMethod? Kept { get; init; }
}

public enum CheckoutState
{
    Open,
    Complete,
    Expired,
}
