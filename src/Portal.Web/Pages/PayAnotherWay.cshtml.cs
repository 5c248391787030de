using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Portal.Web.Pages;

/// <summary>By mail, by phone, in person: for those who cannot or will not pay here.</summary>
public sealed class PayAnotherWayModel : PageModel;
