using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using Portal.Core.Staff;
using Portal.Web.People;

namespace Portal.Web.Security;

/// <summary>
/// Takes a form of the office only from who may send it (<see cref="AccessRules.Forms"/>), whatever its page would do
/// by itself. Of a page that is open, or of a person's own, the page decides.
/// </summary>
public sealed class FormRules : IAsyncPageFilter
{
    public Task OnPageHandlerSelectionAsync(PageHandlerSelectedContext context) => Task.CompletedTask;

    public async Task OnPageHandlerExecutionAsync(
        PageHandlerExecutingContext context, PageHandlerExecutionDelegate next)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(next);
        var page = context.ActionDescriptor.ViewEnginePath;
        if (context.HandlerMethod is { } handler && !IsRead(handler.HttpMethod)
            && page.StartsWith("/Office/", StringComparison.Ordinal))
        {
            var needed = AccessRules.NeededToSend(page, handler.Name ?? "");
            if (needed.Count == 0 || !needed.All(context.HttpContext.User.May))
            {
                context.Result = new ForbidResult();
                return;
            }
        }

        await next();
    }

    private static bool IsRead(string method) => HttpMethods.IsGet(method) || HttpMethods.IsHead(method);
}

/// <summary>What a permission asks for, wherever one is asked for.</summary>
/// <param name="Permission">One of <see cref="Can"/>.</param>
public sealed record NeedsPermission(string Permission) : IAuthorizationRequirement;

/// <summary>
/// A person holds a permission, or reads an address of the office and may read everything. What a page asks about its
/// own buttons is no address, so there only the permission itself counts.
/// </summary>
public sealed class PermissionHeld : AuthorizationHandler<NeedsPermission>
{
    protected override Task HandleRequirementAsync(AuthorizationHandlerContext context, NeedsPermission requirement)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(requirement);
        if (context.User.May(requirement.Permission)
            || (context.Resource is HttpContext http && context.User.MayRead(http, requirement.Permission)))
        {
            context.Succeed(requirement);
        }

        return Task.CompletedTask;
    }
}

/// <summary>What reading everything comes to.</summary>
public static class Readers
{
    private static readonly string[] OfOneself = [Can.SeeOwnAccount, Can.KeepOwnSignIn];

    /// <summary>True where a request only reads, and who sends it may read everything.</summary>
    internal static bool MayRead(
        this System.Security.Claims.ClaimsPrincipal person, HttpContext http, string permission) =>
        !OfOneself.Contains(permission)
        && (HttpMethods.IsGet(http.Request.Method) || HttpMethods.IsHead(http.Request.Method))
        && person.May(Can.ReadEverything);
}
