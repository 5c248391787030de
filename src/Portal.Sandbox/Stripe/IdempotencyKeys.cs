using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Portal.Sandbox.Stripe;

/// <summary>
/// Results by idempotency key, kept 24 hours: a repeat gets the first answer, also a 500; changed parameters get 400;
/// a second call while the first still runs gets 409 (docs.stripe.com/api/idempotent_requests).
/// </summary>
public sealed class IdempotencyKeys(StripeStore store)
{
    private const string Kind = "sandbox.idempotency";
    private static readonly TimeSpan KeptFor = TimeSpan.FromHours(24);
    private readonly HashSet<string> _running = [];

    public bool IsRunning(string key) => _running.Contains(key);

    /// <summary>The stored answer, or null when the call is now to be carried out.</summary>
    public (int Status, string Body)? Begin(StripeCall call)
    {
        if (call.IdempotencyKey is not { } key)
        {
            return null;
        }

        if (key.Length is 0 or > 255)
        {
            throw new StripeException(400, "idempotency_error", null, "Idempotency keys have 1 to 255 letters.");
        }

        if (_running.Contains(key))
        {
            throw new StripeException(409, "idempotency_error", "idempotency_key_in_use",
                "There is currently another in-progress request using this Idempotent Key.");
        }

        if (store.Find(IdOf(key)) is { } stored)
        {
            if (store.Clock.Moved.ToUnixTimeSeconds() - (long)stored["_at"]! < KeptFor.TotalSeconds)
            {
                return (string)stored["print"]! == Print(call)
                    ? ((int)stored["status"]!, (string)stored["body"]!)
                    : throw new StripeException(400, "idempotency_error", null,
                        "Keys for idempotent requests can only be used with the same parameters they were first "
                        + $"used with. Try using a key other than '{key}' if you meant to execute a different "
                        + "request.");
            }

            store.Remove(IdOf(key));
        }

        _running.Add(key);
        return null;
    }

    /// <summary>Ends a call that <see cref="Begin"/> let through; keeps its answer when there is one to keep.</summary>
    public void End(StripeCall call, (int Status, string Body)? kept)
    {
        if (call.IdempotencyKey is not { } key)
        {
            return;
        }

        _running.Remove(key);
        if (kept is var (status, body))
        {
            store.Save(new JsonObject
            {
                ["id"] = IdOf(key),
                ["object"] = Kind,
                ["print"] = Print(call),
                ["status"] = status,
                ["body"] = body,
                ["_at"] = store.Clock.Moved.ToUnixTimeSeconds(),
            });
        }
    }

    private static string IdOf(string key) => "key:" + key;

    private static string Print(StripeCall call) => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(
        $"{call.Method} {call.Path} {call.Parameters.Tree.ToJsonString()}")));
}
