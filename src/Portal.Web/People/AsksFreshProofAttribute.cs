using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Portal.Core.Common;
using Portal.Core.People;

namespace Portal.Web.People;

/// <summary>
/// A page on which a sign-in is changed asks for a fresh proof before it shows anything, so that nothing is typed in
/// vain. Its acts ask again, for the proof may have grown old meanwhile.
/// </summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class AsksFreshProofAttribute : Attribute, IAsyncPageFilter
{
    public Task OnPageHandlerSelectionAsync(PageHandlerSelectedContext context) => Task.CompletedTask;

    public async Task OnPageHandlerExecutionAsync(
        PageHandlerExecutingContext context, PageHandlerExecutionDelegate next)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(next);
        var http = context.HttpContext;
        var now = http.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow();
        if (HttpMethods.IsGet(http.Request.Method) && http.User.LastProof() + ProveAgain.Life <= now)
        {
            context.Result = new RedirectToPageResult("/Security/Prove", new { ReturnUrl = http.Request.Path.Value });
            return;
        }

        await next();
    }
}

/// <summary>What pages do when an act asks for a fresh proof.</summary>
internal static class FreshProof
{
    /// <summary>Under which name a page learns that it was interrupted, in a cookie that is read once.</summary>
    public const string GoOn = "GoOn";

    /// <summary>Where the proof is asked for, when that is what the refusal says; else null.</summary>
    public static string? PlaceFor(PageModel page, Refusal refusal)
    {
        if (refusal.Key != ProveAgain.NotFresh) { return null; }

        page.TempData[GoOn] = true;
        return page.Url.Page("/Security/Prove", new { ReturnUrl = page.Request.Path.Value });
    }
}
