using Portal.Core.Mail;
using Portal.Core.Payments.Gateway;

namespace Portal.Core.Payments.Wallet;

/// <summary>What letters and pages call a method by: "Visa ••4242", "Bank account ••6789".</summary>
/// <param name="Brand">Of a card; banks are not named.</param>
public sealed record Named(GatewayTender Tender, string? Brand, string LastFour)
{
    public static Named Of(SavedMethod method)
    {
        ArgumentNullException.ThrowIfNull(method);
        return new(method.Tender, method.Brand, method.LastFour);
    }

    public string In(System.Globalization.CultureInfo culture)
    {
        var kind = Tender == GatewayTender.Card && Brand is not null
            ? Brand
            : LetterWords.Say(culture, $"Tender_{Tender}");
        return $"{kind} ••{LastFour}";
    }

    public override string ToString() => In(System.Globalization.CultureInfo.CurrentUICulture);
}
