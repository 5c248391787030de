using System.Globalization;
using Portal.Core.Fees;
using Portal.Core.Money;

namespace Portal.Web.Pages.Office.Billing.Fees;

/// <summary>What is filled in to draft a fee.</summary>
public sealed class FeeInput
{
    public Guid OperationId { get; set; }

    public DateOnly? EffectiveOn { get; set; }

    public string? Amount { get; set; }

    public string? AfterHours { get; set; }

    public string? Later { get; set; }

    public string? Cap { get; set; }

    public string? AfterHoursCap { get; set; }

    public string? LaterCap { get; set; }

    public string? CapSource { get; set; }

    public string? LowIncomeCap { get; set; }

    public string? LowIncomeAfterHoursCap { get; set; }

    public string? IndexFactor { get; set; }

    public string? IndexYear { get; set; }

    public string? WaiverMonths { get; set; }

    public string? LabelEn { get; set; }

    public string? LabelEs { get; set; }

    public string? Note { get; set; }

    /// <summary>The figures of the version before, to be changed.</summary>
    public static FeeInput From(FeeRate? before, DateOnly effectiveOn) => new()
    {
        OperationId = Guid.CreateVersion7(),
        EffectiveOn = effectiveOn,
        Amount = Plain(before?.Amount),
        AfterHours = Plain(before?.AfterHours),
        Later = Plain(before?.Later),
        Cap = Plain(before?.Cap),
        AfterHoursCap = Plain(before?.AfterHoursCap),
        LaterCap = Plain(before?.LaterCap),
        CapSource = before?.CapSource,
        LowIncomeCap = Plain(before?.LowIncomeCap),
        LowIncomeAfterHoursCap = Plain(before?.LowIncomeAfterHoursCap),
        IndexFactor = before?.IndexFactor?.ToString("0.#####", CultureInfo.InvariantCulture),
        IndexYear = before?.IndexYear?.ToString(CultureInfo.InvariantCulture),
        WaiverMonths = before?.WaiverMonths?.ToString(CultureInfo.InvariantCulture),
        LabelEn = before?.LabelEn,
        LabelEs = before?.LabelEs,
    };

    /// <summary>The field that a refusal is about; none for the whole form.</summary>
    public static string FieldOf(string refusal) => refusal switch
    {
        "Pay_AmountOutOfRange" or "Fee_AboveCap" => "Input.Amount",
        "Fee_InPast" => "Input.EffectiveOn",
        "Fee_NameMissing" => "Input.LabelEn",
        "Fee_LaterMissing" => "Input.Later",
        "Fee_CapSourceMissing" => "Input.CapSource",
        "Fee_IndexIncomplete" => "Input.IndexFactor",
        "Fee_WaiverMonths" => "Input.WaiverMonths",
        _ => "",
    };

    private static string? Plain(Usd? amount) => amount?.ToDollars().ToString("0.00", CultureInfo.InvariantCulture);
}
