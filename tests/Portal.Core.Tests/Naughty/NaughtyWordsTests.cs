using System.Globalization;
using System.Text;
using System.Text.Json;
using AngleSharp.Dom;
using AngleSharp.Html.Parser;
using Portal.Core.Accounts.Contacts;
using Portal.Core.Billing.Rating;
using Portal.Core.Common;
using Portal.Core.Documents;
using Portal.Core.Look;
using Portal.Core.Mail;
using Portal.Core.Money;
using Portal.Core.Payments.Arrangements;
using Portal.Core.People;
using Portal.Core.Requests;
using Portal.Core.Tests.Documents;
using Portal.Testing;

namespace Portal.Core.Tests.Naughty;

/// <summary>
/// All naughty strings meet each rule about what people type, each letter and each paper: nothing breaks, what is kept
/// can be kept, and nothing becomes markup or another line of a header.
/// </summary>
public sealed class NaughtyWordsTests
{
    private const string Strings = "xss/naughty-strings.json";

    /// <summary>Beyond the list: NUL, halves of pairs, what turns words around, and what is far too long.</summary>
    private static readonly string[] Own =
    [
        "nul \0 here", "\uD800", "x\uDC00\uD83D", "\u202Etxet desrever\u202C \u2066isolated\u2069",
        "\uFFFE\uFFFF\uFDD0",
        "a\r\nBcc: stranger@example.com\r\n\r\nbody", "\u2028\u2029\u0085\u000B\u001B[31m", new string('W', 100_000),
        new string('\u0301', 5_000), string.Concat(Enumerable.Repeat("👨‍👩‍👧‍👦", 400)), "\uFEFFbom", "",
    ];

    private static readonly CultureInfo[] Cultures =
        [CultureInfo.GetCultureInfo("en-US"), CultureInfo.GetCultureInfo("es-US")];

    /// <summary>Places of letters and papers that hold a code of ours, never what somebody typed.</summary>
    internal static readonly Dictionary<string, string> Codes = new()
    {
        ["AgreedBy"] = "resident:1", ["MaskedNumber"] = "••4471", ["AccountNumber"] = "1000004471",
        ["Key"] = "Request_Link",
    };

    [SharedDataFact(Strings)]
    public void What_a_rule_keeps_of_them_can_be_kept_and_kept_again()
    {
        foreach (var typed in All())
        {
            foreach (var kept in new[]
            {
                TypedLine.Of(typed), RichText.Plain(typed),
                PostalAddress.Typed(typed, typed, typed, typed, typed, typed).Line1,
            })
            {
                Assert.DoesNotContain('\0', kept);
                Assert.Equal(kept, Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(kept)));
            }

            var line = TypedLine.Of(typed);
            Assert.Equal(line, TypedLine.Of(line));
            Assert.DoesNotContain(line, c => char.IsControl(c) || c is >= '\u202A' and <= '\u202E' or '\u2028');
            var plain = RichText.Plain(typed);
            Assert.Equal(plain, RichText.Plain(plain));
            Assert.DoesNotContain(plain, c => char.IsControl(c) && c is not ('\n' or '\t'));
        }
    }

    [SharedDataFact(Strings)]
    public void Each_rule_says_yes_or_no_to_them_and_never_breaks()
    {
        foreach (var typed in All())
        {
            _ = PostalAddress.Typed(typed, typed, typed, typed, typed, "US").WhyNot().ToList();
            _ = PostalAddress.Typed(typed, typed, typed, typed, typed, "MX").WhyNot().ToList();
            _ = RichText.WhyNot(typed);
            _ = EmailAddress.Normalized(typed);
            Assert.False(MailRecipient.WhyNot(typed) is null && typed.Any(char.IsControl), typed);
            _ = PasswordRules.WhyNot(typed, typed);
            _ = TypedAmount.Read(typed);
            _ = RateDocument.Read(typed);
            if (PhoneNumber.Typed(typed) is Outcome<PhoneNumber>.Done(var phone))
            {
                Assert.Matches(@"^\+\d{7,15}$", phone.E164);
            }

            if (MailRecipient.WhyNot(typed) is null) { _ = new MailRecipient(typed, typed, "en"); }
        }
    }

    [SharedDataFact(Strings)]
    public void Every_letter_with_them_in_every_place_is_one_subject_and_no_markup()
    {
        var frame = new LetterFrame(
            CityProfile.Load(Repository.Path("wwwroot-theme")),
            File.ReadAllText(Repository.Path("wwwroot-theme/mail/frame.html")));
        var letters = typeof(ILetter).Assembly.GetTypes()
            .Where(t => typeof(ILetter).IsAssignableFrom(t) && t is { IsClass: true, IsAbstract: false }).ToList();
        var strings = All().Select(TypedLine.Of).Distinct().Where(s => s.Length < 2_000).ToList();

        Assert.True(letters.Count > 20);
        foreach (var (no, words) in strings.Index())
        {
            foreach (var type in letters)
            {
                var culture = Cultures[no % 2];
                var letter = ((ILetter)Made.Of(type, words, Codes)).Write(culture);

                Assert.DoesNotContain(letter.Subject, char.IsControl);
                if (no % letters.Count != letters.IndexOf(type) && !words.Contains('<', StringComparison.Ordinal))
                {
                    continue;
                }

                var (_, html) = frame.Around(letter, culture);
                Assert.Equal((type.Name, ""), (type.Name, string.Join(' ', AliveIn(html))));
            }
        }
    }

    [SharedDataFact(Strings)]
    public void Every_paper_with_them_in_every_place_is_drawn()
    {
        var (receipt, agreement) = (new ReceiptPdf(SampleBill.City, SampleBill.Clock),
            new AgreementPdf(SampleBill.City, SampleBill.Clock));
        var bill = new BillPdf(SampleBill.City, new("https://pay.alderfalls.example/pay"));
        foreach (var (no, words) in All().Select(TypedLine.Of).Where(s => s.Length is > 0 and <= 300).Index())
        {
            var culture = Cultures[no % 2];
            var drawn = new List<byte[]>
            {
                agreement.Make(Made.Of<AgreementStatement>(words, Codes), culture),
                receipt.Make(ReceiptPdfTests.Receipt() with { CustomerName = words, ServiceAddress = words }, culture),
            };
            if (no % 4 == 0)
            {
                drawn.Add(bill.Make(
                    SampleBill.Of(words) with { MailingAddress = [words, words], ServiceAddress = [words, words] },
                    culture));
            }

            Assert.All(drawn, pdf => Assert.True(pdf.AsSpan().StartsWith("%PDF-"u8)));
        }
    }

    private static List<string> All() =>
        [.. JsonSerializer.Deserialize<string[]>(File.ReadAllText(SharedData.Path(Strings)))!, .. Own];

    private static IEnumerable<string> AliveIn(string html) =>
        from element in new HtmlParser().ParseDocument(html).All
        where element.LocalName is "script" or "iframe" or "embed" or "object" or "base" or "svg" or "img" or "form"
            || element.Attributes.Any(a => a.Name.StartsWith("on", StringComparison.OrdinalIgnoreCase))
            || element.GetAttribute("href")?.StartsWith("https://", StringComparison.Ordinal) == false
                && !element.GetAttribute("href")!.StartsWith("tel:", StringComparison.Ordinal)
        select element.OuterHtml;
}
