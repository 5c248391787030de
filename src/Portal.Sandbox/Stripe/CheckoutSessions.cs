using System.Text.Json.Nodes;

namespace Portal.Sandbox.Stripe;

/// <summary>/v1/checkout/sessions: opening, finding, listing and closing pages on which somebody can pay.</summary>
public sealed class CheckoutSessions
{
    public const string Kind = "checkout.session";

    private const string Blank = """
        {"id":"","object":"checkout.session","adaptive_pricing":{"enabled":false},"after_expiration":null,
        "allow_promotion_codes":null,"amount_subtotal":null,"amount_total":null,
        "automatic_tax":{"enabled":false,"liability":null,"provider":null,"status":null},
        "billing_address_collection":null,"cancel_url":null,"client_reference_id":null,"client_secret":null,
        "collected_information":null,"consent":null,"consent_collection":null,"created":0,"currency":null,
        "currency_conversion":null,"custom_fields":[],"custom_text":{"after_submit":null,"shipping_address":null,
        "submit":null,"terms_of_service_acceptance":null},"customer":null,"customer_account":null,
        "customer_creation":null,"customer_details":null,"customer_email":null,"discounts":null,"expires_at":0,
        "integration_identifier":null,"invoice":null,"invoice_creation":null,"livemode":false,"locale":null,
        "managed_payments":{"enabled":false},"metadata":{},"mode":"payment","origin_context":null,
        "payment_intent":null,"payment_link":null,"payment_method_collection":null,
        "payment_method_configuration_details":null,"payment_method_options":{},"payment_method_types":["card"],
        "payment_status":"unpaid","permissions":null,"phone_number_collection":{"enabled":false},
        "recovered_from":null,"saved_payment_method_options":null,"setup_intent":null,
        "shipping_address_collection":null,"shipping_cost":null,"shipping_options":[],"status":"open",
        "submit_type":null,"subscription":null,"success_url":null,"total_details":null,"ui_mode":"hosted_page",
        "url":null,"wallet_options":null}
        """;

    private static readonly TimeSpan Shortest = TimeSpan.FromMinutes(30);
    private static readonly TimeSpan Longest = TimeSpan.FromHours(24);

    /// <summary>A clock may be a little behind ours.</summary>
    private static readonly TimeSpan Slack = TimeSpan.FromMinutes(2);

    private readonly StripeStore _store;
    private readonly EventLog _events;
    private readonly Schedule _schedule;
    private readonly SetupIntents _setups;
    private readonly Func<Uri> _publicUrl;

    public CheckoutSessions(
        StripeStore store, EventLog events, Schedule schedule, SetupIntents setups, Func<Uri> publicUrl)
    {
        (_store, _events, _schedule, _setups, _publicUrl) = (store, events, schedule, setups, publicUrl);
        schedule.On("session.expires", session =>
        {
            if (session.Text("status") == "open")
            {
                Close(session);
            }
        });
    }

    public JsonObject Create(StripeCall call)
    {
        var given = call.Parameters;
        var mode = given.OneOf("mode", "", "payment", "setup");
        var session = Shape.Of(Blank, StripeStore.NewId("cs_test"), _store.Clock.Stamp);
        session["mode"] = mode;
        session["currency"] = "usd";
        session["success_url"] = Url(given, "success_url");
        session["cancel_url"] = given.Text("cancel_url") is null ? null : Url(given, "cancel_url");
        session["client_reference_id"] = given.Text("client_reference_id");
        session["customer"] = given.Text("customer") is { } customer
            ? _store.Get(Customers.Kind, customer, "customer").Text("id")
            : null;
        session["customer_email"] = Email(given);
        session["locale"] = given.OneOf("locale", "auto", "auto", "en", "es");
        session["metadata"] = given.Metadata();
        session["payment_method_types"] = Types(given);
        SetExpiry(session, given);
        if (mode == "payment")
        {
            SetItems(session, given);
            session["customer_creation"] = given.OneOf("customer_creation", "if_required", "if_required", "always");
            session["custom_text"]!["submit"] = given.Text("custom_text.submit.message") is { } said
                ? new JsonObject { ["message"] = said }
                : null;
        }
        else
        {
            session["payment_status"] = "no_payment_required";
            session["customer_creation"] = given.OneOf("customer_creation", "if_required", "if_required", "always");
            session["setup_intent"] = _setups.New(
                session.Text("customer"), given.Texts("payment_method_types"),
                given.Metadata("setup_intent_data.metadata")).Text("id");
        }

        session["url"] = new Uri(_publicUrl(), $"/c/pay/{session.Text("id")}").ToString();
        return _store.Save(session);
    }

    public JsonObject Get(StripeCall call) => _store.Get(Kind, call.Id);

    public JsonObject LineItems(StripeCall call) =>
        Serving.List(call, ItemsOf(_store.Get(Kind, call.Id)), more: false);

    public JsonObject List(StripeCall call)
    {
        var given = call.Parameters;
        var (intent, customer, status) =
            (given.Text("payment_intent"), given.Text("customer"), given.Text("status"));
        if (intent is not null)
        {
            _store.Get(PaymentIntents.Kind, intent, "payment_intent");
        }

        return _store.Page(Kind, call, session =>
            (intent is null || session.Text("payment_intent") == intent)
            && (customer is null || session.Text("customer") == customer)
            && (status is null || session.Text("status") == status));
    }

    public JsonObject Expire(StripeCall call)
    {
        var session = _store.Get(Kind, call.Id);
        return session.Text("status") == "open"
            ? Close(session)
            : throw new StripeException(400, "invalid_request_error", null,
                "Only Checkout Sessions with a status in [\"open\"] can be expired. This Checkout Session has a "
                + $"status of \"{session.Text("status")}\".");
    }

    /// <summary>What is paid on the page: description and amount_total each.</summary>
    public static IEnumerable<JsonObject> ItemsOf(JsonObject session) =>
        (session["_items"] as JsonArray ?? []).Select(item => item!.AsObject());

    private static string Url(Parameters given, string path)
    {
        var text = given.Required(path);
        return Uri.TryCreate(text.Replace("{CHECKOUT_SESSION_ID}", "x", StringComparison.Ordinal), UriKind.Absolute,
            out var url) && url.Scheme is "http" or "https"
            ? text
            : throw StripeException.BadParameter("Not a valid URL", path, "url_invalid");
    }

    private static string? Email(Parameters given)
    {
        var email = given.Text("customer_email");
        return email is null || (email.Contains('@') && !email.Contains(' '))
            ? email
            : throw StripeException.BadParameter($"Invalid email address: {email}", "customer_email", "email_invalid");
    }

    private static JsonArray Types(Parameters given)
    {
        var types = given.Texts("payment_method_types");
        return types.FirstOrDefault(type => type is not ("card" or "us_bank_account")) is { } unknown
            ? throw StripeException.BadParameter($"Invalid payment_method_types: {unknown}", "payment_method_types")
            : new JsonArray([.. types.DefaultIfEmpty("card").Select(type => JsonValue.Create(type))]);
    }

    private static JsonObject Item(Parameters given, int at)
    {
        var price = $"line_items[{at}][price_data]";
        var unit = given.Number("price_data.unit_amount")
            ?? throw StripeException.MissingParameter(price + "[unit_amount]");
        var quantity = given.Number("quantity")
            ?? throw StripeException.MissingParameter($"line_items[{at}][quantity]");
        if (given.Required("price_data.currency") != "usd" || unit < 0 || quantity < 1)
        {
            throw StripeException.BadParameter("A line needs usd, an amount and a quantity.", price);
        }

        return new JsonObject
        {
            ["id"] = StripeStore.NewId("li"),
            ["object"] = "item",
            ["amount_discount"] = 0,
            ["amount_subtotal"] = unit * quantity,
            ["amount_tax"] = 0,
            ["amount_total"] = unit * quantity,
            ["currency"] = "usd",
            ["description"] = given.Text("price_data.product_data.name")
                ?? throw StripeException.MissingParameter(price + "[product_data][name]"),
            ["quantity"] = quantity,
        };
    }

    private void SetExpiry(JsonObject session, Parameters given)
    {
        var asked = given.Number("expires_at");
        var expires = asked is null ? _store.Clock.Now + Longest : DateTimeOffset.FromUnixTimeSeconds(asked.Value);
        var ahead = expires - _store.Clock.Now;
        if (ahead < Shortest - Slack || ahead > Longest + Slack)
        {
            throw StripeException.BadParameter(
                "The `expires_at` timestamp must be at least 30 minutes and at most 24 hours from Checkout Session "
                + "creation.", "expires_at");
        }

        session["expires_at"] = expires.ToUnixTimeSeconds();
        _schedule.Add("session.expires", (string)session["id"]!, expires + _store.Clock.Ahead);
    }

    private static void SetItems(JsonObject session, Parameters given)
    {
        var items = given.Entries("line_items").Select(Item).ToList();
        var total = items.Sum(item => item.Number("amount_total"));
        if (items.Count == 0)
        {
            throw StripeException.MissingParameter("line_items");
        }

        if (total is < 50 or > 99_999_999)
        {
            throw StripeException.BadParameter(
                "The Checkout Session's total amount due must add up to at least $0.50 usd and at most $999,999.99",
                null, total < 50 ? "amount_too_small" : "amount_too_large");
        }

        session["amount_subtotal"] = total;
        session["amount_total"] = total;
        session["total_details"] = new JsonObject
        {
            ["amount_discount"] = 0,
            ["amount_shipping"] = 0,
            ["amount_tax"] = 0,
        };
        session["_items"] = new JsonArray([.. items]);
        session["_intent_metadata"] = given.Metadata("payment_intent_data.metadata");
        session["_keep"] = given.Text("payment_intent_data.setup_future_usage");
    }

    private JsonObject Close(JsonObject session)
    {
        session["status"] = "expired";
        session["url"] = null;
        _events.Add("checkout.session.expired", _store.Save(session));
        return session;
    }
}
