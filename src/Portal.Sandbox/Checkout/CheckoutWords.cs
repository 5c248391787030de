using System.Globalization;
using System.Resources;

namespace Portal.Sandbox.Checkout;

/// <summary>The checkout page's sentences in English or Spanish (Words/Checkout.resx).</summary>
public sealed class CheckoutWords(string language)
{
    private static readonly ResourceManager Book = new("Portal.Sandbox.Words.Checkout", typeof(CheckoutWords).Assembly);
    private readonly CultureInfo _culture = CultureInfo.GetCultureInfo(language);

    public string Language => language;

    public string this[string key] =>
        Book.GetString(key, _culture) ?? throw new InvalidOperationException($"No sentence {key}.");

    public string Of(string key, params object[] values) => string.Format(_culture, this[key], values);

    /// <summary>Why a bank said no; a general sentence for reasons without one of their own.</summary>
    public string Declined(string code) =>
        Book.GetString("Declined_" + code, _culture) ?? this["Declined_generic_decline"];
}
