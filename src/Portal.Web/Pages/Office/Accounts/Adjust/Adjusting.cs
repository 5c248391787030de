using Portal.Core.Ledger;

namespace Portal.Web.Pages.Office.Accounts.Adjust;

/// <summary>What is filled in to correct a charge.</summary>
public sealed class Adjusting
{
    public Guid OperationId { get; set; }

    public Guid? Line { get; set; }

    public Side? Side { get; set; }

    public string? Amount { get; set; }

    public string? Reason { get; set; }

    public string? Note { get; set; }

    public string? Document { get; set; }

    public long? BalanceSeen { get; set; }

    /// <summary>The field that a refusal is about; none for the whole form.</summary>
    public static string FieldOf(string refusal) => refusal switch
    {
        "Adjust_ReasonMissing" => "Input.Reason",
        "Adjust_NoteMissing" => "Input.Note",
        "Adjust_LineMissing" => "Input.Line",
        "Adjust_MoreThanLine" or "Pay_AmountOutOfRange" => "Input.Amount",
        _ => "",
    };
}
