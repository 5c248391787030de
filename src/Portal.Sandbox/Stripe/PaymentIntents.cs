using System.Text.Json.Nodes;

namespace Portal.Sandbox.Stripe;

/// <summary>/v1/payment_intents</summary>
public sealed class PaymentIntents(
    StripeStore store, EventLog events, PaymentMethods methods, Charging charging)
{
    public const string Kind = "payment_intent";

    private const string Blank = """
        {"id":"","object":"payment_intent","amount":0,"amount_capturable":0,"amount_details":{"tip":{}},
        "amount_received":0,"application":null,"application_fee_amount":null,"automatic_payment_methods":null,
        "canceled_at":null,"cancellation_reason":null,"capture_method":"automatic","client_secret":"",
        "confirmation_method":"automatic","created":0,"currency":"usd","customer":null,"customer_account":null,
        "description":null,"excluded_payment_method_types":null,"last_payment_error":null,"latest_charge":null,
        "livemode":false,"managed_payments":{"enabled":false},"metadata":{},"next_action":null,"on_behalf_of":null,
        "payment_method":null,"payment_method_configuration_details":null,"payment_method_options":{},
        "payment_method_types":["card"],"processing":null,"receipt_email":null,"review":null,
        "setup_future_usage":null,"shipping":null,"source":null,"statement_descriptor":null,
        "statement_descriptor_suffix":null,"status":"requires_payment_method","transfer_data":null,
        "transfer_group":null}
        """;

    private static readonly string[] Cancelable =
        ["requires_payment_method", "requires_confirmation", "requires_action", "processing"];

    public JsonObject Create(StripeCall call)
    {
        var given = call.Parameters;
        var amount = given.RequiredNumber("amount");
        if (amount is < 50 or > 99_999_999)
        {
            throw StripeException.BadParameter("Amount must be between $0.50 and $999,999.99 usd", "amount",
                amount < 50 ? "amount_too_small" : "amount_too_large");
        }

        if (given.Required("currency") != "usd")
        {
            throw StripeException.BadParameter("Invalid currency: this sandbox takes usd", "currency");
        }

        var customer = given.Text("customer") is { } id ? store.Get(Customers.Kind, id, "customer") : null;
        var method = given.Text("payment_method") is { } methodId ? methods.Named(methodId, "payment_method") : null;
        var intent = New(amount, given.Texts("payment_method_types"), given.Metadata());
        intent["customer"] = customer?.Text("id");
        intent["description"] = given.Text("description");
        intent["receipt_email"] = given.Text("receipt_email");
        intent["setup_future_usage"] = given.Text("setup_future_usage");
        if (method is not null)
        {
            intent["payment_method"] = method.Text("id");
            intent["status"] = "requires_confirmation";
        }

        return given.Flag("confirm") ? Confirm(intent, given) : intent;
    }

    /// <summary>An intent without a method, announced.</summary>
    public JsonObject New(long amount, IReadOnlyList<string> types, JsonObject metadata)
    {
        var intent = Shape.Of(Blank, StripeStore.NewId("pi"), store.Clock.Stamp);
        intent["amount"] = amount;
        intent["client_secret"] = StripeStore.NewId((string)intent["id"]! + "_secret");
        intent["metadata"] = metadata;
        if (types.Count > 0)
        {
            intent["payment_method_types"] = new JsonArray([.. types.Select(type => JsonValue.Create(type))]);
        }

        events.Add("payment_intent.created", store.Save(intent));
        return intent;
    }

    public JsonObject Get(StripeCall call) => store.Get(Kind, call.Id);

    public JsonObject Confirm(StripeCall call) => Confirm(store.Get(Kind, call.Id), call.Parameters);

    public JsonObject Cancel(StripeCall call)
    {
        var intent = store.Get(Kind, call.Id);
        var bankDebitIsGone = intent.Text("status") == "processing";
        if (!Cancelable.Contains(intent.Text("status")) || bankDebitIsGone)
        {
            throw Unexpected(intent, "cancel");
        }

        intent["status"] = "canceled";
        intent["canceled_at"] = store.Clock.Stamp;
        intent["cancellation_reason"] = call.Parameters.Text("cancellation_reason");
        events.Add("payment_intent.canceled", store.Save(intent));
        return intent;
    }

    public JsonObject List(StripeCall call)
    {
        var customer = call.Parameters.Text("customer");
        return store.Page(Kind, call, intent => customer is null || intent.Text("customer") == customer);
    }

    private static StripeException Unexpected(JsonObject intent, string act) => new(400, "invalid_request_error",
        "payment_intent_unexpected_state",
        $"You cannot {act} this PaymentIntent because it has a status of {intent.Text("status")}.")
    {
        About = ("payment_intent", intent.Served()),
    };

    private JsonObject Confirm(JsonObject intent, Parameters given)
    {
        if (intent.Text("status") is not ("requires_payment_method" or "requires_confirmation"))
        {
            throw Unexpected(intent, "confirm");
        }

        var named = given.Text("payment_method") ?? intent.Text("payment_method")
            ?? throw StripeException.BadParameter("You must provide a payment method.", "payment_method",
                "parameter_missing");
        var method = methods.Named(named, "payment_method");
        var offSession = given.Flag("off_session");
        if (offSession && (intent.Text("customer") is not { } customer || method.Text("customer") != customer))
        {
            throw StripeException.BadParameter(
                "An off-session payment needs a customer and a method attached to it.", "payment_method");
        }

        charging.Try(intent, method, offSession);
        KeepForLater(intent, method);
        return intent;
    }

    private void KeepForLater(JsonObject intent, JsonObject method)
    {
        if (intent.Text("setup_future_usage") is not null && intent.Text("customer") is { } id
            && method.Text("customer") is null)
        {
            methods.Attach(method, store.Get(Customers.Kind, id));
        }
    }
}
