using System.Linq.Expressions;

namespace Portal.Core.Lists;

/// <summary>
/// The columns by which a list can be sorted, as its address names them: "amount", or "-amount" for the last first.
/// What is no column is as good as absent.
/// </summary>
/// <param name="tie">Tells equal rows apart, so that no row stands on two pages.</param>
public sealed class SortColumns<T>(Expression<Func<T, Guid>> tie)
{
    private readonly Dictionary<string, Func<IQueryable<T>, bool, IOrderedQueryable<T>>> _columns =
        new(StringComparer.Ordinal);

    /// <summary>What the columns are called in an address.</summary>
    public IEnumerable<string> Names => _columns.Keys;

    /// <summary>Adds a column.</summary>
    public SortColumns<T> By<TKey>(string column, Expression<Func<T, TKey>> key)
    {
        _columns.Add(
            column,
            (all, isDown) => isDown
                ? all.OrderByDescending(key).ThenByDescending(tie)
                : all.OrderBy(key).ThenBy(tie));
        return this;
    }

    /// <summary>The rows in the order asked for; null when none of the columns was named.</summary>
    public IOrderedQueryable<T>? Sort(IQueryable<T> all, string? typed)
    {
        var isDown = typed is ['-', ..];
        return typed is { Length: > 0 } && _columns.TryGetValue(isDown ? typed[1..] : typed, out var sort)
            ? sort(all, isDown)
            : null;
    }
}
