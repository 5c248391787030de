using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.Options;
using Portal.Core.Money;

namespace Portal.Core.Payments.Gateway;

/// <summary>Stripe behind the port: hosted Checkout, API version <see cref="StripeOptions.ApiVersion"/>.</summary>
/// <param name="http">Set up by <see cref="CardGatewayRegistration"/>.</param>
/// <param name="options">Keys and secrets.</param>
public sealed partial class StripeCardGateway(HttpClient http, IOptions<StripeOptions> options) : ICardGateway
{
    /// <summary>Events are at most about a third of this (practice.md §1.5).</summary>
    public const int LargestWebhook = 256 * 1024;

    private const string Sessions = "v1/checkout/sessions";
    private const int PageSize = 100;
    private const int MostPages = 1000;

    private readonly StripeChannel _stripe = new(http);

    public bool IsLive => options.Value.IsLive;

    public async Task<GatewayAnswer<CheckoutSession>> OpenCheckoutAsync(CheckoutRequest request, CancellationToken ct)
    {
        var answer = await _stripe.PostAsync(Sessions, Form(request), request.OperationId.ToString(), ct);
        return Session(answer);
    }

    public async Task<GatewayAnswer<CheckoutSession>> FindCheckoutAsync(string sessionId, CancellationToken ct)
    {
        var query = StripeObjects.SessionExpansions.Select((path, at) => Field($"expand[{at}]", path)).ToList();
        return Session(await _stripe.GetAsync($"{Sessions}/{Uri.EscapeDataString(sessionId)}", query, ct));
    }

    public async Task<GatewayAnswer<CheckoutSession?>> SearchCheckoutAsync(
        Guid operationId, DateTimeOffset since, CancellationToken ct)
    {
        CheckoutSession? found = null;
        string? unreadable = null;
        var fault = await ListAsync(Sessions, ListFields(since, ListedSessionExpansions()), item =>
        {
            if (StripeObjects.Session(item) is { } session)
            {
                found = session.OperationId == operationId ? session : null;
            }
            else if (item.Text("mode") is "payment" or "setup")
            {
                unreadable = item.Text("id");
            }

            return found is null;
        }, ct);
        return fault is not null ? Failed<CheckoutSession?>(fault)
            : found is null && unreadable is not null
                ? new GatewayAnswer<CheckoutSession?>.Unknown($"Session {unreadable} cannot be read.")
            : new GatewayAnswer<CheckoutSession?>.Accepted(found);
    }

    public async Task<GatewayAnswer<CheckoutSession>> ExpireCheckoutAsync(string sessionId, CancellationToken ct) =>
        Session(await _stripe.PostAsync($"{Sessions}/{Uri.EscapeDataString(sessionId)}/expire", [], null, ct));

    public async Task<GatewayAnswer<CheckoutSession?>> FindCheckoutOfPaymentAsync(
        string paymentId, CancellationToken ct)
    {
        List<KeyValuePair<string, string>> query =
            [Field("payment_intent", paymentId), Field("limit", "1"), .. ListedSessionExpansions()];
        var answer = await _stripe.GetAsync(Sessions, query, ct);
        if (answer is not GatewayAnswer<JsonElement>.Accepted(var list))
        {
            return Failed<CheckoutSession?>(answer);
        }

        var data = list.Child("data");
        return data is not { ValueKind: JsonValueKind.Array } items
            ? new GatewayAnswer<CheckoutSession?>.Unknown("The answer is not a list.")
            : items.GetArrayLength() == 0 ? new GatewayAnswer<CheckoutSession?>.Accepted(null)
            : StripeObjects.Session(items[0]) is { } session
                ? new GatewayAnswer<CheckoutSession?>.Accepted(session)
                : new GatewayAnswer<CheckoutSession?>.Unknown("The session cannot be read.");
    }

    public async Task<GatewayAnswer<GatewayPayment>> FindPaymentAsync(string paymentId, CancellationToken ct)
    {
        var path = $"v1/payment_intents/{Uri.EscapeDataString(paymentId)}";
        return Payment(await _stripe.GetAsync(path, [Field("expand[0]", "latest_charge")], ct));
    }

    public async Task<GatewayAnswer<IReadOnlyList<GatewayEvent>>> EventsSinceAsync(
        DateTimeOffset since, int limit, CancellationToken ct)
    {
        var oldest = new Queue<GatewayEvent>();
        var fault = await ListAsync("v1/events", ListFields(since, []), item =>
        {
            if (StripeEventReader.Envelope(item, item.GetRawText()) is { } read)
            {
                oldest.Enqueue(read);
                if (oldest.Count > limit)
                {
                    oldest.Dequeue();
                }
            }

            return true;
        }, ct);
        return fault is null
            ? new GatewayAnswer<IReadOnlyList<GatewayEvent>>.Accepted([.. oldest.Reverse()])
            : Failed<IReadOnlyList<GatewayEvent>>(fault);
    }

    public WebhookReading ReadWebhook(ReadOnlyMemory<byte> body, string? signatureHeader, DateTimeOffset now)
    {
        if (body.Length > LargestWebhook)
        {
            return new WebhookReading.Forged("The body is larger than any event.");
        }

        if (StripeSignature.Fault(body.Span, signatureHeader, options.Value.WebhookSecrets, now) is { } fault)
        {
            return new WebhookReading.Forged(fault);
        }

        return StripeEventReader.Read(body) switch
        {
            ({ } read, _) => new WebhookReading.Genuine(read),
            (_, var why) => new WebhookReading.Unreadable(why ?? ""),
        };
    }

    private static KeyValuePair<string, string> Field(string name, string value) => KeyValuePair.Create(name, value);

    private static string Whole(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static IEnumerable<KeyValuePair<string, string>> ListedSessionExpansions() =>
        StripeObjects.SessionExpansions.Select((path, at) => Field($"expand[{at}]", "data." + path));

    private static List<KeyValuePair<string, string>> ListFields(
        DateTimeOffset since, IEnumerable<KeyValuePair<string, string>> more) =>
        [Field("created[gte]", StripeJson.Seconds(since)), Field("limit", Whole(PageSize)), .. more];

    private static IEnumerable<KeyValuePair<string, string>> Means(GatewayTender? only)
    {
        var types = only switch
        {
            GatewayTender.Card => new[] { "card" },
            GatewayTender.BankDebit => ["us_bank_account"],
            _ => ["card", "us_bank_account"],
        };
        foreach (var (type, at) in types.Select((type, at) => (type, at)))
        {
            yield return Field($"payment_method_types[{at}]", type);
        }

        if (only != GatewayTender.Card)
        {
            // Micro-deposits would keep the account waiting for days.
            yield return Field("payment_method_options[us_bank_account][verification_method]", "instant");
        }
    }

    /// <summary>The parameters of a session, always in this order.</summary>
    private static List<KeyValuePair<string, string>> Form(CheckoutRequest request)
    {
        var operation = request.OperationId.ToString();
        List<KeyValuePair<string, string>> form =
        [
            Field("mode", "payment"),
            .. Means(request.Only),
            Field("locale", request.Language),
            Field("client_reference_id", operation),
            Field("metadata[operation_id]", operation),
            Field("payment_intent_data[metadata][operation_id]", operation),
            Field("expires_at", StripeJson.Seconds(request.ExpiresAt)),
            // The place for the session's id is Stripe's own word and must not be escaped as a URL would be.
            Field("success_url", request.SuccessUrl.OriginalString),
            Field("cancel_url", request.CancelUrl.OriginalString),
        ];
        if (request.CustomerEmail is not null)
        {
            form.Add(Field("customer_email", request.CustomerEmail));
        }

        if (request.KeepsMethod)
        {
            form.Add(Field("customer_creation", "always"));
            form.Add(Field("payment_intent_data[setup_future_usage]", "off_session"));
        }

        if (request.Note is not null) { form.Add(Field("custom_text[submit][message]", request.Note)); }

        foreach (var (item, at) in request.Items.Select((item, at) => (item, at)))
        {
            var price = $"line_items[{at}][price_data]";
            form.Add(Field(price + "[currency]", "usd"));
            form.Add(Field(price + "[unit_amount]", Whole(item.Amount.Cents)));
            form.Add(Field(price + "[product_data][name]", item.Description));
            form.Add(Field($"line_items[{at}][quantity]", "1"));
        }

        return form;
    }

    private static GatewayAnswer<CheckoutSession> Session(GatewayAnswer<JsonElement> answer) => answer switch
    {
        GatewayAnswer<JsonElement>.Accepted(var item) => StripeObjects.Session(item) is { } session
            ? new GatewayAnswer<CheckoutSession>.Accepted(session)
            : new GatewayAnswer<CheckoutSession>.Unknown("The answer is not a session we can read."),
        _ => Failed<CheckoutSession>(answer),
    };

    private static GatewayAnswer<T> Failed<T>(GatewayAnswer<JsonElement> answer) => answer switch
    {
        GatewayAnswer<JsonElement>.Refused(var code, var message) => new GatewayAnswer<T>.Refused(code, message),
        GatewayAnswer<JsonElement>.Unknown(var why) => new GatewayAnswer<T>.Unknown(why),
        _ => throw new InvalidOperationException("An accepted answer has not failed."),
    };

    /// <summary>Walks a list, newest first, until told to stop; null, or the answer that ended it early.</summary>
    private async Task<GatewayAnswer<JsonElement>?> ListAsync(
        string path, List<KeyValuePair<string, string>> query, Func<JsonElement, bool> goOn, CancellationToken ct)
    {
        List<KeyValuePair<string, string>> asked = query;
        for (var page = 0; page < MostPages; page++)
        {
            var answer = await _stripe.GetAsync(path, asked, ct);
            if (answer is not GatewayAnswer<JsonElement>.Accepted(var list))
            {
                return answer;
            }

            if (list.Child("data") is not { ValueKind: JsonValueKind.Array } data)
            {
                return new GatewayAnswer<JsonElement>.Unknown("The answer is not a list.");
            }

            string? last = null;
            foreach (var item in data.EnumerateArray())
            {
                last = item.Text("id");
                if (!goOn(item))
                {
                    return null;
                }
            }

            if (last is null || !list.Flag("has_more"))
            {
                return null;
            }

            asked = [.. query, Field("starting_after", last)];
        }

        return new GatewayAnswer<JsonElement>.Unknown($"The list has more than {MostPages} pages.");
    }
}
