namespace Portal.Core.Lists;

/// <summary>Pages of a list: how many there are, and which is shown when one was asked for.</summary>
public static class ListPages
{
    /// <summary>Rows of a page where a list says nothing else.</summary>
    public const int Rows = 25;

    /// <summary>At least one, also of an empty list.</summary>
    public static int Of(int count) => Math.Max(1, (count + Rows - 1) / Rows);

    /// <summary>The page asked for, or the nearest there is.</summary>
    public static int At(int page, int count) => Math.Clamp(page, 1, Of(count));

    /// <summary>The rows of a page.</summary>
    /// <param name="at">From 1.</param>
    public static IQueryable<T> Page<T>(this IOrderedQueryable<T> sorted, int at) =>
        sorted.Skip((at - 1) * Rows).Take(Rows);
}
