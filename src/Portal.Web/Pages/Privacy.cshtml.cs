using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Portal.Web.Pages;

/// <summary>What the portal keeps about people, why, and for how long.</summary>
public sealed class PrivacyModel : PageModel;
