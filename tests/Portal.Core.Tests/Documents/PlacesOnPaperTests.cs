using System.Globalization;
using Portal.Core.Documents;

namespace Portal.Core.Tests.Documents;

/// <summary>However long a name or an address is, it keeps to its place on the bill.</summary>
public sealed class PlacesOnPaperTests
{
    /// <summary>Where the facts beside the address begin.</summary>
    private const double Facts = 352;

    private static readonly BillPdf Printer = new(SampleBill.City, new("https://pay.alderfalls.example/pay"));

    public static TheoryData<string> Lines => new()
    {
        "1420 Alder Street",
        "Rural Route 14, behind the old sawmill, Building C",
        "Fraccionamiento Lomas de Santa Fe, Avenida Revolución 1842, Interior 14-B, entre Calle Juárez y Calle Hidalgo",
        new string('W', 60),
        new string('W', 300),
        "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft",
    };

    [PdfTheory]
    [MemberData(nameof(Lines))]
    public void A_long_line_goes_on_below_or_gets_smaller_and_meets_nothing_beside_it(string line)
    {
        foreach (var culture in new[] { "en-US", "es-US" })
        {
            var words = PdfReader.Words(Printer.Make(
                SampleBill.Of(line) with
                {
                    MailingAddress = [line, line, "Alder Falls, WA 98001"],
                    ServiceAddress = [line, "Alder Falls"],
                },
                CultureInfo.GetCultureInfo(culture)));

            Assert.All(words, w => Assert.InRange(w.Right, 0, 612 - 36));
            Assert.All(
                words.Where(w => w.Left < Facts && w.Top is > 140 and < 230), w => Assert.True(w.Right < Facts - 8));
            Assert.Empty(
                from one in words
                from other in words
                where one.Left < other.Left && one.Right > other.Left + 1
                    && Math.Abs(one.Middle - other.Middle) < 3
                select $"“{one.Text}” runs into “{other.Text}”");
        }
    }

    [PdfFact]
    public void A_line_of_ordinary_length_is_as_large_as_ever()
    {
        var words = PdfReader.Words(Printer.Make(SampleBill.Of(), CultureInfo.GetCultureInfo("en-US")));

        var name = words.Single(w => w.Text == "Delgado");
        Assert.Equal(63, words.First(w => w.Text == "Rosa" && w.Top > 140).Left, 0.5);
        Assert.InRange(name.Right, 63, 200);
        Assert.Contains(words, w => w.Text == "98001" && w.Left < Facts);
    }
}
