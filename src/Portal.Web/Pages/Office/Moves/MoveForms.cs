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

/// <summary>The end of service as typed.</summary>
public sealed class EndForm
{
    public Guid OperationId { get; set; }

    public Guid? Premise { get; set; }

    public DateOnly? EndsOn { get; set; }

    /// <summary>Cents owed when the page was drawn.</summary>
    public long Balance { get; set; }

    public List<ReadForm> Reads { get; set; } = [];

    /// <summary>A reading far above the usual was looked at again.</summary>
    public bool AreReadsChecked { get; set; }

    public AddressForm Forwarding { get; set; } = new();
}

/// <summary>A mailing address as typed; all empty means none.</summary>
public sealed class AddressForm
{
    public string? Line1 { get; set; }

    public string? Line2 { get; set; }

    public string? City { get; set; }

    public string? State { get; set; }

    public string? PostalCode { get; set; }

    /// <summary>Filled in with what is known; empty when nothing is.</summary>
    public static AddressForm Of(MailingAddress? known) => new()
    {
        Line1 = known?.Line1, Line2 = known?.Line2, City = known?.City, State = known?.State,
        PostalCode = known?.PostalCode,
    };

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

    /// <summary>Every reason, each by the field it is about where there is one.</summary>
    /// <param name="day">The field of the day on which it happens.</param>
    /// <param name="meters">The meters whose readings are asked for, in the order of the fields.</param>
    public static void AddReasons(
        this ModelStateDictionary state, Refusal refusal, string day, IReadOnlyList<MeterToRead>? meters = null)
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(refusal);
        foreach (var reason in refusal.All)
        {
            state.AddModelError(FieldOf(reason, day, meters ?? []), reason.Reason);
        }
    }

    private static string FieldOf(Refusal reason, string day, IReadOnlyList<MeterToRead> meters) => reason.Key switch
    {
        "Move_NameMissing" => "Input.Name",
        "Move_EmailWrong" => "Input.Email",
        "Move_CycleMissing" => "Input.BillingCycle",
        "Move_InFuture" or "Move_StartsInBilled" or "Move_EndsBeforeStart" or "Move_NotServed" => day,
        _ when reason.Key.StartsWith("Move_Read", StringComparison.Ordinal) =>
            meters.Index().FirstOrDefault(m => m.Item.MeterNumber.Equals(reason.Values.FirstOrDefault())) is
            { Item: not null } meter ? $"Input.Reads[{meter.Index}].Reading" : "",
        _ => "",
    };
}
