using System.Net;
using System.Text.Json.Nodes;
using Portal.Sandbox;
using Portal.Sandbox.Faults;

namespace Portal.Core.Tests.Sandbox;

/// <summary>The stand-in answers as Stripe's documents say: keys, errors, lists, expansion.</summary>
public sealed class StripeApiTests : SandboxTest
{
    [Fact]
    public async Task One_key_gives_one_object_and_changed_parameters_an_error()
    {
        var (_, first) = await Stripe.PostAsync("customers", "name=Rosa", "key-1");
        var (_, again) = await Stripe.PostAsync("customers", "name=Rosa", "key-1");
        var (status, changed) = await Stripe.PostAsync("customers", "name=Sam", "key-1");
        var list = await Stripe.FindAsync("customers");

        Assert.Equal(first.ToJsonString(), again.ToJsonString());
        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Equal("idempotency_error", (string?)changed["error"]!["type"]);
        Assert.Single(list["data"]!.AsArray());
    }

    [Fact]
    public async Task A_decline_and_a_500_are_kept_under_their_key_and_refused_parameters_are_not()
    {
        Sandbox.Stripe.FailNext(FaultKind.ErrorAfter, "POST /v1/customers");

        var broken = await Stripe.PostAsync("customers", "name=Rosa", "key-500");
        var brokenAgain = await Stripe.PostAsync("customers", "name=Rosa", "key-500");
        var declined = await Stripe.PostAsync("payment_intents", Forms.Payment("pm_card_chargeDeclined"), "key-402");
        await Stripe.PostAsync("payment_intents", Forms.Payment("pm_card_chargeDeclined"), "key-402");
        var refused = await Stripe.PostAsync("payment_intents", Forms.Payment("pm_card_visa", cents: 1), "key-400");
        var repaired = await Stripe.PostAsync("payment_intents", Forms.Payment("pm_card_visa"), "key-400");

        Assert.Equal(
            (HttpStatusCode.InternalServerError, HttpStatusCode.InternalServerError),
            (broken.Status, brokenAgain.Status));
        Assert.Equal(HttpStatusCode.PaymentRequired, declined.Status);
        Assert.Equal(HttpStatusCode.BadRequest, refused.Status);
        Assert.Equal(HttpStatusCode.OK, repaired.Status);
        Assert.Single((await Stripe.FindAsync("customers"))["data"]!.AsArray());
        Assert.Equal(2, (await Stripe.FindAsync("charges"))["data"]!.AsArray().Count);
    }

    [Fact]
    public async Task A_key_is_forgotten_after_a_day()
    {
        var (_, first) = await Stripe.PostAsync("customers", "name=Rosa", "key-1");
        Sandbox.Stripe.AdvanceClock(TimeSpan.FromHours(25));

        var (_, later) = await Stripe.PostAsync("customers", "name=Rosa", "key-1");

        Assert.NotEqual((string?)first["id"], (string?)later["id"]);
    }

    [Theory]
    [InlineData("GET", "customers/cus_nobody", 404, "resource_missing", "id")]
    [InlineData("GET", "checkout/sessions?payment_intent=pi_nobody", 400, "resource_missing", "payment_intent")]
    [InlineData("GET", "events?limit=101", 400, "parameter_invalid", "limit")]
    [InlineData("GET", "nothing", 404, null, null)]
    [InlineData("POST", "refunds", 400, "parameter_missing", "charge")]
    [InlineData("POST", "checkout/sessions", 400, "parameter_invalid", "mode")]
    public async Task A_wrong_call_gets_an_error_body(
        string method, string path, int status, string? code, string? param)
    {
        var (answered, body) = method == "GET" ? await Stripe.GetAsync(path) : await Stripe.PostAsync(path, "");

        var error = body["error"]!;
        Assert.Equal(status, (int)answered);
        Assert.Equal(
            ("invalid_request_error", code, param),
            ((string?)error["type"], (string?)error["code"], (string?)error["param"]));
        Assert.False(string.IsNullOrEmpty((string?)error["message"]));
    }

    [Fact]
    public async Task A_wrong_key_gets_401()
    {
        using var stranger = new StripeCaller(Sandbox, "sk_test_other");

        Assert.Equal(HttpStatusCode.Unauthorized, (await stranger.GetAsync("events")).Status);
    }

    [Fact]
    public async Task Lists_come_newest_first_in_pages_both_ways()
    {
        var made = new List<string>();
        for (var number = 0; number < 5; number++)
        {
            made.Insert(0, (string)(await Stripe.MakeAsync("customers", $"name={number}"))["id"]!);
        }

        var first = await Stripe.FindAsync("customers?limit=2");
        var next = await Stripe.FindAsync($"customers?limit=2&starting_after={made[1]}");
        var before = await Stripe.FindAsync($"customers?limit=2&ending_before={made[3]}");

        Assert.Equal(made[..2], Ids(first));
        Assert.Equal(made[2..4], Ids(next));
        Assert.Equal(made[1..3], Ids(before));
        Assert.All([first, next, before], page => Assert.True((bool)page["has_more"]!));
        Assert.False((bool)(await Stripe.FindAsync("customers?limit=5"))["has_more"]!);
    }

    [Fact]
    public async Task Expansion_puts_objects_in_place_of_ids_also_in_lists()
    {
        var paid = await Stripe.MakeAsync("payment_intents", Forms.Payment("pm_card_visa"));

        var one = await Stripe.FindAsync($"payment_intents/{paid["id"]}?expand[]=latest_charge.balance_transaction");
        var list = await Stripe.FindAsync("payment_intents?expand[]=data.payment_method");
        var (wrong, _) = await Stripe.GetAsync($"payment_intents/{paid["id"]}?expand[]=moon");

        Assert.Equal(5000, (int)one["latest_charge"]!["balance_transaction"]!["amount"]!);
        Assert.Equal("card", (string?)list["data"]![0]!["payment_method"]!["type"]);
        Assert.Equal(HttpStatusCode.BadRequest, wrong);
    }

    [Fact]
    public async Task The_sandboxs_notes_are_never_served()
    {
        await Stripe.MakeAsync("checkout/sessions", Forms.Session);
        await Stripe.MakeAsync("payment_intents", Forms.Payment("pm_card_visa"));

        var served = new[] { "checkout/sessions", "payment_intents", "charges", "balance_transactions", "events" };
        foreach (var path in served)
        {
            Assert.DoesNotContain("\"_", (await Stripe.FindAsync(path)).ToJsonString(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_fault_hits_its_endpoint_only_and_as_often_as_told()
    {
        Sandbox.Stripe.FailNext(FaultKind.Unavailable, "POST /v1/customers", times: 2);

        var other = await Stripe.GetAsync("customers");
        var first = await Stripe.PostAsync("customers", "");
        var second = await Stripe.PostAsync("customers", "");
        var third = await Stripe.PostAsync("customers", "");

        Assert.Equal(
            [200, 503, 503, 200],
            new[] { other, first, second, third }.Select(answer => (int)answer.Status));
    }

    private static List<string> Ids(JsonObject list) =>
        [.. list["data"]!.AsArray().Select(item => (string)item!["id"]!)];
}
