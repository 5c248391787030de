using System.Globalization;
using Portal.Core.Accounts;
using Portal.Core.Look;
using Portal.Core.Mail;
using Portal.Core.Mail.Letters;
using Portal.Core.Money;
using Portal.Core.Payments;
using Portal.Testing;

namespace Portal.Core.Tests.Mail;

/// <summary>What letters say, and that nothing in them can become markup or a header.</summary>
public sealed class LetterTests
{
    private static readonly CultureInfo English = CultureInfo.GetCultureInfo("en-US");
    private static readonly CultureInfo Spanish = CultureInfo.GetCultureInfo("es-US");
    private static readonly Uri Page = new("https://pay.alderfalls.example/my/payments/1");

    [Fact]
    public void The_receipt_says_what_was_paid_where_it_went_and_what_is_left()
    {
        var letter = Receipt().Write(English);

        Assert.Equal("We received your payment of $84.10", letter.Subject);
        foreach (var part in new[]
        {
            "Rosa Delgado,", "R-7KQ2-M4XD", "Visa ending in 4242", "$84.10", "••4471", "1420 Alder St",
            "Water, bill of Tue, Nov 3, 2026", "$50.00", "Sewer, bill of Tue, Nov 3, 2026", "$30.00",
            "Kept as a credit for your next bill", "$4.10", "Credit on this account", Page.ToString(),
        })
        {
            Assert.Contains(part, letter.Text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void The_receipt_is_written_in_Spanish_too()
    {
        var letter = Receipt().Write(Spanish);

        Assert.Equal("Recibimos su pago de $84.10", letter.Subject);
        Assert.Contains("Agua, factura del 3 de noviembre de 2026", letter.Text, StringComparison.Ordinal);
        Assert.Contains("Visa que termina en 4242", letter.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_bank_payment_on_its_way_is_not_called_paid()
    {
        var letter = new BankPaymentStartedLetter("Rosa", new Usd(11252), new(2026, 11, 16), Page).Write(English);

        Assert.Contains("Nothing has been credited to your account yet.", letter.Text, StringComparison.Ordinal);
        Assert.Contains("no late fee", letter.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("receipt", letter.Text, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void A_payment_that_failed_says_that_nothing_was_taken_and_what_to_do()
    {
        var letter = new PaymentNotTakenLetter(null, new Usd(11252), new(2026, 11, 16), Page).Write(English);

        Assert.Equal("Your bank did not pay $112.52", letter.Subject);
        Assert.StartsWith("Hello,", letter.Text, StringComparison.Ordinal);
        Assert.Contains("No money was taken", letter.Text, StringComparison.Ordinal);
        Assert.Contains("Pay another way:\nhttps://", letter.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(11252, "Your utility bill is ready: $112.52 due December 15")]
    [InlineData(0, "Your utility bill is ready: nothing to pay")]
    [InlineData(-500, "Your utility bill is ready: nothing to pay")]
    public void A_bill_says_in_its_subject_what_to_pay_and_when(long cents, string subject) =>
        Assert.Equal(
            subject,
            new BillReadyLetter("Rosa", "••4471", "1420 Alder St", new Usd(cents), new(2026, 12, 15), Page)
                .Write(English).Subject);

    [Fact]
    public void The_mail_that_confirms_an_address_greets_nobody_by_name()
    {
        var letter = new VerifyEmailLetter(Page);

        Assert.StartsWith("Hello,", letter.Write(English).Text, StringComparison.Ordinal);
        Assert.StartsWith("Hola:", letter.Write(Spanish).Text, StringComparison.Ordinal);
    }

    [Fact]
    public void What_people_wrote_stays_words()
    {
        const string Name = "<script>alert('1')</script> & \"Söhne\" {{body}}";
        var letter = Receipt() with { Name = Name };

        var (text, html) = Frame().Around(letter.Write(English), English);

        Assert.Contains(Name, text, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", html, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("&lt;script&gt;", html, StringComparison.Ordinal);
        Assert.Contains("{{body}}", html, StringComparison.Ordinal);
    }

    [Fact]
    public void The_html_says_no_more_and_no_less_than_the_text()
    {
        var letter = Receipt().Write(English);

        var words = System.Net.WebUtility.HtmlDecode(
            System.Text.RegularExpressions.Regex.Replace(letter.Html, "<[^>]*>", " "));
        foreach (var line in letter.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var shown = line.StartsWith("https://", StringComparison.Ordinal) ? "See your receipt" : line.TrimEnd(':');
            Assert.Contains(Squeezed(shown), Squeezed(words), StringComparison.Ordinal);
        }

        Assert.Contains($"href=\"{Page}\"", letter.Html, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_letter_closes_with_the_citys_address_and_phone()
    {
        var (text, html) = Frame().Around(Receipt().Write(Spanish), Spanish);

        foreach (var part in new[] { "City of Alder Falls", "200 Mill Street", "WA 98000", "(555) 010-4200" })
        {
            Assert.Contains(part, text, StringComparison.Ordinal);
            Assert.Contains(part, html, StringComparison.Ordinal);
        }

        Assert.Contains("lang=\"es\"", html, StringComparison.Ordinal);
        Assert.DoesNotContain("{{", html, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("rosa@example.com", true)]
    [InlineData("роза@пример.example", true)]
    [InlineData("rosa@example.com\r\nBcc: all@example.com", false)]
    [InlineData("rosa@example.com\u0000", false)]
    [InlineData("Rosa <rosa@example.com>", false)]
    [InlineData("rosa", false)]
    [InlineData("a@b,c@d.example", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    public void An_address_is_one_address_and_nothing_else(string? address, bool fine) =>
        Assert.Equal(fine, MailRecipient.WhyNot(address) is null);

    [Fact]
    public void A_name_cannot_end_a_line() =>
        Assert.Equal(
            "Rosa Bcc: all@example.com Delgado",
            new MailRecipient("Rosa\r\nBcc: all@example.com\u2028\u0007Delgado", "rosa@example.com", "en").Name);

    [Theory]
    [InlineData(1, "00:01:00")]
    [InlineData(2, "00:05:00")]
    [InlineData(3, "00:15:00")]
    [InlineData(4, "01:00:00")]
    [InlineData(5, "04:00:00")]
    [InlineData(6, "12:00:00")]
    [InlineData(7, "1.00:00:00")]
    [InlineData(8, "1.00:00:00")]
    public void Tries_grow_further_apart(int attempts, string wait)
    {
        var now = new DateTimeOffset(2026, 11, 16, 18, 0, 0, TimeSpan.Zero);

        Assert.Equal(
            now + TimeSpan.Parse(wait, CultureInfo.InvariantCulture),
            MailRetry.NextAt(now, attempts, awayAt: null, now));
        Assert.Null(MailRetry.NextAt(now - TimeSpan.FromDays(5), attempts, awayAt: null, now));
    }

    private static LetterFrame Frame() => new(
        CityProfile.Load(Repository.Path("wwwroot-theme")),
        File.ReadAllText(Repository.Path("wwwroot-theme/mail/frame.html")));

    private static string Squeezed(string words) => string.Concat(words.Where(c => !char.IsWhiteSpace(c)));

    private static PaymentReceivedLetter Receipt() => new(
        "Rosa Delgado", "R-7KQ2-M4XD", new Usd(8410), new(2026, 11, 16), Tender.Card, "visa", "4242",
        [
            new("••4471", "1420 Alder St",
                [
                    new(UtilityService.Water, new(2026, 11, 3), new Usd(4000)),
                    new(UtilityService.Water, new(2026, 11, 3), new Usd(1000)),
                    new(UtilityService.Sewer, new(2026, 11, 3), new Usd(3000)),
                ],
                new Usd(410), new Usd(-410)),
        ],
        Page);
}
