using System.Text.Json.Nodes;

namespace Portal.Sandbox.Stripe;

/// <summary>/v1/customers</summary>
public sealed class Customers(StripeStore store, EventLog events)
{
    public const string Kind = "customer";

    private const string Blank = """
        {"id":"","object":"customer","address":null,"balance":0,"created":0,"currency":null,"default_source":null,
        "delinquent":false,"description":null,"discount":null,"email":null,"invoice_prefix":"",
        "invoice_settings":{"custom_fields":null,"default_payment_method":null,"footer":null,"rendering_options":null},
        "livemode":false,"metadata":{},"name":null,"next_invoice_sequence":1,"phone":null,"preferred_locales":[],
        "shipping":null,"tax_exempt":"none","test_clock":null}
        """;

    public JsonObject Create(StripeCall call)
    {
        var customer = Blanked();
        customer["metadata"] = call.Parameters.Metadata();
        Fill(customer, call.Parameters);
        events.Add("customer.created", store.Save(customer));
        return customer;
    }

    /// <summary>One that a checkout page makes of who filled it in.</summary>
    public JsonObject Make(string? name, string? email)
    {
        var customer = Blanked();
        customer["name"] = name;
        customer["email"] = email;
        events.Add("customer.created", store.Save(customer));
        return customer;
    }

    private JsonObject Blanked()
    {
        var id = StripeStore.NewId("cus");
        var customer = Shape.Of(Blank, id, store.Clock.Stamp);
        customer["invoice_prefix"] = id[4..12].ToUpperInvariant();
        return customer;
    }

    public JsonObject Get(StripeCall call) =>
        store.Find(call.Id) is { } gone && gone.Text("object") == Kind && gone.ContainsKey("deleted")
            ? gone
            : store.Get(Kind, call.Id);

    public JsonObject Update(StripeCall call)
    {
        var customer = store.Get(Kind, call.Id);
        Fill(customer, call.Parameters);
        foreach (var (key, value) in call.Parameters.Metadata())
        {
            ((JsonObject)customer["metadata"]!)[key] = value?.DeepClone();
        }

        events.Add("customer.updated", store.Save(customer));
        return customer;
    }

    public JsonObject Delete(StripeCall call)
    {
        var customer = store.Get(Kind, call.Id);
        events.Add("customer.deleted", customer);
        foreach (var method in store.All(PaymentMethods.Kind).Where(m => m.Text("customer") == call.Id).ToList())
        {
            method["customer"] = null;
            store.Save(method);
        }

        customer.Clear();
        customer["id"] = call.Id;
        customer["object"] = Kind;
        customer["deleted"] = true;
        return store.Save(customer);
    }

    public JsonObject List(StripeCall call)
    {
        var email = call.Parameters.Text("email");
        return store.Page(Kind, call, customer =>
            !customer.ContainsKey("deleted") && (email is null || customer.Text("email") == email));
    }

    private static void Fill(JsonObject customer, Parameters given)
    {
        foreach (var key in new[] { "name", "email", "phone", "description" })
        {
            if (given.Node(key) is not null)
            {
                customer[key] = given.Text(key);
            }
        }

        if (given.Text("invoice_settings.default_payment_method") is { } method)
        {
            customer["invoice_settings"]!["default_payment_method"] = method;
        }
    }
}
