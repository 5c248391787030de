using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Portal.Sandbox.Stripe;

/// <summary>
/// Every object the stand-in holds, by id, as the JSON it serves. Keys that begin with an underscore are the
/// sandbox's own notes and are never served. All reading and writing happens inside <see cref="Act{T}"/>: one act at
/// a time, and one journal line per act, so that an effect and its idempotency result survive together or not at all.
/// </summary>
public sealed class StripeStore : IDisposable
{
    private const string FileName = "stripe.jsonl";
    private const string Letters = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    private readonly Lock _gate = new();
    private readonly Dictionary<string, JsonObject> _byId = [];
    private readonly Dictionary<string, List<JsonObject>> _byKind = [];
    private readonly Dictionary<string, JsonObject> _changed = [];
    private readonly List<string> _removed = [];
    private readonly Journal? _journal;
    private int _depth;

    public StripeStore(SandboxClock clock, string? directory)
    {
        Clock = clock;
        if (directory is not null)
        {
            Restore(directory);
            (_journal, _) = Journal.Open(directory, FileName);
            clock.Restore(TimeSpan.FromSeconds((double?)Find("clock")?["ahead"] ?? 0));
        }
    }

    public SandboxClock Clock { get; }

    /// <summary>A new id in the API's style: "pi_" and 24 letters.</summary>
    public static string NewId(string prefix) => prefix + "_" + RandomNumberGenerator.GetString(Letters, 24);

    /// <summary>Runs one act alone and keeps what it changed, also when it ends in an error answer.</summary>
    public T Act<T>(Func<T> act)
    {
        lock (_gate)
        {
            _depth++;
            try
            {
                return act();
            }
            finally
            {
                _depth--;
                if (_depth == 0)
                {
                    Commit();
                }
            }
        }
    }

    public void Act(Action act) => Act(() =>
    {
        act();
        return true;
    });

    public JsonObject? Find(string id) => _byId.GetValueOrDefault(id);

    /// <summary>An object named by a caller; 404 (400 for a parameter) when there is none, as the API.</summary>
    public JsonObject Get(string kind, string id, string? param = null) =>
        Find(id) is { } found && (string?)found["object"] == kind
            ? found
            : throw StripeException.Missing(kind, id, param);

    /// <summary>All objects of a kind, oldest first.</summary>
    public IReadOnlyList<JsonObject> All(string kind) => _byKind.TryGetValue(kind, out var all) ? all : [];

    /// <summary>Adds an object or notes that one has changed.</summary>
    public JsonObject Save(JsonObject item)
    {
        var id = (string)item["id"]!;
        if (_byId.TryAdd(id, item))
        {
            KindOf(item).Add(item);
        }

        _changed[id] = item;
        return item;
    }

    public void Remove(string id)
    {
        if (_byId.Remove(id, out var item))
        {
            KindOf(item).Remove(item);
            _changed.Remove(id);
            _removed.Add(id);
        }
    }

    public void Dispose() => _journal?.Dispose();

    private List<JsonObject> KindOf(JsonObject item)
    {
        var kind = (string)item["object"]!;
        return _byKind.TryGetValue(kind, out var all) ? all : _byKind[kind] = [];
    }

    private void Commit()
    {
        if (_journal is not null && (_changed.Count > 0 || _removed.Count > 0))
        {
            var line = new JsonObject
            {
                ["put"] = new JsonArray([.. _changed.Values.Select(item => item.DeepClone())]),
                ["remove"] = new JsonArray([.. _removed.Select(id => JsonValue.Create(id))]),
            };
            _journal.Append(line.ToJsonString(JsonSerializerOptions.Web));
        }

        _changed.Clear();
        _removed.Clear();
    }

    /// <summary>Reads the journal, and writes it anew with one line for each object as it is now.</summary>
    private void Restore(string directory)
    {
        var (journal, lines) = Journal.Open(directory, FileName);
        journal.Dispose();
        foreach (var line in lines)
        {
            Replay(JsonNode.Parse(line)!.AsObject());
        }

        Journal.Rewrite(directory, FileName, _byKind.Values.SelectMany(all => all).Select(item =>
            new JsonObject { ["put"] = new JsonArray(item.DeepClone()), ["remove"] = new JsonArray() }.ToJsonString()));
    }

    private void Replay(JsonObject line)
    {
        foreach (var node in line["put"]!.AsArray())
        {
            var item = node!.DeepClone().AsObject();
            var id = (string)item["id"]!;
            if (_byId.TryGetValue(id, out var old))
            {
                var kind = KindOf(old);
                kind[kind.IndexOf(old)] = item;
            }
            else
            {
                KindOf(item).Add(item);
            }

            _byId[id] = item;
        }

        foreach (var id in line["remove"]!.AsArray())
        {
            Remove((string)id!);
        }

        _removed.Clear();
    }
}
