using Portal.Core.Billing.Rating;

namespace Portal.Web.Pages.Office.Billing.Rates;

/// <summary>The published schema of the rate file, open to all who write such files.</summary>
public static class RateSchemaRoute
{
    private static readonly Lazy<string> Schema = new(RateDocument.Schema);

    public static void MapRateSchema(this IEndpointRouteBuilder routes) => routes
        .MapGet("/schemas/rates.json", () => Results.Text(Schema.Value, "application/schema+json"))
        .AllowAnonymous();
}
