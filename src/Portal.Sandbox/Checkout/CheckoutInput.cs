using System.Globalization;
using Portal.Sandbox.Stripe;

namespace Portal.Sandbox.Checkout;

/// <summary>What the payer typed.</summary>
public sealed class CheckoutInput
{
    public string Method { get; set; } = "card";

    public string? Email { get; set; }

    public string? Number { get; set; }

    public string? Expiry { get; set; }

    public string? Cvc { get; set; }

    public string? CardName { get; set; }

    public string? PostalCode { get; set; }

    public string? Holder { get; set; }

    public string? Routing { get; set; }

    public string? BankAccount { get; set; }

    /// <summary>Field and sentence of everything that is wrong, in the order of the page.</summary>
    /// <param name="words">The page's language.</param>
    /// <param name="types">card, us_bank_account, or both.</param>
    /// <param name="today">For the card's expiry.</param>
    public IEnumerable<(string Field, string Sentence)> Faults(
        CheckoutWords words, IReadOnlyList<string> types, DateOnly today)
    {
        if (Email is not null && !(Email.IndexOf('@') is > 0 and var at && at < Email.Length - 1))
        {
            yield return (nameof(Email), words["Fault_Email"]);
        }

        var fields = Method == "bank" && types.Contains("us_bank_account") ? BankFaults() : CardFaults(today);
        foreach (var field in fields)
        {
            yield return (field, words["Fault_" + field]);
        }
    }

    public Instrument ToInstrument()
    {
        if (Method == "bank")
        {
            return new Instrument.Bank(Digits(Routing), Digits(BankAccount), Holder, Email);
        }

        var (month, year) = ExpiryOf()!.Value;
        return new Instrument.Card(Digits(Number), month, year, CardName, Email, PostalCode);
    }

    private static string Digits(string? text) => string.Concat((text ?? "").Where(char.IsAsciiDigit));

    private IEnumerable<string> CardFaults(DateOnly today)
    {
        if (TestCard.Find(Digits(Number)) is null)
        {
            yield return nameof(Number);
        }

        if (ExpiryOf() is not var (month, year) || year * 12 + month < today.Year * 12 + today.Month)
        {
            yield return nameof(Expiry);
        }

        if (Digits(Cvc).Length is not (3 or 4))
        {
            yield return nameof(Cvc);
        }
    }

    private IEnumerable<string> BankFaults()
    {
        if (string.IsNullOrWhiteSpace(Holder))
        {
            yield return nameof(Holder);
        }

        if (Digits(Routing) != TestBank.Routing)
        {
            yield return nameof(Routing);
        }

        if (TestBank.Find(Digits(BankAccount)) is null)
        {
            yield return nameof(BankAccount);
        }
    }

    /// <summary>12/30, 12 / 2030 or 1230.</summary>
    private (int Month, int Year)? ExpiryOf()
    {
        var digits = Digits(Expiry);
        if (digits.Length is not (4 or 6))
        {
            return null;
        }

        var month = int.Parse(digits[..2], CultureInfo.InvariantCulture);
        var year = int.Parse(digits[2..], CultureInfo.InvariantCulture);
        return month is >= 1 and <= 12 ? (month, year < 100 ? 2000 + year : year) : null;
    }
}
