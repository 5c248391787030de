using Portal.Core.Payments;

namespace Portal.Web.Pages.Pay;

/// <summary>One receipt on a page.</summary>
/// <param name="IsGuest">A guest sees what they paid, not what the account owes or is billed for.</param>
public sealed record ReceiptView(ReceiptStatement Receipt, bool IsGuest);
