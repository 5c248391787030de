using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.Extensions.Primitives;

namespace Portal.Web.Security;

/// <summary>
/// Answers 400 to a form or an address in which a name or a value holds NUL: no keyboard types it, no field of ours
/// means it, and PostgreSQL cannot keep it in text. Stands before every page, so that no page has to think of it; what
/// else cannot stand on a line is each field's own matter (decisions/0041). A field that is sent in parts is held to
/// the same length as any other, which the framework asks of forms without files only.
/// </summary>
public sealed class RefuseUnwritable : IAsyncResourceFilter
{
    public async Task OnResourceExecutionAsync(ResourceExecutingContext context, ResourceExecutionDelegate next)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(next);
        var request = context.HttpContext.Request;
        var isTold = context.HttpContext.Features.Get<IStatusCodeReExecuteFeature>() is not null;
        if (!isTold && (request.Query.Any(IsUnwritable)
            || await IsUnwritableAsync(request, context.HttpContext.RequestAborted)))
        {
            context.Result = new BadRequestResult();
            return;
        }

        await next();
    }

    private static async Task<bool> IsUnwritableAsync(HttpRequest request, CancellationToken ct)
    {
        if (!request.HasFormContentType) { return false; }

        var form = await request.ReadFormAsync(ct);
        return form.Any(IsUnwritable) || form.Files.Any(file => IsUnwritable(file.FileName));
    }

    private static bool IsUnwritable(KeyValuePair<string, StringValues> field) =>
        IsUnwritable(field.Key) || field.Value.Any(IsUnwritable);

    private static bool IsUnwritable(string? text) => text is not null
        && (text.Contains('\0', StringComparison.Ordinal) || text.Length > SecuritySetup.LongestField);
}
