namespace Portal.Web.Look;

/// <summary>Where a list that has several pages stands.</summary>
/// <param name="Page">From 1.</param>
public sealed record Pager(int Page, int Pages, int Count, int RowsPerPage)
{
    public int First => ((Page - 1) * RowsPerPage) + 1;

    public int Last => Math.Min(Page * RowsPerPage, Count);
}
