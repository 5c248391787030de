namespace Portal.Sandbox.Faults;

/// <summary>What goes wrong with a call of the API.</summary>
public enum FaultKind
{
    /// <summary>The connection closes; nothing was done.</summary>
    DropBefore,

    /// <summary>It is done; then the connection closes without an answer.</summary>
    DropAfter,

    /// <summary>It is done; the connection breaks in the middle of the answer.</summary>
    ResetMidAnswer,

    /// <summary>It is done; the answer is a 500, stored under the idempotency key like any answer.</summary>
    ErrorAfter,

    /// <summary>Nothing is done; the answer is a 503 that is not stored.</summary>
    Unavailable,

    /// <summary>It is done late; meanwhile the same idempotency key is refused with 409.</summary>
    Delay,
}

/// <summary>A fault waiting for the calls it will hit.</summary>
/// <param name="Endpoint">"POST /v1/checkout/sessions"; "*" stands for any method, or for the rest of a path.</param>
/// <param name="Times">How many calls it hits before it is spent.</param>
/// <param name="Delay">For <see cref="FaultKind.Delay"/>: how long.</param>
public sealed record Fault(FaultKind Kind, string Endpoint = "* /v1/*", int Times = 1, TimeSpan Delay = default)
{
    public bool Hits(string method, string path)
    {
        var parts = Endpoint.Split(' ', 2);
        var wanted = parts.Length == 2 ? parts[1] : parts[0];
        var methodHits = parts.Length == 1 || parts[0] == "*" || parts[0] == method;
        var pathHits = wanted.EndsWith('*')
            ? path.StartsWith(wanted[..^1], StringComparison.Ordinal)
            : path == wanted;
        return methodHits && pathHits;
    }
}
