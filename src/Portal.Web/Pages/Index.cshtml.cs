using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Portal.Web.Pages;

/// <summary>The city's front door for utility customers.</summary>
public sealed class IndexModel : PageModel;
