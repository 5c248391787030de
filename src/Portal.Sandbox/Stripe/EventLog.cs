using System.Text.Json.Nodes;
using Portal.Sandbox.Faults;

namespace Portal.Sandbox.Stripe;

/// <summary>Writes events, and for each a delivery when there is somebody to send it to.</summary>
public sealed class EventLog(StripeStore store, FaultBoard faults, SandboxOptions options)
{
    /// <summary>Kind of the sandbox's own record of an event that is to be sent.</summary>
    public const string Delivery = "sandbox.delivery";

    public JsonObject Get(StripeCall call) => store.Get("event", call.Id);

    public JsonObject List(StripeCall call)
    {
        var wanted = call.Parameters.Texts("types").ToHashSet();
        if (call.Parameters.Text("type") is { } type)
        {
            wanted.Add(type);
        }

        return store.Page("event", call, item => wanted.Count == 0 || wanted.Contains(item.Text("type")!));
    }

    /// <summary>Notes that something happened to an object, with the object as it is now.</summary>
    public void Add(string type, JsonObject item)
    {
        var told = store.Save(new JsonObject
        {
            ["id"] = StripeStore.NewId("evt"),
            ["object"] = "event",
            ["api_version"] = StripeApi.Version,
            ["created"] = store.Clock.Stamp,
            ["data"] = new JsonObject { ["object"] = item.Served() },
            ["livemode"] = false,
            ["pending_webhooks"] = options.WebhookUrl is null ? 0 : 1,
            ["request"] = new JsonObject { ["id"] = null, ["idempotency_key"] = null },
            ["type"] = type,
        });
        for (var copy = 0; options.WebhookUrl is not null && !faults.WebhooksOff && copy < faults.WebhookCopies; copy++)
        {
            store.Save(new JsonObject
            {
                ["id"] = StripeStore.NewId("wd"),
                ["object"] = Delivery,
                ["event"] = (string)told["id"]!,
                ["type"] = type,
                ["attempts"] = 0,
                ["due"] = store.Clock.Moved.ToUnixTimeMilliseconds(),
                ["state"] = "waiting",
                ["answer"] = null,
            });
        }
    }
}
