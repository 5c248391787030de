using System.Globalization;
using Portal.Core.Accounts;
using Portal.Core.Documents;
using Portal.Core.Money;
using Portal.Core.Payments;

namespace Portal.Core.Tests.Documents;

/// <summary>The printed receipt, read back by other people's tools.</summary>
public sealed class ReceiptPdfTests
{
    private static readonly CultureInfo English = CultureInfo.GetCultureInfo("en-US");
    private static readonly ReceiptPdf Printer = new(SampleBill.City, SampleBill.Clock);

    [PdfFact]
    public void It_says_what_was_paid_with_what_where_it_went_and_what_is_left()
    {
        var text = PdfReader.Text(Printer.Make(Receipt(), English));

        foreach (var part in new[]
        {
            "$84.10", "Received Mon, Nov 16, 2026", "R-7KQ2-M4XD", "Visa ending in 4242", "••4471", "Rosa Delgado",
            "Water, bill of Nov 3, 2026", "$80.00", "$4.10", "Credit on this account today",
        })
        {
            Assert.Contains(part, text, StringComparison.Ordinal);
        }

        Assert.DoesNotContain("1000004471", text, StringComparison.Ordinal);
    }

    [PdfFact]
    public void A_guests_receipt_tells_nothing_of_the_account_but_its_last_digits()
    {
        var text = PdfReader.Text(Printer.Make(Receipt(), English, forGuest: true));

        Assert.Contains("$84.10", text, StringComparison.Ordinal);
        Assert.Contains("Visa ending in 4242", text, StringComparison.Ordinal);
        foreach (var secret in new[] { "Rosa", "Delgado", "Alder Street", "Water", "$80.00", "$4.10", "Credit" })
        {
            Assert.DoesNotContain(secret, text, StringComparison.Ordinal);
        }
    }

    [PdfFact]
    public void With_whose_card_it_was_paid_only_the_payer_reads()
    {
        var payer = Guid.NewGuid();
        var receipt = Receipt() with { Payer = payer };

        Assert.Contains("4242", PdfReader.Text(Printer.Make(receipt.ReadBy(payer), English)), StringComparison.Ordinal);
        var others = PdfReader.Text(Printer.Make(receipt.ReadBy(Guid.NewGuid()), English));
        Assert.DoesNotContain("4242", others, StringComparison.Ordinal);
        Assert.DoesNotContain("Visa", others, StringComparison.Ordinal);
    }

    [PdfFact]
    public void A_payment_taken_back_says_so()
    {
        var receipt = Receipt() with
        {
            Reversal = new PaymentReversal
            {
                PaymentId = Guid.NewGuid(), JournalEntryId = Guid.NewGuid(), Reason = "returned",
                Cause = ReversalCause.ReturnedItem,
                ReversedAt = SampleBill.Clock.Now, ReversedBy = "system",
            },
        };

        var text = PdfReader.Text(Printer.Make(receipt, English));

        Assert.Contains("This payment was taken back on Mon, Nov 16, 2026.", text, StringComparison.Ordinal);
        Assert.DoesNotContain("Received", text, StringComparison.Ordinal);
    }

    [PdfFact]
    public void It_is_one_tagged_page_with_every_font_inside()
    {
        var pdf = Printer.Make(Receipt(), CultureInfo.GetCultureInfo("es-US"));

        Assert.Matches(@"Pages:\s+1\n", PdfReader.Info(pdf));
        Assert.Matches(@"Tagged:\s+yes", PdfReader.Info(pdf));
        Assert.All(PdfReader.Fonts(pdf), font => Assert.Matches(@"yes\s+yes\s+yes\s+\d+\s+0\s*$", font));
    }

    internal static ReceiptStatement Receipt() => new()
    {
        Payment = new Payment
        {
            Id = Guid.NewGuid(), Reference = "R-7KQ2-M4XD", OperationId = Guid.NewGuid(),
            CustomerAccountId = Guid.NewGuid(), Amount = new Usd(8410), Unapplied = new Usd(410), Tender = Tender.Card,
            Brand = "visa", LastFour = "4242", ReceivedAt = SampleBill.Clock.Now,
            EffectiveOn = SampleBill.Clock.Today, BusinessDate = SampleBill.Clock.Today,
            JournalEntryId = Guid.NewGuid(),
        },
        Brand = "visa", LastFour = "4242", AccountNumber = "1000004471", CustomerName = "Rosa Delgado", Language = "en",
        ServiceAddress = "1420 Alder Street, Apartment 3B", DueNow = new Usd(-410),
        Lines = [new(Guid.NewGuid(), UtilityService.Water, new(2026, 11, 3), new Usd(8000))],
    };
}
