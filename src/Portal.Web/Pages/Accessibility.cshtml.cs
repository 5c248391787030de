using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Portal.Web.Pages;

/// <summary>What the city promises about access, and whom to tell when something does not work.</summary>
public sealed class AccessibilityModel : PageModel;
