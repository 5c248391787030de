using Microsoft.AspNetCore.Mvc.ModelBinding;
using Portal.Core.Common;
using Portal.Core.Moves;

namespace Portal.Web.Pages.Office.Moves;

/// <summary>What a meter shows, as typed.</summary>
public sealed class ReadForm
{
    public Guid Point { get; set; }

    public decimal? Reading { get; set; }
}

/// <summary>A mailing address as typed; all empty means none.</summary>
public sealed class AddressForm
{
    public string? Line1 { get; set; }

    public string? Line2 { get; set; }

    public string? City { get; set; }

    public string? State { get; set; }

    public string? PostalCode { get; set; }

    /// <summary>Null when nothing was typed.</summary>
    public MailingAddress? ToAddress() =>
        string.IsNullOrWhiteSpace(Line1 + Line2 + City + State + PostalCode) ? null : Whole();

    /// <summary>What was typed, however little.</summary>
    public MailingAddress Whole() => new(Line1 ?? "", Line2, City ?? "", State ?? "", PostalCode ?? "");
}

/// <summary>Forms to requests, refusals to messages.</summary>
public static class MoveForms
{
    public static IReadOnlyList<PointReading> ToReadings(this IEnumerable<ReadForm> reads) =>
        [.. from read in reads where read.Reading is not null select new PointReading(read.Point, read.Reading!.Value)];

    /// <summary>Every reason, each a line of the summary.</summary>
    public static void AddReasons(this ModelStateDictionary state, Refusal refusal)
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(refusal);
        foreach (var reason in refusal.All)
        {
            state.AddModelError("", reason.Reason);
        }
    }
}
