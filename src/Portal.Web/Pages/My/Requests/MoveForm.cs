using Portal.Core.Money;
using Portal.Core.Requests;
using Portal.Core.Requests.Moving;
using Portal.Core.Requests.Uploads;
using Portal.Web.People;

namespace Portal.Web.Pages.My.Requests;

/// <summary>Service to start, stop or move, as typed.</summary>
public sealed class MoveForm
{
    /// <summary>Chosen among the addresses found: none of them.</summary>
    public const string NoneOfThese = "none";

    /// <summary>Not for an account there is: for a new one.</summary>
    public const string NewAccount = "new";

    public Guid OperationId { get; set; }

    /// <summary>"start", "stop" or "move".</summary>
    public string? Do { get; set; }

    public string? Account { get; set; }

    public string? StopPremise { get; set; }

    public string? StopOn { get; set; }

    public AddressFields Forwarding { get; set; } = new();

    /// <summary>The new address in their words; the city's own are looked for by it.</summary>
    public string? StartPlace { get; set; }

    /// <summary>The one chosen of those found, or <see cref="NoneOfThese"/>.</summary>
    public string? StartPremise { get; set; }

    public string? StartOn { get; set; }

    public string? Occupancy { get; set; }

    public string? LegalName { get; set; }

    public string? Phone { get; set; }

    public string? Words { get; set; }

    /// <summary>Cents of the deposit that was told; empty for none.</summary>
    public string? Deposit { get; set; }

    public List<IFormFile>? Files { get; set; }

    public bool Stops => Do is "stop" or "move";

    public bool Starts => Do is "start" or "move";

    internal AskToMove.Request ToRequest(Asker asker, IReadOnlyList<Upload> identity) => new(
        OperationId, asker, AskForms.Id(Account),
        Stops ? new(AskForms.Id(StopPremise) ?? Guid.Empty, AskForms.Day(StopOn), Forwarding.OrNone()) : null,
        Starts ? new(
            AskForms.Id(StartPremise), StartPlace, AskForms.Day(StartOn), Occupancy switch
            {
                "owner" => Core.Requests.Moving.Occupancy.Owner,
                "tenant" => Core.Requests.Moving.Occupancy.Tenant,
                _ => null,
            },
            LegalName, Phone) : null,
        Words, AskForms.No(Deposit) is { } cents ? new Usd(cents) : null, identity);
}
