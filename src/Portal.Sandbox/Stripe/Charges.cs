using System.Text.Json.Nodes;

namespace Portal.Sandbox.Stripe;

/// <summary>/v1/charges: one try at taking money each.</summary>
public sealed class Charges(StripeStore store)
{
    public const string Kind = "charge";

    private const string Blank = """
        {"id":"","object":"charge","amount":0,"amount_captured":0,"amount_refunded":0,"application":null,
        "application_fee":null,"application_fee_amount":null,"balance_transaction":null,"billing_details":{},
        "calculated_statement_descriptor":"SANDBOX","captured":false,"created":0,"currency":"usd","customer":null,
        "description":null,"disputed":false,"failure_balance_transaction":null,"failure_code":null,
        "failure_message":null,"fraud_details":{},"livemode":false,"metadata":{},"on_behalf_of":null,"outcome":null,
        "paid":false,"payment_intent":null,"payment_method":null,"payment_method_details":{},"receipt_email":null,
        "receipt_number":null,"receipt_url":null,"refunded":false,"review":null,"shipping":null,"source":null,
        "source_transfer":null,"statement_descriptor":null,"statement_descriptor_suffix":null,"status":"pending",
        "transfer_data":null,"transfer_group":null}
        """;

    private const string CardDetails = """
        {"amount_authorized":0,"authorization_code":null,"brand":"","checks":{"address_line1_check":null,
        "address_postal_code_check":null,"cvc_check":"pass"},"country":"US","exp_month":0,"exp_year":0,
        "extended_authorization":{"status":"disabled"},"fingerprint":"","funding":"",
        "incremental_authorization":{"status":"unavailable"},"installments":null,"last4":"","mandate":null,
        "multicapture":{"status":"unavailable"},"network":"","network_token":{"used":false},
        "network_transaction_id":null,"overcapture":{"maximum_amount_capturable":0,"status":"unavailable"},
        "regulated_status":null,"three_d_secure":null,"transaction_link_id":null,"wallet":null}
        """;

    private const string BankDetails = """
        {"account_holder_type":"individual","account_type":"checking","bank_name":"","expected_debit_date":null,
        "fingerprint":"","last4":"","mandate":null,"payment_reference":null,"routing_number":""}
        """;

    /// <summary>A pending charge of an intent with a method.</summary>
    public JsonObject Begin(JsonObject intent, JsonObject method)
    {
        var charge = Shape.Of(Blank, StripeStore.NewId(method.Text("type") == "card" ? "ch" : "py"), store.Clock.Stamp);
        foreach (var key in new[] { "amount", "currency", "customer", "description", "metadata", "receipt_email" })
        {
            charge[key] = intent[key]?.DeepClone();
        }

        charge["billing_details"] = method["billing_details"]!.DeepClone();
        charge["payment_intent"] = intent.Text("id");
        charge["payment_method"] = method.Text("id");
        charge["payment_method_details"] = Details(method, intent.Number("amount"));
        intent["latest_charge"] = charge.Text("id");
        return store.Save(charge);
    }

    public JsonObject Get(StripeCall call) => store.Get(Kind, call.Id);

    public JsonObject List(StripeCall call)
    {
        var (intent, customer) = (call.Parameters.Text("payment_intent"), call.Parameters.Text("customer"));
        return store.Page(Kind, call, charge =>
            (intent is null || charge.Text("payment_intent") == intent)
            && (customer is null || charge.Text("customer") == customer));
    }

    public static void Succeed(JsonObject charge, string balanceTransaction)
    {
        charge["amount_captured"] = charge.Number("amount");
        charge["balance_transaction"] = balanceTransaction;
        charge["captured"] = true;
        charge["paid"] = true;
        charge["status"] = "succeeded";
        charge["outcome"] = Outcome("approved_by_network", null, "authorized", "Payment complete.");
    }

    public static void Fail(JsonObject charge, string code, string? declineCode, string message)
    {
        charge["failure_code"] = code;
        charge["failure_message"] = message;
        charge["paid"] = false;
        charge["status"] = "failed";
        charge["outcome"] = Outcome(
            "declined_by_network", declineCode ?? code, "issuer_declined", "The bank did not approve the payment.");
    }

    private static JsonObject Outcome(string network, string? reason, string type, string message) => new()
    {
        ["advice_code"] = null,
        ["network_advice_code"] = null,
        ["network_decline_code"] = null,
        ["network_status"] = network,
        ["reason"] = reason,
        ["seller_message"] = message,
        ["type"] = type,
    };

    private static JsonObject Details(JsonObject method, long amount)
    {
        var type = (string)method["type"]!;
        var details = JsonNode.Parse(type == "card" ? CardDetails : BankDetails)!.AsObject();
        foreach (var (key, value) in method[type]!.AsObject())
        {
            if (details.ContainsKey(key))
            {
                details[key] = value?.DeepClone();
            }
        }

        if (type == "card")
        {
            details["network"] = method[type]!["brand"]!.DeepClone();
            details["amount_authorized"] = amount;
            details["overcapture"]!["maximum_amount_capturable"] = amount;
        }

        return new JsonObject { [type] = details, ["type"] = type };
    }
}
