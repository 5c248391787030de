using System.Globalization;
using Portal.Core.Data;

namespace Portal.Core.Requests.Desk;

/// <summary>
/// What of the desk is looked at, in which order. A number finds its request whatever else was chosen.
/// </summary>
/// <param name="Number">As typed: Q-000123, or 123.</param>
public sealed record RequestFilter(RequestPart Show, RequestKind? Kind, string? Number, int Page)
{
    /// <summary>Code of a topic.</summary>
    public string? Topic { get; init; }

    public RequestChannel? Channel { get; init; }

    /// <summary>Code of a department.</summary>
    public string? Department { get; init; }

    public RequestState? State { get; init; }

    /// <summary>Null for what suits the part: what is to be answered first, or what ended last.</summary>
    public RequestSort? Sort { get; init; }

    internal IQueryable<CustomerRequest> Of(PortalDbContext db, Guid staffUserId, DateOnly today)
    {
        if (NumberIn(Number) is { } number) { return db.Set<CustomerRequest>().Where(r => r.Number == number); }

        var all = db.RequestsIn(Show, staffUserId, today);
        all = Kind is { } kind ? all.Where(r => r.Kind == kind) : all;
        all = Topic is { Length: > 0 } topic ? all.Where(r => r.Topic == topic) : all;
        all = Channel is { } channel ? all.Where(r => r.Channel == channel) : all;
        all = Department is { Length: > 0 } department ? all.Where(r => r.Department == department) : all;
        return State is { } state ? all.Where(r => r.State == state) : all;
    }

    internal IOrderedQueryable<CustomerRequest> Sorted(IQueryable<CustomerRequest> all) =>
        (Sort ?? (Show == RequestPart.Done ? RequestSort.Changed : RequestSort.Due)) switch
        {
            RequestSort.Due => all.OrderBy(r => r.ExpectedOn).ThenBy(r => r.Number),
            RequestSort.DueLast => all.OrderByDescending(r => r.ExpectedOn).ThenByDescending(r => r.Number),
            RequestSort.Number => all.OrderBy(r => r.Number),
            RequestSort.NumberLast => all.OrderByDescending(r => r.Number),
            RequestSort.Oldest => all.OrderBy(r => r.OpenedAt).ThenBy(r => r.Number),
            RequestSort.Newest => all.OrderByDescending(r => r.OpenedAt).ThenByDescending(r => r.Number),
            RequestSort.Changed => all.OrderByDescending(r => r.ChangedAt).ThenBy(r => r.Id),
            _ => throw new InvalidOperationException($"Unknown order {Sort}."),
        };

    internal static long? NumberIn(string? typed) =>
        long.TryParse(string.Concat((typed ?? "").Where(char.IsAsciiDigit).Take(15)), CultureInfo.InvariantCulture,
            out var number) ? number : null;
}

/// <summary>In which order the desk is shown.</summary>
public enum RequestSort
{
    /// <summary>What is to be answered first, first.</summary>
    Due,
    DueLast,

    /// <summary>In the order of asking.</summary>
    Number,
    NumberLast,
    Oldest,
    Newest,

    /// <summary>The latest change first.</summary>
    Changed,
}
