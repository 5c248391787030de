using System.Text.Json;
using Portal.Core.Moves;

namespace Portal.Web.Pages.Office.Moves;

/// <summary>What is filled in to change an agreement.</summary>
public sealed class AgreementInput
{
    public Guid OperationId { get; set; }

    public DateOnly? From { get; set; }

    public string? Choice { get; set; }

    public string? Frequency { get; set; }

    public int? ExtraPickups { get; set; }

    public int? Dwellings { get; set; }

    public int? Carts { get; set; }

    public decimal? AreaSqft { get; set; }

    public string? RateArea { get; set; }

    public string? Note { get; set; }

    /// <summary>What held when the form was made, as JSON.</summary>
    public string? Seen { get; set; }

    internal static AgreementInput Of(ServedPoint? served) => served?.Facts is not { } now ? new() : new()
    {
        OperationId = Guid.CreateVersion7(),
        From = served.Days.Count > 0 ? served.Days[^1] : null,
        Choice = now.Choice,
        Frequency = now.Frequency,
        ExtraPickups = now.ExtraPickups,
        Dwellings = now.Dwellings,
        Carts = now.Carts,
        AreaSqft = now.AreaSqft,
        RateArea = now.RateArea,
        Seen = JsonSerializer.Serialize(now),
    };

    /// <summary>What held when the form was made; null where that cannot be read.</summary>
    internal AgreementFacts? SeenFacts()
    {
        try
        {
            return Seen is null ? null : JsonSerializer.Deserialize<AgreementFacts>(Seen);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    internal AgreementFacts Facts() => new()
    {
        Choice = Choice,
        Frequency = Frequency,
        ExtraPickups = ExtraPickups ?? -1,
        Dwellings = Dwellings ?? 0,
        Carts = Carts ?? -1,
        AreaSqft = AreaSqft,
        RateArea = RateArea,
    };

    internal static string FieldOf(string refusal) => refusal switch
    {
        "Agreement_Day" => "Input.From",
        "Agreement_Choice" => "Input.Choice",
        "Agreement_Frequency" => "Input.Frequency",
        "Agreement_ExtraPickups" => "Input.ExtraPickups",
        "Agreement_Dwellings" => "Input.Dwellings",
        "Agreement_Carts" => "Input.Carts",
        "Agreement_Area" => "Input.AreaSqft",
        "Agreement_RateArea" or "Agreement_AreaShared" => "Input.RateArea",
        "Adjust_NoteMissing" => "Input.Note",
        _ => "",
    };
}
