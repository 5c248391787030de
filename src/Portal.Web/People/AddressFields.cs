using Microsoft.AspNetCore.Mvc.Rendering;
using Portal.Core.Accounts.Contacts;

namespace Portal.Web.People;

/// <summary>A mailing address as typed. A country alone is none: it is chosen before anything is typed.</summary>
public sealed class AddressFields
{
    public string? Line1 { get; set; }

    public string? Line2 { get; set; }

    public string? City { get; set; }

    public string? State { get; set; }

    public string? PostalCode { get; set; }

    public string? Country { get; set; } = PostalAddress.UnitedStates;

    public static IEnumerable<SelectListItem> Countries =>
        Core.Accounts.Contacts.Countries.InOrder().Select(c => new SelectListItem(c.Name, c.Code));

    /// <summary>Filled in with what is known; empty when nothing is.</summary>
    public static AddressFields Of(PostalAddress? known) => known is null
        ? new()
        : new()
        {
            Line1 = known.Line1, Line2 = known.Line2, City = known.City, State = known.State,
            PostalCode = known.PostalCode, Country = known.Country,
        };

    /// <summary>What was typed, however little.</summary>
    public PostalAddress Whole() => PostalAddress.Typed(Line1, Line2, City, State, PostalCode, Country);

    /// <summary>Null when nothing was typed.</summary>
    public PostalAddress? OrNone() =>
        string.IsNullOrWhiteSpace(Line1 + Line2 + City + State + PostalCode) ? null : Whole();

    /// <summary>The field that a refusal of an address is about; null when it is about none.</summary>
    public static string? FieldOf(string refusal) => refusal switch
    {
        "Address_StreetMissing" or "Address_LineTooLong" => nameof(Line1),
        "Address_CityMissing" => nameof(City),
        "Address_StateUnknown" => nameof(State),
        "Address_ZipWrong" or "Address_CodeTooLong" => nameof(PostalCode),
        "Address_CountryUnknown" => nameof(Country),
        _ => null,
    };
}
