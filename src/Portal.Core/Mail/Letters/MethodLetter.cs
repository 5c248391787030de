using System.Globalization;
using Portal.Core.Payments.Wallet;
using static Portal.Core.Mail.LetterWords;

namespace Portal.Core.Mail.Letters;

/// <summary>A card or bank account was kept, replaced, renewed or removed, or a card expires soon.</summary>
/// <param name="ExpiresOn">The last day on which a card is good.</param>
/// <param name="IsOnHold">Autopay with it is on hold, and stays so.</param>
public sealed record MethodLetter(
    MethodNews Of, string Name, Named Method, DateOnly? ExpiresOn, bool IsOnHold, Uri Page) : ILetter
{
    public string Kind => Of switch
    {
        MethodNews.Kept => "method_kept",
        MethodNews.Replaced => "method_replaced",
        MethodNews.Updated => "method_updated",
        MethodNews.BankCorrected => "method_corrected",
        MethodNews.Removed => "method_removed",
        MethodNews.TakenOut => "method_taken_out",
        _ => "method_expires",
    };

    public Letter Write(CultureInfo culture)
    {
        var expires = ExpiresOn is { } day ? Day(culture, day) : "";
        return Letter.Of(
            Say(culture, $"Method{Of}_Subject", Method.In(culture)),
            Greeting(culture, Name),
            Say(culture, $"Method{Of}_Lead", Method.In(culture), expires),
            Of is MethodNews.Replaced or MethodNews.Updated or MethodNews.BankCorrected
                ? Say(culture, IsOnHold ? "Method_OnHold" : "Method_GoesOn") : "",
            Of is MethodNews.Updated ? "" : Say(culture, $"Method{Of}_Next", Method.In(culture)),
            Letter.Link(Say(culture, "Method_Link"), Page));
    }
}
