using System.Text.Json;

namespace Portal.Core.Payments.Gateway;

/// <summary>Stripe's kept methods: Checkout in setup mode, charges off session.</summary>
public sealed partial class StripeCardGateway
{
    private const string Intents = "v1/payment_intents";

    public async Task<GatewayAnswer<CheckoutSession>> OpenSetupAsync(SetupRequest request, CancellationToken ct)
    {
        var operation = request.OperationId.ToString();
        List<KeyValuePair<string, string>> form =
        [
            Field("mode", "setup"),
            Field("payment_method_types[0]", "card"),
            Field("payment_method_types[1]", "us_bank_account"),
            Field("payment_method_options[us_bank_account][verification_method]", "instant"),
            // A customer of its own for each method: no second call, and nothing shared between people.
            Field("customer_creation", "always"),
            Field("locale", request.Language),
            Field("client_reference_id", operation),
            Field("metadata[operation_id]", operation),
            Field("setup_intent_data[metadata][operation_id]", operation),
            Field("expires_at", StripeJson.Seconds(request.ExpiresAt)),
            Field("success_url", request.SuccessUrl.OriginalString),
            Field("cancel_url", request.CancelUrl.OriginalString),
        ];
        if (request.CustomerEmail is not null)
        {
            form.Add(Field("customer_email", request.CustomerEmail));
        }

        return Session(await _stripe.PostAsync(Sessions, form, operation, ct));
    }

    public async Task<GatewayAnswer<GatewayPayment>> ChargeSavedAsync(SavedCharge charge, CancellationToken ct)
    {
        var operation = charge.OperationId.ToString();
        return Payment(await _stripe.PostChargeAsync(
            [
                Field("amount", Whole(charge.Amount.Cents)),
                Field("currency", "usd"),
                Field("customer", charge.CustomerId),
                Field("payment_method", charge.MethodId),
                Field("payment_method_types[0]", charge.Tender == GatewayTender.Card ? "card" : "us_bank_account"),
                Field("off_session", "true"),
                Field("confirm", "true"),
                // Nobody is there to answer a bank's question: it fails at once instead of waiting for them.
                Field("error_on_requires_action", "true"),
                Field("description", charge.Description),
                Field("metadata[operation_id]", operation),
                Field("expand[0]", "latest_charge"),
            ],
            operation, ct));
    }

    public async Task<GatewayAnswer<GatewayPayment?>> SearchChargeAsync(
        Guid operationId, string customerId, DateTimeOffset since, CancellationToken ct)
    {
        GatewayPayment? found = null;
        var isUnreadable = false;
        var fault = await ListAsync(
            Intents,
            ListFields(since, [Field("customer", customerId), Field("expand[0]", "data.latest_charge")]),
            item =>
            {
                var payment = StripeObjects.Payment(item);
                isUnreadable |= payment is null;
                found = payment?.OperationId == operationId ? payment : null;
                return found is null;
            },
            ct);
        return fault is not null ? Failed<GatewayPayment?>(fault)
            : found is null && isUnreadable
                ? new GatewayAnswer<GatewayPayment?>.Unknown("A payment of the list cannot be read.")
            : new GatewayAnswer<GatewayPayment?>.Accepted(found);
    }

    public async Task<GatewayAnswer<GatewayMethod>> FindMethodAsync(string methodId, CancellationToken ct) =>
        Method(await _stripe.GetAsync($"v1/payment_methods/{Uri.EscapeDataString(methodId)}", [], ct));

    public async Task<GatewayAnswer<GatewayMethod>> ForgetMethodAsync(string methodId, CancellationToken ct) =>
        Method(await _stripe.PostAsync(
            $"v1/payment_methods/{Uri.EscapeDataString(methodId)}/detach", [], null, ct));

    public async Task<GatewayAnswer<GatewayDispute>> FindDisputeAsync(string disputeId, CancellationToken ct)
    {
        var answer = await _stripe.GetAsync($"v1/disputes/{Uri.EscapeDataString(disputeId)}", [], ct);
        return answer is not GatewayAnswer<JsonElement>.Accepted(var item) ? Failed<GatewayDispute>(answer)
            : StripeObjects.Dispute(item) is { } dispute ? new GatewayAnswer<GatewayDispute>.Accepted(dispute)
            : new GatewayAnswer<GatewayDispute>.Unknown("The dispute cannot be read.");
    }

    public string? PaymentOfDispute(ReadOnlyMemory<byte> raw)
    {
        try
        {
            using var document = JsonDocument.Parse(raw);
            return document.RootElement.Expanded("data")?.Expanded("object")?.Text("payment_intent");
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static GatewayAnswer<GatewayPayment> Payment(GatewayAnswer<JsonElement> answer) => answer switch
    {
        GatewayAnswer<JsonElement>.Accepted(var item) => StripeObjects.Payment(item) is { } payment
            ? new GatewayAnswer<GatewayPayment>.Accepted(payment)
            : new GatewayAnswer<GatewayPayment>.Unknown("The answer is not a payment we can read."),
        _ => Failed<GatewayPayment>(answer),
    };

    private static GatewayAnswer<GatewayMethod> Method(GatewayAnswer<JsonElement> answer) => answer switch
    {
        GatewayAnswer<JsonElement>.Accepted(var item) => StripeObjects.Method(item) is { } method
            ? new GatewayAnswer<GatewayMethod>.Accepted(method)
            : new GatewayAnswer<GatewayMethod>.Unknown("The answer is not a method we can read."),
        _ => Failed<GatewayMethod>(answer),
    };
}
