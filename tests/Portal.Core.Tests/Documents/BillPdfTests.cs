using System.Globalization;
using Portal.Core.Billing;
using Portal.Core.Documents;
using Portal.Core.Money;

namespace Portal.Core.Tests.Documents;

/// <summary>The printed bill, read back by other people's tools.</summary>
public sealed class BillPdfTests
{
    private static readonly CultureInfo English = CultureInfo.GetCultureInfo("en-US");
    private static readonly CultureInfo Spanish = CultureInfo.GetCultureInfo("es-US");
    private static readonly BillPdf Printer =
        new(SampleBill.City, new("https://pay.alderfalls.example/pay"));

    [PdfFact]
    public void Every_figure_of_the_bill_is_on_it()
    {
        var bill = SampleBill.Of();

        var text = Squeezed(PdfReader.Text(Printer.Make(bill, English)));

        foreach (var part in Enumerable.Concat(
            bill.Lines.Select(l => $"{l.Amount}"),
            [
                $"{bill.Bill.TotalDue}", $"{bill.Bill.PreviousBalance}", $"{-bill.Bill.Payments}", "Tue, Dec 15, 2026",
                bill.AccountNumber, bill.Pin, "4711", "Rosa Delgado", "Apartment 3B", "Oct 18 – Nov 16, 2026",
                "You used 10 CCF, about 7,480 gallons, in 29 days.",
                "10 CCF at $1.17 for each CCF", "Your new charges are $9.40 more than on your last bill.",
                "pay.alderfalls.example/pay", "PO Box 4200", "(555) 010-4200", "You may dispute any charge.",
            ]))
        {
            Assert.Contains(Squeezed(part), text, StringComparison.Ordinal);
        }
    }

    [PdfFact]
    public void It_is_written_in_Spanish_too()
    {
        var text = Squeezed(PdfReader.Text(Printer.Make(SampleBill.Of(), Spanish)));

        foreach (var part in new[] { "Monto a pagar", "15 de diciembre de 2026", "¿Algo le parece mal?", "Vence" })
        {
            Assert.Contains(Squeezed(part), text, StringComparison.Ordinal);
        }
    }

    [PdfFact]
    public void It_is_one_tagged_page_with_a_title_a_language_and_every_font_inside()
    {
        var pdf = Printer.Make(SampleBill.Of(), Spanish);
        var info = PdfReader.Info(pdf);
        var raw = System.Text.Encoding.Latin1.GetString(pdf);

        Assert.Matches(@"Pages:\s+1\n", info);
        Assert.Matches(@"Tagged:\s+yes", info);
        Assert.Matches(@"Page size:\s+612 x 792 pts \(letter\)", info);
        Assert.Contains("City of Alder Falls: factura de servicios del 20 nov 2026", info, StringComparison.Ordinal);
        Assert.Contains("/StructTreeRoot", raw, StringComparison.Ordinal);
        Assert.Matches(@"/Lang\s*\(es-US\)", raw);
        Assert.Matches(@"/DisplayDocTitle\s+true", raw);
        Assert.NotEmpty(PdfReader.Fonts(pdf));
        Assert.All(PdfReader.Fonts(pdf), font => Assert.Matches(@"yes\s+yes\s+yes\s+\d+\s+0\s*$", font));
        Assert.InRange(pdf.Length, 10_000, 150_000);
    }

    [PdfFact]
    public void A_screen_reader_hears_headings_tables_and_what_the_pictures_show()
    {
        var structure = PdfReader.Structure(Printer.Make(SampleBill.Of(), English));

        foreach (var tag in new[] { "H1", "H2", "Table", "TR", "TH", "TD", "P", "Figure" })
        {
            Assert.Matches($@"(?m)^\s*{tag}\b", structure);
        }
    }

    [PdfFact]
    public void More_charges_than_fit_go_on_on_the_next_page()
    {
        var bill = SampleBill.Of();
        bill = bill with { Lines = [.. Enumerable.Range(0, 6).SelectMany(_ => bill.Lines)] };

        var pdf = Printer.Make(bill, English);

        Assert.DoesNotMatch(@"Pages:\s+1\n", PdfReader.Info(pdf));
        Assert.Contains("More charges are on the next page.", PdfReader.Text(pdf), StringComparison.Ordinal);
        var refuse = bill.Lines.Count(l => l.Amount == bill.Lines[^1].Amount);
        var formula = "1 at $36.05 each";
        Assert.Equal(refuse, Squeezed(PdfReader.Text(pdf)).Split(formula).Length - 1);
    }

    [PdfFact]
    public void A_credit_asks_for_nothing()
    {
        var bill = SampleBill.Of();
        bill = bill with { Bill = WithTotal(bill.Bill, new Usd(-1250)) };

        var text = Squeezed(PdfReader.Text(Printer.Make(bill, English)));

        Assert.Contains("Your credit", text, StringComparison.Ordinal);
        Assert.Contains(" $12.50 ", text, StringComparison.Ordinal);
        Assert.Contains("There is nothing to pay.", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Виногра́дов", "NotoSans")]
    [InlineData("Άννα", "NotoSans")]
    [InlineData("Ավետիսյան", "NotoSansArmenian")]
    [InlineData("ანა", "NotoSansGeorgian")]
    [InlineData("依诺 佐々木", "NotoSansSC")]
    [InlineData("서아", "NotoSansKR")]
    [InlineData("אוחיון", "NotoSansHebrew")]
    [InlineData("آدم", "NotoSansArabic")]
    [InlineData("क्षेत्री", "NotoSansDevanagari")]
    [InlineData("আক্তার", "NotoSansBengali")]
    [InlineData("កឹម", "NotoSansKhmer")]
    [InlineData("Adéla Ünal", "PublicSans")]
    public void A_name_is_printed_in_a_font_that_has_its_letters(string name, string font)
    {
        var fonts = PdfReader.Fonts(Printer.Make(SampleBill.Of(name), English));

        Assert.Contains(fonts, f => f.Contains($"+{font}", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("שלום", "םולש")]
    [InlineData("Mr. שלום עולם 3", "Mr. םלוע םולש 3")]
    [InlineData("آدم", "ﻡﺩﺁ")]
    [InlineData("علي", "ﻲﻠﻋ")]
    public void Right_to_left_letters_are_drawn_from_the_left(string words, string drawn) =>
        Assert.Equal(drawn, string.Concat(Script.Runs(words).Select(r => r.Words)));

    [Fact]
    public async Task Many_are_printed_at_once()
    {
        var pdfs = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(
            () => Printer.Make(SampleBill.Of($"依诺 {i}"), English))));

        Assert.All(pdfs, pdf => Assert.InRange(pdf.Length, 10_000, 150_000));
    }

    private static Bill WithTotal(Bill bill, Usd total) => new()
    {
        Id = bill.Id, Number = bill.Number, CustomerAccountId = bill.CustomerAccountId, PeriodFrom = bill.PeriodFrom,
        PeriodTo = bill.PeriodTo, IssuedOn = bill.IssuedOn, DueOn = bill.DueOn, PreviousBalance = Usd.Zero,
        Payments = bill.NewCharges - total, Adjustments = Usd.Zero, NewCharges = bill.NewCharges, TotalDue = total,
        IssuedAt = bill.IssuedAt,
    };

    private static string Squeezed(string words) => string.Join(
        ' ', words.Split([' ', '\n', '\r', '\f'], StringSplitOptions.RemoveEmptyEntries));
}
