using System.Text.Json.Nodes;

namespace Portal.Sandbox.Stripe;

/// <summary>/v1/setup_intents and /v1/mandates: keeping a method for later charges.</summary>
public sealed class SetupIntents(StripeStore store, EventLog events, PaymentMethods methods)
{
    public const string Kind = "setup_intent";
    public const string MandateKind = "mandate";

    private const string Blank = """
        {"id":"","object":"setup_intent","application":null,"automatic_payment_methods":null,
        "cancellation_reason":null,"client_secret":"","created":0,"customer":null,"description":null,
        "excluded_payment_method_types":null,"flow_directions":null,"last_setup_error":null,"latest_attempt":null,
        "livemode":false,"mandate":null,"metadata":{},"next_action":null,"on_behalf_of":null,"payment_method":null,
        "payment_method_configuration_details":null,"payment_method_options":{},"payment_method_types":["card"],
        "single_use_mandate":null,"status":"requires_payment_method","usage":"off_session"}
        """;

    public JsonObject Create(StripeCall call)
    {
        var given = call.Parameters;
        var customer = given.Text("customer") is { } id ? store.Get(Customers.Kind, id, "customer").Text("id") : null;
        var intent = New(customer, given.Texts("payment_method_types"), given.Metadata());
        intent["usage"] = given.OneOf("usage", "off_session", "off_session", "on_session");
        intent["description"] = given.Text("description");
        return given.Flag("confirm") ? Confirm(intent, given) : intent;
    }

    public JsonObject New(string? customer, IReadOnlyList<string> types, JsonObject metadata)
    {
        var intent = Shape.Of(Blank, StripeStore.NewId("seti"), store.Clock.Stamp);
        intent["client_secret"] = StripeStore.NewId((string)intent["id"]! + "_secret");
        intent["customer"] = customer;
        intent["metadata"] = metadata;
        if (types.Count > 0)
        {
            intent["payment_method_types"] = new JsonArray([.. types.Select(type => JsonValue.Create(type))]);
        }

        events.Add("setup_intent.created", store.Save(intent));
        return intent;
    }

    public JsonObject Get(StripeCall call) => store.Get(Kind, call.Id);

    public JsonObject GetMandate(StripeCall call) => store.Get(MandateKind, call.Id);

    public JsonObject Confirm(StripeCall call) => Confirm(store.Get(Kind, call.Id), call.Parameters);

    public JsonObject Cancel(StripeCall call)
    {
        var intent = store.Get(Kind, call.Id);
        if (intent.Text("status") is "succeeded" or "canceled")
        {
            throw Unexpected(intent, "cancel");
        }

        intent["status"] = "canceled";
        events.Add("setup_intent.canceled", store.Save(intent));
        return intent;
    }

    public JsonObject List(StripeCall call)
    {
        var customer = call.Parameters.Text("customer");
        return store.Page(Kind, call, intent => customer is null || intent.Text("customer") == customer);
    }

    /// <summary>Throws where its bank refuses to let the method be kept.</summary>
    public static void Check(JsonObject method)
    {
        if (TestCard.Find(method.Text("_number")!)?.Decline is var (code, declineCode))
        {
            throw new StripeException(402, "card_error", code, "Your card was declined.") { DeclineCode = declineCode };
        }
    }

    /// <summary>Keeps the method for the intent's customer. Throws the API's card error on a decline.</summary>
    public void Complete(JsonObject intent, JsonObject method)
    {
        if (TestCard.Find(method.Text("_number")!)?.Decline is var (code, declineCode))
        {
            throw Declined(intent, method, code, declineCode);
        }

        intent["payment_method"] = method.Text("id");
        intent["status"] = "succeeded";
        if (method.Text("type") == "us_bank_account")
        {
            intent["mandate"] = Mandate(method).Text("id");
        }

        if (intent.Text("customer") is { } customer && method.Text("customer") is null)
        {
            methods.Attach(method, store.Get(Customers.Kind, customer));
        }

        events.Add("setup_intent.succeeded", store.Save(intent));
    }

    private static StripeException Unexpected(JsonObject intent, string act) => new(400, "invalid_request_error",
        "setup_intent_unexpected_state",
        $"You cannot {act} this SetupIntent because it has a status of {intent.Text("status")}.");

    private JsonObject Confirm(JsonObject intent, Parameters given)
    {
        if (intent.Text("status") is "succeeded" or "canceled")
        {
            throw Unexpected(intent, "confirm");
        }

        Complete(intent, methods.Named(given.Required("payment_method"), "payment_method"));
        return intent;
    }

    private StripeException Declined(JsonObject intent, JsonObject method, string code, string? declineCode)
    {
        const string Message = "Your card was declined.";
        intent["last_setup_error"] = new JsonObject
        {
            ["code"] = code,
            ["decline_code"] = declineCode,
            ["message"] = Message,
            ["payment_method"] = method.Served(),
            ["type"] = "card_error",
        };
        events.Add("setup_intent.setup_failed", store.Save(intent));
        return new StripeException(402, "card_error", code, Message)
        {
            DeclineCode = declineCode,
            About = ("setup_intent", intent.Served()),
        };
    }

    private JsonObject Mandate(JsonObject method) => store.Save(new JsonObject
    {
        ["id"] = StripeStore.NewId("mandate"),
        ["object"] = MandateKind,
        ["customer_acceptance"] = new JsonObject
        {
            ["accepted_at"] = store.Clock.Stamp,
            ["online"] = new JsonObject { ["ip_address"] = "127.0.0.1", ["user_agent"] = "sandbox" },
            ["type"] = "online",
        },
        ["livemode"] = false,
        ["multi_use"] = new JsonObject(),
        ["payment_method"] = method.Text("id"),
        ["payment_method_details"] = new JsonObject
        {
            ["us_bank_account"] = new JsonObject(),
            ["type"] = "us_bank_account",
        },
        ["status"] = "active",
        ["type"] = "multi_use",
    });
}
