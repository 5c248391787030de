using Portal.Core.Ledger;

namespace Portal.Web.Pages.Office.Accounts.Adjust;

/// <summary>What is filled in to correct a charge.</summary>
public sealed class Adjusting : ReasonedInput
{
    public Guid? Line { get; set; }

    public Side? Side { get; set; }

    public string? Amount { get; set; }

    public string? Document { get; set; }

    /// <summary>A document of the account that the office keeps.</summary>
    public Guid? KeptDocument { get; set; }

    /// <summary>Kept when the effect is shown, and chosen then.</summary>
    public IFormFile? File { get; set; }

    /// <summary>The document that the file will be.</summary>
    public Guid FileId { get; set; }

    public string? OverCap { get; set; }
}
