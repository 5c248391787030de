using System.Text.Json.Nodes;

namespace Portal.Sandbox.Stripe;

/// <summary>/v1/payment_methods: cards and US bank accounts, from the test set only.</summary>
public sealed class PaymentMethods(StripeStore store, EventLog events)
{
    public const string Kind = "payment_method";

    private const string Blank = """
        {"id":"","object":"payment_method","allow_redisplay":"unspecified","billing_details":{},"created":0,
        "customer":null,"customer_account":null,"livemode":false,"metadata":{},"type":"card"}
        """;

    private const string BlankCard = """
        {"brand":"","checks":{"address_line1_check":null,"address_postal_code_check":null,"cvc_check":"pass"},
        "country":"US","display_brand":"","exp_month":0,"exp_year":0,"fingerprint":"","funding":"",
        "generated_from":null,"last4":"","networks":{"available":[],"preferred":null},"regulated_status":null,
        "three_d_secure_usage":{"supported":true},"wallet":null}
        """;

    private const string BlankBank = """
        {"account_holder_type":"individual","account_type":"checking","bank_name":"STRIPE TEST BANK",
        "financial_connections_account":null,"fingerprint":"","last4":"",
        "networks":{"preferred":"ach","supported":["ach"]},"routing_number":"110000000","status_details":{}}
        """;

    public JsonObject Create(StripeCall call)
    {
        var given = call.Parameters;
        var type = given.OneOf("type", "", "card", "us_bank_account");
        var billing = Shape.BillingDetails(
            given.Text("billing_details.name"), given.Text("billing_details.email"),
            given.Text("billing_details.address.postal_code"));
        var method = type == "card"
            ? OfCard(given.Required("card.number"), given.RequiredNumber("card.exp_month"),
                given.RequiredNumber("card.exp_year"), billing)
            : OfBank(given.Required("us_bank_account.routing_number"),
                given.Required("us_bank_account.account_number"), billing);
        method["metadata"] = given.Metadata();
        return method;
    }

    /// <summary>A card of the test set; anything else is refused as a wrong number.</summary>
    public JsonObject OfCard(string number, long month, long year, JsonObject billing)
    {
        var card = TestCard.Find(number)
            ?? throw new StripeException(
                402, "card_error", "incorrect_number", "Your card number is incorrect.", "number");
        var method = Shape.Of(Blank, StripeStore.NewId("pm"), store.Clock.Stamp);
        var details = JsonNode.Parse(BlankCard)!.AsObject();
        details["brand"] = card.Brand;
        details["display_brand"] = card.Brand;
        details["exp_month"] = month;
        details["exp_year"] = year;
        details["fingerprint"] = "test" + number[^8..];
        details["funding"] = card.Funding;
        details["last4"] = number[^4..];
        details["networks"]!["available"] = new JsonArray(card.Brand);
        method["billing_details"] = billing;
        method["card"] = details;
        method["_number"] = number;
        return store.Save(method);
    }

    /// <summary>A bank account of the test set.</summary>
    public JsonObject OfBank(string routing, string number, JsonObject billing)
    {
        if (routing != TestBank.Routing || TestBank.Find(number) is null)
        {
            throw StripeException.BadParameter(
                "The account or routing number is not one of the test set.", "us_bank_account",
                "bank_account_unusable");
        }

        var method = Shape.Of(Blank, StripeStore.NewId("pm"), store.Clock.Stamp);
        var details = JsonNode.Parse(BlankBank)!.AsObject();
        details["fingerprint"] = "bank" + number[^8..];
        details["last4"] = number[^4..];
        method["type"] = "us_bank_account";
        method["billing_details"] = billing;
        method["us_bank_account"] = details;
        method["_number"] = number;
        return store.Save(method);
    }

    /// <summary>A method by its id, or a new one of the shorthand ids that tests may use.</summary>
    public JsonObject Named(string id, string param) => id switch
    {
        "pm_card_visa" => OfCard("4242424242424242", 12, 2040, Shape.BillingDetails(null, null, null)),
        "pm_card_chargeDeclined" => OfCard("4000000000000002", 12, 2040, Shape.BillingDetails(null, null, null)),
        "pm_usBankAccount_success" => OfBank(
            TestBank.Routing, "000123456789", Shape.BillingDetails(null, null, null)),
        _ => store.Get(Kind, id, param),
    };

    public JsonObject Get(StripeCall call) => store.Get(Kind, call.Id);

    public JsonObject Attach(StripeCall call)
    {
        var customer = store.Get(Customers.Kind, call.Parameters.Required("customer"), "customer");
        return Attach(Named(call.Id, "payment_method"), customer);
    }

    public JsonObject Attach(JsonObject method, JsonObject customer)
    {
        method["customer"] = customer.Text("id");
        events.Add("payment_method.attached", store.Save(method));
        return method;
    }

    public JsonObject Detach(StripeCall call)
    {
        var method = store.Get(Kind, call.Id);
        if (method.Text("customer") is null)
        {
            throw StripeException.BadParameter("The payment method is not attached to a customer.", null);
        }

        method["customer"] = null;
        method["_detached"] = true;
        events.Add("payment_method.detached", store.Save(method));
        return method;
    }

    public JsonObject List(StripeCall call)
    {
        var customer = store.Get(Customers.Kind, call.Parameters.Required("customer"), "customer").Text("id");
        var type = call.Parameters.Text("type");
        return store.Page(Kind, call, method =>
            method.Text("customer") == customer && (type is null || method.Text("type") == type));
    }
}
