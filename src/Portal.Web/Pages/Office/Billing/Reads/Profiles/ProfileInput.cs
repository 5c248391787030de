using System.Globalization;
using Portal.Core.Reads.Files;
using Portal.Core.Reads.Imports;

namespace Portal.Web.Pages.Office.Billing.Reads.Profiles;

/// <summary>A profile as a form holds it.</summary>
public sealed class ProfileInput
{
    public Guid Id { get; set; } = Guid.CreateVersion7();

    public uint? Version { get; set; }

    public string? Name { get; set; }

    public ReadFileShape Shape { get; set; }

    public bool HasHeader { get; set; } = true;

    /// <summary>The character's number: a tab does not survive a form.</summary>
    public int Separator { get; set; } = ',';

    public FileEncoding Encoding { get; set; }

    public string? MeterColumn { get; set; }

    public string? DateColumn { get; set; }

    public string? ValueColumn { get; set; }

    public string? KindColumn { get; set; }

    public string? UnitColumn { get; set; }

    public string? DemandColumn { get; set; }

    public string? ExportedColumn { get; set; }

    public string? DateFormat { get; set; } = ReadProfile.DateFormats[0];

    public int DecimalSign { get; set; } = '.';

    public string? Unit { get; set; }

    /// <summary>As typed.</summary>
    public string? Multiplier { get; set; } = "1";

    public ReadProfile ToProfile() => new()
    {
        Shape = Shape,
        HasHeader = HasHeader,
        Separator = (char)Separator,
        Encoding = Encoding,
        MeterColumn = MeterColumn?.Trim() ?? "",
        DateColumn = DateColumn?.Trim() ?? "",
        ValueColumn = ValueColumn?.Trim() ?? "",
        KindColumn = Blank(KindColumn),
        UnitColumn = Blank(UnitColumn),
        DemandColumn = Blank(DemandColumn),
        ExportedColumn = Blank(ExportedColumn),
        DateFormat = DateFormat?.Trim() ?? "",
        DecimalSign = (char)DecimalSign,
        Unit = Blank(Unit),
        Multiplier = decimal.TryParse(
            Multiplier, NumberStyles.AllowDecimalPoint, CultureInfo.CurrentCulture, out var times) ? times : 0m,
    };

    public static ProfileInput Of(SavedReadProfile saved)
    {
        ArgumentNullException.ThrowIfNull(saved);
        var input = Of(saved.Profile);
        (input.Id, input.Version, input.Name) = (saved.Id, saved.Version, saved.Name);
        return input;
    }

    public static ProfileInput Of(ReadProfile profile)
    {
        ArgumentNullException.ThrowIfNull(profile);
        return new()
        {
            Shape = profile.Shape,
            HasHeader = profile.HasHeader,
            Separator = profile.Separator,
            Encoding = profile.Encoding,
            MeterColumn = profile.MeterColumn,
            DateColumn = profile.DateColumn,
            ValueColumn = profile.ValueColumn,
            KindColumn = profile.KindColumn,
            UnitColumn = profile.UnitColumn,
            DemandColumn = profile.DemandColumn,
            ExportedColumn = profile.ExportedColumn,
            DateFormat = profile.DateFormat,
            DecimalSign = profile.DecimalSign,
            Unit = profile.Unit,
            Multiplier = profile.Multiplier.ToString(CultureInfo.CurrentCulture),
        };
    }

    private static string? Blank(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}
