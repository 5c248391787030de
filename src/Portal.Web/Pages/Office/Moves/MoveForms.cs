using System.Globalization;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.EntityFrameworkCore;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Moves;
using Portal.Web.People;

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

    public AddressFields Forwarding { get; set; } = new();

    public MoveSource? Source { get; set; }

    /// <summary>The customer said that their mail goes where it goes.</summary>
    public bool MailStays { get; set; }
}

/// <summary>Forms to requests, refusals to messages.</summary>
public static class MoveForms
{
    public static IReadOnlyList<PointReading> ToReadings(this IEnumerable<ReadForm> reads) =>
        [.. from read in reads where read.Reading is not null select new PointReading(read.Point, read.Reading!.Value)];

    /// <summary>The city's billing cycles, to choose from.</summary>
    internal static async Task<IReadOnlyList<SelectListItem>> CyclesAsync(PortalDbContext db, CancellationToken ct)
    {
        var language = CultureInfo.CurrentUICulture.TwoLetterISOLanguageName;
        return
        [
            .. (await db.BillingCycles.AsNoTracking().OrderBy(c => c.Code).ToListAsync(ct))
                .Select(c => new SelectListItem($"{c.Code} {c.NameIn(language)}", c.Code)),
        ];
    }

    /// <summary>How it may have been asked for: on the site only where the request is at hand.</summary>
    public static IEnumerable<MoveSource> Sources(Guid? asked) =>
        asked is null ? Enum.GetValues<MoveSource>().Except([MoveSource.Site]) : Enum.GetValues<MoveSource>();

    /// <summary>Every reason, each by the field it is about where there is one.</summary>
    /// <param name="day">The field of the day on which it happens.</param>
    /// <param name="address">The fields of the address.</param>
    /// <param name="meters">The meters whose readings are asked for, in the order of the fields.</param>
    public static void AddReasons(
        this ModelStateDictionary state, Refusal refusal, string day, string address = "",
        IReadOnlyList<MeterToRead>? meters = null)
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(refusal);
        foreach (var reason in refusal.All)
        {
            state.AddModelError(
                AddressFields.FieldOf(reason.Key) is { } field
                    ? $"{address}.{field}"
                    : FieldOf(reason, day, meters ?? []),
                reason.Reason);
        }
    }

    private static string FieldOf(Refusal reason, string day, IReadOnlyList<MeterToRead> meters) => reason.Key switch
    {
        "Move_NameMissing" => "Input.Name",
        "Move_LooksLike" => "Input.IsAnotherPerson",
        "Move_EmailWrong" => "Input.Email",
        "Move_CycleMissing" => "Input.BillingCycle",
        "Move_SourceMissing" or "Move_RequestMissing" => "Input.Source",
        "Move_ForwardingMissing" or "Move_ForwardingTwice" => "Input.MailStays",
        "Open_OccupancyMissing" => "Input.Occupancy",
        "Open_IdentityMissing" or "Open_IdentityNotConfirmed" => "Input.IsIdentityConfirmed",
        "Open_IdentityNoteMissing" => "Input.IdentityNote",
        "Open_DepositMissing" or "Open_DepositTwice" or "Open_DepositAbove" or "Open_NoDepositRules" =>
            "Input.Deposit",
        "Transfer_SamePlace" => "Input.From",
        "Move_InFuture" or "Move_StartsInBilled" or "Move_EndsBeforeStart" or "Move_NotServed" => day,
        _ when reason.Key.StartsWith("Move_Read", StringComparison.Ordinal) =>
            meters.Index().FirstOrDefault(m => m.Item.MeterNumber.Equals(reason.Values.FirstOrDefault())) is
            { Item: not null } meter ? $"Input.Reads[{meter.Index}].Reading" : "",
        _ => "",
    };
}
