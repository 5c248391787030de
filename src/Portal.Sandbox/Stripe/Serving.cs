using System.Text.Json.Nodes;

namespace Portal.Sandbox.Stripe;

/// <summary>Objects as callers see them: without the sandbox's notes, expanded as asked, in pages.</summary>
public static class Serving
{
    /// <summary>A copy without the keys that begin with an underscore.</summary>
    public static JsonObject Served(this JsonObject item)
    {
        var copy = item.DeepClone().AsObject();
        foreach (var key in copy.Select(pair => pair.Key).Where(key => key.StartsWith('_')).ToList())
        {
            copy.Remove(key);
        }

        return copy;
    }

    /// <summary>Replaces ids by the objects they name: "payment_intent.latest_charge", "data.customer".</summary>
    public static JsonObject Expanded(this StripeStore store, JsonObject answer, IReadOnlyList<string> paths)
    {
        foreach (var path in paths.Order(StringComparer.Ordinal))
        {
            Expand(store, answer, path.Split('.'), path);
        }

        return answer;
    }

    /// <summary>
    /// One page of a list, newest first, by <c>limit</c>, <c>starting_after</c>, <c>ending_before</c>.
    /// </summary>
    /// <param name="store">Where the objects are.</param>
    /// <param name="kind">The kind listed.</param>
    /// <param name="call">The call, with its created[…] bounds.</param>
    /// <param name="wanted">Further filters.</param>
    public static JsonObject Page(
        this StripeStore store, string kind, StripeCall call, Func<JsonObject, bool>? wanted = null)
    {
        var limit = call.Parameters.Number("limit") ?? 10;
        if (limit is < 1 or > 100)
        {
            throw StripeException.BadParameter("This value must be between 1 and 100.", "limit");
        }

        var all = store.All(kind).Reverse()
            .Where(item => Within(item, call.Parameters) && (wanted?.Invoke(item) ?? true)).ToList();
        var from = 0;
        var to = all.Count;
        if (call.Parameters.Text("starting_after") is { } after)
        {
            from = Position(store, all, kind, after, "starting_after") + 1;
        }
        else if (call.Parameters.Text("ending_before") is { } before)
        {
            to = Position(store, all, kind, before, "ending_before");
            from = Math.Max(0, to - (int)limit);
            return List(call, all[from..to], more: from > 0);
        }

        var page = all[from..Math.Min(to, from + (int)limit)];
        return List(call, page, more: from + page.Count < to);
    }

    public static JsonObject List(StripeCall call, IEnumerable<JsonObject> items, bool more) => new()
    {
        ["object"] = "list",
        ["url"] = call.Path,
        ["has_more"] = more,
        ["data"] = new JsonArray([.. items.Select(item => item.Served())]),
    };

    private static int Position(
        StripeStore store, List<JsonObject> all, string kind, string id, string param)
    {
        var item = store.Get(kind, id, param);
        var position = all.IndexOf(item);
        return position >= 0 ? position
            : throw StripeException.BadParameter($"The object {id} is not in this list", param);
    }

    private static bool Within(JsonObject item, Parameters asked)
    {
        var created = item.Number("created");
        return !(created < asked.Number("created.gte")) && !(created <= asked.Number("created.gt"))
            && !(created > asked.Number("created.lte")) && !(created >= asked.Number("created.lt"));
    }

    private static void Expand(StripeStore store, JsonNode? node, ReadOnlySpan<string> keys, string path)
    {
        if (node is JsonArray list)
        {
            foreach (var entry in list)
            {
                Expand(store, entry, keys, path);
            }
        }
        else if (node is JsonObject item && keys.Length > 0)
        {
            if (!item.ContainsKey(keys[0]))
            {
                throw StripeException.BadParameter($"This property cannot be expanded ({path}).", "expand");
            }

            if (item[keys[0]] is JsonValue value && value.TryGetValue<string>(out var id))
            {
                item[keys[0]] = store.Find(id)?.Served()
                    ?? throw StripeException.BadParameter($"This property cannot be expanded ({path}).", "expand");
            }

            Expand(store, item[keys[0]], keys[1..], path);
        }
    }
}

/// <summary>One call of the API.</summary>
/// <param name="Id">What stands in the path: "/v1/refunds/{id}"; empty when nothing does.</param>
public sealed record StripeCall(
    string Method, string Path, string Id, Parameters Parameters, string RequestId, string? IdempotencyKey);
