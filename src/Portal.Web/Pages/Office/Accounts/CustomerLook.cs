using Portal.Core.Common;
using Portal.Core.Staff;
using Portal.Web.Security;

namespace Portal.Web.Pages.Office.Accounts;

/// <summary>Records that a page of an account was opened, by the reason given for the account today.</summary>
public sealed class CustomerLook(RecordCustomerView recordView)
{
    /// <returns>False when no reason was given yet: the page asks for one first.</returns>
    public async Task<bool> MayAsync(HttpContext context, Guid accountId, CancellationToken ct) =>
        await recordView.RunAsync(
            new(context.User.Id(), accountId, context.Request.Path, context.Connection.RemoteIpAddress?.ToString()), ct)
            is Outcome<CustomerView>.Done;
}
