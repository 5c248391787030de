using Portal.Core.Fees;

namespace Portal.Web.Pages.Office.Accounts.Adjust;

/// <summary>What is filled in to charge a fee.</summary>
public sealed class Charging : NotedInput
{
    public FeeKind? Fee { get; set; }

    public bool AfterHours { get; set; }

    public bool LowIncome { get; set; }

    public Guid? PaymentId { get; set; }

    public string? Document { get; set; }

    public long? AmountSeen { get; set; }
}
