using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using Portal.Core.Payments.Checks;

namespace Portal.Web.Pages.Office.Checks;

/// <summary>Which part of the register, as its address says it; what is no word of ours is as good as absent.</summary>
public sealed class CheckQuery
{
    [FromQuery(Name = "state")]
    public string? State { get; set; }

    [FromQuery(Name = "number")]
    public string? Number { get; set; }

    [FromQuery(Name = "sort")]
    public string? Sort { get; set; }

    [FromQuery(Name = "p")]
    public int? Page { get; set; }

    /// <summary>Of the file: "xlsx"; else it is CSV.</summary>
    [FromQuery(Name = "as")]
    public string? As { get; set; }

    internal CheckRegister.Filter Read() => new(
        Enum.TryParse<CheckState>(State, ignoreCase: true, out var one) && Enum.IsDefined(one) ? one : null,
        long.TryParse(Number, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null, Sort);
}
