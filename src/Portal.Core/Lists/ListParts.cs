using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;

namespace Portal.Core.Lists;

/// <summary>A whole list for a file, a part at a time: its order is that of the moment it was asked for.</summary>
public static class ListParts
{
    private const int RowsInPart = 2_000;

    /// <param name="sorted">Keys of the rows, in order.</param>
    /// <param name="rowsOf">Reads the rows of some keys, in whatever order they come back.</param>
    /// <param name="keyOf">The key of a row. A row that is gone since is left out.</param>
    public static async IAsyncEnumerable<IReadOnlyList<TRow>> InPartsAsync<TRow>(
        this IQueryable<Guid> sorted, Func<Guid[], Task<IReadOnlyList<TRow>>> rowsOf, Func<TRow, Guid> keyOf,
        [EnumeratorCancellation] CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(rowsOf);
        var keys = await sorted.ToListAsync(ct);
        foreach (var part in keys.Chunk(RowsInPart))
        {
            yield return InOrder(part, await rowsOf(part), keyOf);
        }
    }

    /// <summary>Rows in the order of their keys.</summary>
    public static IReadOnlyList<TRow> InOrder<TRow>(
        IReadOnlyList<Guid> keys, IReadOnlyList<TRow> rows, Func<TRow, Guid> keyOf)
    {
        var places = keys.Select((key, place) => (key, place)).ToDictionary(x => x.key, x => x.place);
        return [.. rows.OrderBy(row => places[keyOf(row)])];
    }
}
