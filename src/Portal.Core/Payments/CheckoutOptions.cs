namespace Portal.Core.Payments;

/// <summary>Where payers come back to after the processor's page. Configuration section "Portal".</summary>
public sealed class CheckoutOptions
{
    /// <summary>The portal's own address, for example https://pay.city.example.</summary>
    public Uri PublicUrl { get; set; } = new("http://localhost:5080");

    /// <summary>Residents return to their attempt's page, guests to one named by the processor's session.</summary>
    internal Uri SuccessUrl(PaymentAttempt attempt) => attempt.Channel == AttemptChannel.Resident
        ? new Uri(PublicUrl, $"/my/pay/return/{attempt.Id}")
        : new Uri(new Uri(PublicUrl, "/pay/return").AbsoluteUri + "?session={CHECKOUT_SESSION_ID}");

    /// <summary>Where a visit to keep a method leads back to, finished or not.</summary>
    internal Uri SetupReturn(Wallet.MethodSetup setup) => setup.UserId is not null
        ? new Uri(PublicUrl, $"/my/methods/return/{setup.Id}")
        : new Uri(new Uri(PublicUrl, "/pay/scheduled/return").AbsoluteUri + "?session={CHECKOUT_SESSION_ID}");

    internal Uri CancelUrl(PaymentAttempt attempt) => attempt.Channel == AttemptChannel.Resident
        ? new Uri(PublicUrl, $"/my/pay/return/{attempt.Id}")
        : new Uri(PublicUrl, "/pay/canceled");
}
