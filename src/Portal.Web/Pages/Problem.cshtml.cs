using System.Globalization;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Portal.Web.Pages;

/// <summary>
/// What people read when a page cannot be shown: what happened, what became of what they sent, what to do. Never a
/// stack trace, never a bare number.
/// </summary>
[IgnoreAntiforgeryToken]
public sealed class ProblemModel : PageModel
{
    private static readonly IReadOnlyDictionary<int, string> Kinds = new Dictionary<int, string>
    {
        [400] = "Form",
        [401] = "SignIn",
        [403] = "NotYours",
        [404] = "NotFound",
        [405] = "NotFound",
        [413] = "TooLarge",
        [429] = "TooMany",
    };

    /// <summary>Start of the words' names in Public.resx.</summary>
    public string Kind { get; private set; } = "Broken";

    /// <summary>True when the person was sending something, so that they learn what became of it.</summary>
    public bool WasSending { get; private set; }

    /// <summary>What to quote on the phone; finds the log lines of this request.</summary>
    public string Reference => HttpContext.TraceIdentifier;

    public void OnGet() => Show();

    public void OnPost() => Show();

    /// <summary>The status is read from the address itself: of a form that cannot be read, nothing is bound.</summary>
    private void Show()
    {
        var status = int.Parse((string)RouteData.Values["status"]!, CultureInfo.InvariantCulture);
        var failed = HttpContext.Features.Get<IStatusCodeReExecuteFeature>() is not null
            || HttpContext.Features.Get<IExceptionHandlerFeature>() is not null;
        Kind = Kinds.GetValueOrDefault(status, "Broken");
        WasSending = HttpMethods.IsPost(Request.Method) && Kind == "Broken";
        Response.StatusCode = failed && status is >= 400 and < 600 ? status : StatusCodes.Status404NotFound;
        if (!failed) { Kind = "NotFound"; }
    }
}
