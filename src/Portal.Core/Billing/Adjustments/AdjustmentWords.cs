using System.Globalization;
using Portal.Core.Billing.Rating;
using Portal.Core.Words;

namespace Portal.Core.Billing.Adjustments;

/// <summary>
/// Names of adjustments that no rule of the city names, in the languages a bill is printed in. What they are is kept as
/// data too: kind, the bill cited, the adjustment taken back.
/// </summary>
internal static class AdjustmentWords
{
    private static readonly CultureInfo English = new("en-US");
    private static readonly CultureInfo Spanish = new("es-US");

    public static ChargeLabel BillCanceled(long number) => Label("Adjustment_BillCanceled", number, number);

    public static ChargeLabel TakenBack(Adjustment adjustment) =>
        Label("Adjustment_TakenBack", adjustment.LabelEn, adjustment.LabelEs);

    public static ChargeLabel Waived(Adjustment charge) =>
        Label("Adjustment_Waived", charge.LabelEn, charge.LabelEs);

    public static ChargeLabel TrueUp(long? billNumber) =>
        Label("Adjustment_TrueUp", $"{billNumber}", $"{billNumber}");

    private static ChargeLabel Label(string key, object english, object spanish) =>
        new(Text.In(English, "Bills", key, english), Text.In(Spanish, "Bills", key, spanish));
}
