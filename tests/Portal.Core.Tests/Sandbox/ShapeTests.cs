using System.Text.Json;
using System.Text.Json.Nodes;
using Portal.Testing;

namespace Portal.Core.Tests.Sandbox;

/// <summary>What the stand-in serves has the keys and kinds of values of Stripe's own fixtures.</summary>
public sealed class ShapeTests : SandboxTest
{
    private const string Fixtures = "stripe/resource-fixtures.json";

    /// <summary>Fields the fixtures show although answers hold them only when asked for or otherwise.</summary>
    private static readonly HashSet<string> NotServed =
    [
        "charge.refunds",
        "customer.discount.source",
        "mandate.payment_method_details.sepa_debit",
        "event.data.object",
    ];

    [SharedDataFact(Fixtures)]
    public async Task Every_resource_has_the_keys_of_its_fixture()
    {
        var fixtures = JsonNode.Parse(await File.ReadAllTextAsync(SharedData.Path(Fixtures)))!["resources"]!.AsObject();
        var served = await ServedAsync();

        var faults =
            from pair in served
            from fault in Differences(pair.Key, fixtures[pair.Key]!, pair.Value)
            select fault;

        Assert.Equal(12, served.Count);
        Faults.None(faults);
    }

    /// <summary>One of each resource, as an API answer shows it.</summary>
    private async Task<Dictionary<string, JsonNode>> ServedAsync()
    {
        var customer = await Stripe.MakeAsync("customers", "name=Rosa&email=rosa@example.com");
        var bank = await Stripe.MakeAsync("checkout/sessions",
            $"mode=setup&customer={customer["id"]}&payment_method_types[]=us_bank_account&success_url=http://a.b");
        Sandbox.Stripe.PayByBank((string)bank["id"]!);
        var session = await Stripe.MakeAsync("checkout/sessions", Forms.Session);
        Sandbox.Stripe.PayByCard((string)session["id"]!);
        var paid = await Stripe.FindAsync(
            $"checkout/sessions/{session["id"]}?expand[]=payment_intent.latest_charge"
            + "&expand[]=payment_intent.payment_method");
        var intent = paid["payment_intent"]!;
        var refund = await Stripe.MakeAsync("refunds", $"payment_intent={intent["id"]}&amount=100");
        var setup = await Stripe.FindAsync($"setup_intents/{bank["setup_intent"]}");
        Sandbox.Stripe.AdvanceClock(TimeSpan.FromDays(10));
        return new Dictionary<string, JsonNode>
        {
            ["customer"] = customer,
            ["payment_method"] = intent["payment_method"]!,
            ["setup_intent"] = setup,
            ["payment_intent"] = intent,
            ["checkout.session"] = paid,
            ["refund"] = refund,
            ["charge"] = intent["latest_charge"]!,
            ["balance_transaction"] = (await Stripe.FindAsync("balance_transactions"))["data"]![0]!,
            ["payout"] = (await Stripe.FindAsync("payouts"))["data"]![0]!,
            ["event"] = (await Stripe.FindAsync("events"))["data"]![0]!,
            ["mandate"] = await Stripe.FindAsync($"mandates/{setup["mandate"]}"),
            ["deleted_customer"] = await DeletedAsync(),
        };
    }

    private async Task<JsonNode> DeletedAsync()
    {
        var customer = await Stripe.MakeAsync("customers", "");
        using var http = new HttpClient { BaseAddress = Sandbox.BaseAddress };
        using var request = new HttpRequestMessage(HttpMethod.Delete, $"/v1/customers/{customer["id"]}");
        request.Headers.Authorization = new("Bearer", "sk_test_sandbox");
        using var response = await http.SendAsync(request);
        response.EnsureSuccessStatusCode();
        return JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
    }

    /// <summary>
    /// Keys that only one of them has, and values of different kinds; a null on either side fits any kind, and an id
    /// fits the object it stands for.
    /// </summary>
    private static IEnumerable<string> Differences(string path, JsonNode fixture, JsonNode served)
    {
        if (fixture is not JsonObject expected || served is not JsonObject actual)
        {
            return Kind(fixture) == Kind(served) || Kind(served) is JsonValueKind.Object
                ? []
                : [$"{path} is {Kind(served)}, the fixture's {Kind(fixture)}"];
        }

        var free = path.EndsWith("metadata", StringComparison.Ordinal) || expected.Count == 0;
        return free || NotServed.Contains(path) ? [] :
            from pair in expected
            let at = $"{path}.{pair.Key}"
            where !NotServed.Contains(at)
            from fault in !actual.ContainsKey(pair.Key) ? [$"{at} is missing"]
                : pair.Value is null || actual[pair.Key] is null ? []
                : Differences(at, pair.Value, actual[pair.Key]!)
            select fault;
    }

    private static JsonValueKind Kind(JsonNode node) => node.GetValueKind() switch
    {
        JsonValueKind.True => JsonValueKind.False,
        var kind => kind,
    };
}
