namespace Portal.Core.Accounts.Contacts;

/// <summary>States, territories and military post offices that the US mail delivers to, by code and name.</summary>
public static class UsStates
{
    private static readonly Dictionary<string, string> Names = new(StringComparer.OrdinalIgnoreCase)
    {
        ["AL"] = "Alabama", ["AK"] = "Alaska", ["AZ"] = "Arizona", ["AR"] = "Arkansas", ["CA"] = "California",
        ["CO"] = "Colorado", ["CT"] = "Connecticut", ["DE"] = "Delaware", ["DC"] = "District of Columbia",
        ["FL"] = "Florida", ["GA"] = "Georgia", ["HI"] = "Hawaii", ["ID"] = "Idaho", ["IL"] = "Illinois",
        ["IN"] = "Indiana", ["IA"] = "Iowa", ["KS"] = "Kansas", ["KY"] = "Kentucky", ["LA"] = "Louisiana",
        ["ME"] = "Maine", ["MD"] = "Maryland", ["MA"] = "Massachusetts", ["MI"] = "Michigan", ["MN"] = "Minnesota",
        ["MS"] = "Mississippi", ["MO"] = "Missouri", ["MT"] = "Montana", ["NE"] = "Nebraska", ["NV"] = "Nevada",
        ["NH"] = "New Hampshire", ["NJ"] = "New Jersey", ["NM"] = "New Mexico", ["NY"] = "New York",
        ["NC"] = "North Carolina", ["ND"] = "North Dakota", ["OH"] = "Ohio", ["OK"] = "Oklahoma", ["OR"] = "Oregon",
        ["PA"] = "Pennsylvania", ["RI"] = "Rhode Island", ["SC"] = "South Carolina", ["SD"] = "South Dakota",
        ["TN"] = "Tennessee", ["TX"] = "Texas", ["UT"] = "Utah", ["VT"] = "Vermont", ["VA"] = "Virginia",
        ["WA"] = "Washington", ["WV"] = "West Virginia", ["WI"] = "Wisconsin", ["WY"] = "Wyoming",
        ["AS"] = "American Samoa", ["FM"] = "Federated States of Micronesia", ["GU"] = "Guam",
        ["MH"] = "Marshall Islands", ["MP"] = "Northern Mariana Islands", ["PW"] = "Palau", ["PR"] = "Puerto Rico",
        ["VI"] = "US Virgin Islands", ["AA"] = "Armed Forces Americas", ["AE"] = "Armed Forces Europe",
        ["AP"] = "Armed Forces Pacific",
    };

    /// <summary>Two letters, however it was written; null when it is no state.</summary>
    public static string? CodeOf(string typed)
    {
        ArgumentNullException.ThrowIfNull(typed);
        var word = typed.Replace(".", "", StringComparison.Ordinal).Trim();
        return Names.ContainsKey(word)
            ? word.ToUpperInvariant()
            : Names.Where(s => s.Value.Equals(word, StringComparison.OrdinalIgnoreCase)).Select(s => s.Key)
                .SingleOrDefault();
    }
}
