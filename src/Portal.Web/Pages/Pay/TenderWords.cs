using Portal.Core.Payments;
using Portal.Web.Words;

namespace Portal.Web.Pages.Pay;

/// <summary>How something was paid, in words: "Visa ••4242", "Bank account ••6789", "Cash".</summary>
public sealed class TenderWords(Words<PayBook> words)
{
    public string Of(Tender tender, string? brand, string? lastFour) => lastFour is null
        ? words[$"Tender_{tender}"]
        : words[
            "Tender_EndsIn",
            tender == Tender.Card && brand is not null ? NameOf(brand) : words[$"Tender_{tender}"],
            lastFour];

    /// <summary>Brands write their own names; the processor writes them small.</summary>
    private static string NameOf(string brand) => brand.ToLowerInvariant() switch
    {
        "visa" => "Visa",
        "mastercard" => "Mastercard",
        "amex" => "American Express",
        "discover" => "Discover",
        "diners" => "Diners Club",
        "jcb" => "JCB",
        "unionpay" => "UnionPay",
        _ => brand,
    };
}
