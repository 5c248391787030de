using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Options;
using Portal.Core.Payments.Gateway;
using Portal.Testing;
using Xunit;

namespace Portal.Core.Tests.Contracts;

/// <summary>Whose webhooks are believed: Stripe's published cases, and the ones practice.md §1.8 lists.</summary>
public sealed class WebhookReadingTests
{
    private const string Secret = "whsec_old";
    private const string NewSecret = "whsec_new";
    private const string Event = """
        {"id":"evt_1","object":"event","api_version":"2026-07-29.dahlia","created":1790000000,
        "data":{"object":{"id":"cs_test_1","object":"checkout.session"}},"livemode":false,
        "type":"checkout.session.completed"}
        """;

    private static readonly DateTimeOffset Now = DateTimeOffset.FromUnixTimeSeconds(1_790_000_010);

    [SharedDataFact("stripe/webhook-signature-vectors.json")]
    public void Every_published_case_is_judged_as_published()
    {
        using var file = JsonDocument.Parse(File.ReadAllText(SharedData.Path("stripe/webhook-signature-vectors.json")));
        var published = File.ReadAllText(SharedData.Path("stripe/event_test_signature.json"));
        var gateway = Gateway(file.RootElement.GetProperty("secret").GetString()!);

        var judged =
            from example in file.RootElement.GetProperty("cases").EnumerateArray()
            let body = published + (example.TryGetProperty("append_to_body", out var more) ? more.GetString() : "")
            let now = DateTimeOffset.FromUnixTimeSeconds(example.GetProperty("now").GetInt64())
            let reading = gateway.ReadWebhook(
                Encoding.UTF8.GetBytes(body), example.GetProperty("header").GetString(), now)
            select (example.GetProperty("name").GetString(), reading is WebhookReading.Genuine,
                example.GetProperty("valid").GetBoolean());

        Assert.Equal(10, judged.Count());
        Assert.All(judged, one => Assert.Equal((one.Item1, one.Item3), (one.Item1, one.Item2)));
    }

    [Fact]
    public void A_signed_event_is_genuine_and_carries_its_envelope()
    {
        var read = Genuine(Read(Event, Header(Event)));

        Assert.Equal(("evt_1", "checkout.session.completed", "cs_test_1"), (read.Id, read.Type, read.ObjectId));
        Assert.Equal(DateTimeOffset.FromUnixTimeSeconds(1_790_000_000), read.CreatedAt);
        Assert.Equal("2026-07-29.dahlia", read.ApiVersion);
        Assert.False(read.IsLive);
        Assert.Equal(Event, read.Raw);
    }

    [Theory]
    [InlineData(-300, true)]
    [InlineData(-301, false)]
    [InlineData(300, true)]
    [InlineData(301, false)]
    public void Five_minutes_either_way_are_tolerated(int secondsFromSigning, bool genuine) =>
        Assert.Equal(genuine, Read(Event, Header(Event, at: Now.AddSeconds(-secondsFromSigning)))
            is WebhookReading.Genuine);

    [Theory]
    [InlineData(Secret)]
    [InlineData(NewSecret)]
    public void Either_secret_will_do_while_one_is_being_changed(string secret) =>
        Genuine(Read(Event, Header(Event, secret)));

    [Fact]
    public void Any_of_several_signatures_will_do()
    {
        var (moment, signature) = Sign(Event, Secret, Now);

        Genuine(Read(Event, $"t={moment},v1={new string('0', 64)},v1={signature},v0={signature}"));
    }

    [Fact]
    public void The_old_scheme_alone_is_not_believed()
    {
        var (moment, signature) = Sign(Event, Secret, Now);

        Assert.IsType<WebhookReading.Forged>(Read(Event, $"t={moment},v0={signature}"));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("t")]
    [InlineData("t=,v1=")]
    [InlineData("t=now,v1=aa")]
    [InlineData("v1=aa")]
    [InlineData("t=99999999999999999999,v1=aa")]
    [InlineData("t=1790000010\0,v1=aa")]
    public void A_header_that_is_missing_or_malformed_is_forged(string? header) =>
        Assert.IsType<WebhookReading.Forged>(Read(Event, header));

    [Theory]
    [InlineData("t={0},t={0},v1={1}")]
    [InlineData("t=1,t={0},v1={1}")]
    [InlineData("t=+{0},v1={1}")]
    [InlineData("t= {0},v1={1}")]
    [InlineData("t=0{0},v1={1}")]
    [InlineData("t={0},v1={1}0")]
    [InlineData("t={0};v1={1}")]
    public void A_header_that_says_two_things_or_says_them_oddly_is_forged(string form)
    {
        var (moment, signature) = Sign(Event, Secret, Now);

        Assert.IsType<WebhookReading.Forged>(Read(Event, form.Replace("{0}", moment).Replace("{1}", signature)));
    }

    [Fact]
    public void A_body_written_anew_is_forged_even_when_it_means_the_same()
    {
        var header = Header(Event);
        using var document = JsonDocument.Parse(Event);

        Assert.IsType<WebhookReading.Forged>(Read(JsonSerializer.Serialize(document), header));
        Assert.IsType<WebhookReading.Forged>(Read(Event + "\n", header));
    }

    [Fact]
    public void A_body_larger_than_any_event_is_forged()
    {
        var large = new string(' ', StripeCardGateway.LargestWebhook - Event.Length + 1) + Event;

        Assert.IsType<WebhookReading.Forged>(Read(large, Header(large)));
        Genuine(Read(large[1..], Header(large[1..])));
    }

    [Theory]
    [InlineData("")]
    [InlineData("not json")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("{\"id\":\"evt_1\",\"object\":\"event\",\"type\":\"a.b\"}")]
    [InlineData("{\"id\":\"evt_1\\u0000\",\"object\":\"event\",\"type\":\"a.b\",\"created\":1}")]
    [InlineData("{\"id\":\"\\ud800\",\"object\":\"event\",\"type\":\"a.b\",\"created\":1}")]
    [InlineData("{\"id\":\"evt_1\",\"object\":\"event\",\"type\":\"a.b\",\"created\":1e300}")]
    [InlineData("{\"id\":7,\"object\":\"event\",\"type\":\"a.b\",\"created\":1}")]
    [InlineData("{\"id\":\"evt_1\",\"object\":\"event\",\"type\":\"a.b\",\"created\":1}\0")]
    public void What_was_signed_but_is_no_event_is_parked(string body) =>
        Assert.IsType<WebhookReading.Unreadable>(Read(body, Header(body)));

    [Fact]
    public void What_was_signed_but_is_not_text_is_parked()
    {
        byte[] body = [(byte)'{', 0xC3, 0x28, (byte)'}'];
        byte[] message = [.. "1790000010."u8, .. body];
        var signature = HMACSHA256.HashData(Encoding.UTF8.GetBytes(Secret), message);

        var reading = Gateway(Secret).ReadWebhook(
            body, $"t=1790000010,v1={Convert.ToHexStringLower(signature)}", Now);

        Assert.IsType<WebhookReading.Unreadable>(reading);
    }

    [Theory]
    [InlineData("2025-03-31.basil")]
    [InlineData("2017-05-25")]
    public void An_event_of_another_version_is_read_and_says_so(string version)
    {
        var body = Event.Replace("2026-07-29.dahlia", version);

        Assert.Equal(version, Genuine(Read(body, Header(body))).ApiVersion);
    }

    [Fact]
    public void An_event_about_nothing_with_an_id_has_an_empty_object()
    {
        const string Body =
            """{"id":"evt_2","object":"event","created":1,"type":"balance.available","data":{"object":{}}}""";

        Assert.Equal("", Genuine(Read(Body, Header(Body))).ObjectId);
    }

    private static StripeCardGateway Gateway(params string[] secrets)
    {
        var options = new StripeOptions();
        foreach (var secret in secrets)
        {
            options.WebhookSecrets.Add(secret);
        }

        return new StripeCardGateway(new HttpClient(), Options.Create(options));
    }

    private static WebhookReading Read(string body, string? header) =>
        Gateway(Secret, NewSecret).ReadWebhook(Encoding.UTF8.GetBytes(body), header, Now);

    private static GatewayEvent Genuine(WebhookReading reading) =>
        Assert.IsType<WebhookReading.Genuine>(reading).Event;

    private static string Header(string body, string secret = Secret, DateTimeOffset? at = null)
    {
        var (moment, signature) = Sign(body, secret, at ?? Now);
        return $"t={moment},v1={signature}";
    }

    private static (string Moment, string Signature) Sign(string body, string secret, DateTimeOffset at)
    {
        var moment = at.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var signature = HMACSHA256.HashData(
            Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes($"{moment}.{body}"));
        return (moment, Convert.ToHexStringLower(signature));
    }
}
