using Portal.Core.Fees;

namespace Portal.Web.Pages.Office.Accounts.Adjust;

/// <summary>What is filled in to charge a fee.</summary>
public sealed class Charging
{
    public Guid OperationId { get; set; }

    public FeeKind? Fee { get; set; }

    public bool AfterHours { get; set; }

    public bool LowIncome { get; set; }

    public Guid? PaymentId { get; set; }

    public string? Note { get; set; }

    public string? Document { get; set; }

    public long? AmountSeen { get; set; }

    /// <summary>The field that a refusal is about; none for the whole form.</summary>
    public static string FieldOf(string refusal) => refusal switch
    {
        "Adjust_NoteMissing" => "Input.Note",
        "Fee_ProofMissing" => "Input.Document",
        "Fee_PaymentMissing" => "Input.PaymentId",
        "Fee_NotInForce" or "Fee_LowIncomeReconnect" => "Input.Fee",
        _ => "",
    };
}
