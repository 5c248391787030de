using System.Globalization;
using System.Text.Json;
using Portal.Core.Common;
using Portal.Core.Money;

namespace Portal.Core.Billing.Rating;

/// <summary>
/// Prices the cases of a published-bills.json, as the operator verb <c>price-bills</c> prints them: one JSON object a
/// line, in the order of the file. A case that cannot be read is named with its field and left out.
/// </summary>
public static class PriceBills
{
    /// <summary>The verb: lines to one writer, faults to the other.</summary>
    /// <returns>0 when every case was priced and every given commodity charge agrees to the cent, else 1.</returns>
    public static int Run(string path, TextWriter lines, TextWriter faults)
    {
        string json;
        try
        {
            json = File.ReadAllText(path);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            faults.WriteLine($"{path} cannot be read: {fault.Message}");
            return 1;
        }

        return Price(json, lines, faults);
    }

    /// <summary>As <see cref="Run"/>, on the text of a file.</summary>
    public static int Price(string json, TextWriter lines, TextWriter faults)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            return PriceAll(PublishedBill.Cases(document.RootElement), lines, faults);
        }
        catch (JsonException fault)
        {
            faults.WriteLine($"The file is not JSON: {fault.Message}");
        }
        catch (PublishedBill.Fault fault)
        {
            faults.WriteLine(fault.Message);
        }

        return 1;
    }

    private static int PriceAll(IEnumerable<JsonElement> cases, TextWriter lines, TextWriter faults)
    {
        var (number, wrong, unreadable) = (0, 0, 0);
        foreach (var element in cases)
        {
            try
            {
                var bill = PublishedBill.Read(number, element);
                var charge = Charge(bill);
                var matches = charge == bill.CommodityCharge;
                wrong += matches ? 0 : 1;
                lines.WriteLine(
                    $"{{\"case\":{number},\"commodity_charge\":\"{Plain(charge)}\"," +
                    $"\"service_charge\":\"{Plain(bill.ServiceCharge)}\",\"matches\":{(matches ? "true" : "false")}}}");
            }
            catch (PublishedBill.Fault fault)
            {
                unreadable++;
                faults.WriteLine(fault.Message);
            }

            number++;
        }

        if (wrong > 0)
        {
            faults.WriteLine($"{wrong} of {number} commodity charges differ from the published ones.");
        }

        return wrong + unreadable == 0 ? 0 : 1;
    }

    private static Usd Charge(PublishedBill bill) => PriceCharges.For(bill.ToUse()) switch
    {
        Outcome<IReadOnlyList<ChargeLine>>.Done(var lines) => lines.Select(l => l.Amount).Sum(),
        Outcome<IReadOnlyList<ChargeLine>>.Refused(var refusal) =>
            throw new PublishedBill.Fault(bill.Case, "usage_ccf", refusal.Reason),
        _ => throw new InvalidOperationException("Outcome has two cases."),
    };

    private static string Plain(Usd amount) => amount.ToDollars().ToString("0.00", CultureInfo.InvariantCulture);
}
