using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using Portal.Core.Data;
using Portal.Core.Staff;

namespace Portal.Web.Security;

/// <summary>
/// Takes no form about an account from somebody whose own it is, or their household's (practice.md §3.2). Asked once,
/// for every page of an account; the tables ask again (ck_adjustment_own_account and others). To say why one looks is
/// no act.
/// </summary>
public sealed class OwnAccountForms(PortalDbContext db) : IAsyncPageFilter
{
    private static readonly string[] Desks = ["/Office/Accounts/", "/Office/Moves/"];

    private static readonly string[] NoActs = ["/Office/Accounts/Why", "/Office/Accounts/Pin"];

    public Task OnPageHandlerSelectionAsync(PageHandlerSelectedContext context) => Task.CompletedTask;

    public async Task OnPageHandlerExecutionAsync(
        PageHandlerExecutingContext context, PageHandlerExecutionDelegate next)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(next);
        var page = context.ActionDescriptor.ViewEnginePath;
        if (context.HandlerMethod is { } handler && HttpMethods.IsPost(handler.HttpMethod)
            && Desks.Any(d => page.StartsWith(d, StringComparison.Ordinal)) && !NoActs.Contains(page)
            && Guid.TryParse(context.RouteData.Values["id"]?.ToString(), out var account)
            && await db.IsOwnAccountAsync(
                Actor.Staff(context.HttpContext.User.Id()), account, context.HttpContext.RequestAborted))
        {
            context.Result = new RedirectToPageResult("/Office/NotYours");
            return;
        }

        await next();
    }
}
