using Portal.Core.Ledger;

namespace Portal.Web.Pages.Office.Accounts.Adjust;

/// <summary>What is filled in to correct a charge.</summary>
public sealed class Adjusting : ReasonedInput
{
    public Guid? Line { get; set; }

    public Side? Side { get; set; }

    public string? Amount { get; set; }

    public string? Document { get; set; }
}
