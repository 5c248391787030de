using Microsoft.AspNetCore.Mvc;

namespace Portal.Web.Pages.Pay;

/// <summary>303: whatever was posted here is done, look over there.</summary>
public sealed class SeeOther(Uri address) : StatusCodeResult(StatusCodes.Status303SeeOther)
{
    public override void ExecuteResult(ActionContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        context.HttpContext.Response.Headers.Location = address.AbsoluteUri;
        base.ExecuteResult(context);
    }
}
