using System.Text.Json;
using System.Text.RegularExpressions;
using Portal.Core.Billing.Printing;
using Portal.Core.Common;

namespace Portal.Core.Accounts.Contacts;

/// <summary>
/// Where a customer's mail goes, as they write it. Refuses only what no mail carrier could deliver: a missing street
/// line, of a US address a state that is none or a ZIP code that cannot be one; anything else is the customer's word.
/// </summary>
/// <param name="Line1">Street, box or rural route.</param>
/// <param name="City">May be empty where a US ZIP code says it.</param>
/// <param name="State">Of a US address the two letters.</param>
/// <param name="Country">Two letters of ISO 3166-1.</param>
public sealed partial record PostalAddress(
    string Line1, string? Line2, string City, string State, string PostalCode, string Country)
{
    /// <summary>The country of an address that names none.</summary>
    public const string UnitedStates = "US";

    private const int LongestPostalCode = 20;

    /// <summary>As typed, tidied: the state as two letters, the ZIP code with its dash.</summary>
    public static PostalAddress Typed(
        string? line1, string? line2, string? city, string? state, string? postalCode, string? country)
    {
        var where = TypedLine.OrNull(country)?.ToUpperInvariant() ?? UnitedStates;
        var (region, code) = (TypedLine.Of(state), TypedLine.Of(postalCode));
        return new(
            TypedLine.Of(line1),
            TypedLine.OrNull(line2),
            TypedLine.Of(city),
            where == UnitedStates ? UsStates.CodeOf(region) ?? region : region,
            where == UnitedStates ? ZipOf(code) : code,
            where);
    }

    /// <summary>What is on file.</summary>
    public static PostalAddress Of(Customer customer)
    {
        ArgumentNullException.ThrowIfNull(customer);
        return new(
            customer.MailingLine1, customer.MailingLine2, customer.MailingCity, customer.MailingState,
            customer.MailingPostalCode, customer.MailingCountry);
    }

    /// <summary>Of a place that is served.</summary>
    public static PostalAddress Of(Premise premise)
    {
        ArgumentNullException.ThrowIfNull(premise);
        return new(
            premise.Line1, premise.Line2, premise.City, premise.State, premise.PostalCode, UnitedStates);
    }

    /// <summary>Every reason why it cannot be used, by the field it is about; none when it can.</summary>
    public IEnumerable<(string Field, Refusal Why)> WhyNot()
    {
        if (!Says(Line1)) { yield return (nameof(Line1), new("Address_StreetMissing")); }
        else if (TooLong(Line1)) { yield return (nameof(Line1), TooLongLine()); }

        if (Line2 is not null && TooLong(Line2)) { yield return (nameof(Line2), TooLongLine()); }

        if (TooLong(City)) { yield return (nameof(City), TooLongLine()); }

        if (TooLong(State)) { yield return (nameof(State), TooLongLine()); }

        if (PostalCode.Length > LongestPostalCode) { yield return (nameof(PostalCode), new("Address_CodeTooLong")); }

        foreach (var fault in Country == UnitedStates ? WhyNotUs() : WhyNotAbroad()) { yield return fault; }
    }

    /// <summary>
    /// As the lines of an envelope; abroad, the country last, in English and capitals (International Mail Manual
    /// 122.1).
    /// </summary>
    public IReadOnlyList<string> Lines()
    {
        var isAbroad = PostalOrder.IsAbroad(Country);
        var place = string.Join(
            isAbroad ? " " : ", ",
            new[] { City, $"{State} {PostalCode}".Trim() }.Where(part => part.Length > 0));
        return
        [
            .. new[] { Line1, Line2 ?? "", place, isAbroad ? PostalOrder.CountryLine(Country) : "" }
                .Where(line => !string.IsNullOrWhiteSpace(line)),
        ];
    }

    /// <summary>As it is kept beside an act.</summary>
    internal string ToJson() => JsonSerializer.Serialize(this);

    /// <summary>Before addresses abroad were kept they named no country.</summary>
    internal static PostalAddress FromJson(string json) =>
        JsonSerializer.Deserialize<PostalAddress>(json) is { } address
            ? address with { Country = address.Country ?? UnitedStates }
            : throw new JsonException("An address is null.");

    public override string ToString() => string.Join(", ", Lines());

    internal void Put(Customer customer)
    {
        customer.MailingLine1 = Line1;
        customer.MailingLine2 = Line2;
        customer.MailingCity = City;
        customer.MailingState = State;
        customer.MailingPostalCode = PostalCode;
        customer.MailingCountry = Country;
    }

    private static bool TooLong(string line) => line.Length > TypedLine.LongestAddressLine;

    private static Refusal TooLongLine() => new("Address_LineTooLong", TypedLine.LongestAddressLine);

    private static bool Says(string line) => line.Any(char.IsLetterOrDigit);

    /// <summary>Nine digits get their dash; anything else stays as typed.</summary>
    private static string ZipOf(string typed)
    {
        var digits = string.Concat(typed.Where(c => c is not (' ' or '-')));
        return digits.Length == 9 && digits.All(char.IsAsciiDigit) ? $"{digits[..5]}-{digits[5..]}" : typed;
    }

    private IEnumerable<(string Field, Refusal Why)> WhyNotUs()
    {
        if (UsStates.CodeOf(State) is null) { yield return (nameof(State), new("Address_StateUnknown")); }

        if (!Zip().IsMatch(PostalCode)) { yield return (nameof(PostalCode), new("Address_ZipWrong")); }
    }

    private IEnumerable<(string Field, Refusal Why)> WhyNotAbroad()
    {
        if (!Countries.Has(Country)) { yield return (nameof(Country), new("Address_CountryUnknown")); }

        if (!Says(City) && !Says(PostalCode)) { yield return (nameof(City), new("Address_CityMissing")); }
    }

    /// <summary>The first ZIP code there is is 00501.</summary>
    [GeneratedRegex(@"^(?!000|001|002|003|004|00500)[0-9]{5}(-[0-9]{4})?$")]
    private static partial Regex Zip();
}
