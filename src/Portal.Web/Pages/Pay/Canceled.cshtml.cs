using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Portal.Web.Pages.Pay;

/// <summary>Where a guest who turned back at the processor's page lands.</summary>
public sealed class CanceledModel : PageModel;
