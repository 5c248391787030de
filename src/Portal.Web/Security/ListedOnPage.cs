using Portal.Core.Staff;

namespace Portal.Web.Security;

/// <summary>Records whose names a page lists, as shown by the page that is asked for.</summary>
public static class ListedOnPage
{
    /// <param name="accounts">Whose names it shows; the same one may come twice.</param>
    /// <returns>Rows written: those of today's first look.</returns>
    public static Task<int> RunAsync(
        this RecordListedCustomers record, HttpContext http, IEnumerable<Guid> accounts, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(record);
        ArgumentNullException.ThrowIfNull(http);
        return record.RunAsync(
            new(http.User.Id(), accounts, http.Request.Path, http.Connection.RemoteIpAddress?.ToString()), ct);
    }
}
