using Portal.Core.Accounts;
using Portal.Core.Billing;
using Portal.Core.Common;
using Portal.Core.Money;
using Portal.Core.Moves;
using Portal.Core.Requests.Moving;
using Portal.Core.Staff;
using Portal.Web.People;

namespace Portal.Web.Pages.Office.Moves;

/// <summary>A newcomer and the day, as typed.</summary>
public sealed class StartForm
{
    public Guid OperationId { get; set; }

    public MoveSource? Source { get; set; }

    public DateOnly? StartsOn { get; set; }

    public CustomerClass CustomerClass { get; set; }

    public List<ReadForm> Reads { get; set; } = [];

    public string? BillingCycle { get; set; }

    public string? Name { get; set; }

    public CustomerKind Kind { get; set; }

    public string Language { get; set; } = "en";

    public string? Email { get; set; }

    public string? Phone { get; set; }

    public AddressFields Mailing { get; set; } = new();

    public Occupancy? Occupancy { get; set; }

    public bool? IsIdentityConfirmed { get; set; }

    public string? IdentityNote { get; set; }

    /// <summary>Who it looks like is another person.</summary>
    public bool IsAnotherPerson { get; set; }

    public string? Deposit { get; set; }

    public string? NoDepositReason { get; set; }

    /// <summary>What the customer asked for on the site stands in the form already.</summary>
    internal void Fill(ServiceRequest asked, IdentityCheck? identity)
    {
        Source = MoveSource.Site;
        (Name, Phone, Occupancy) = (asked.LegalName, asked.Phone, asked.Occupancy);
        (IsIdentityConfirmed, IdentityNote) = (identity?.IsConfirmed, identity?.Note);
    }

    internal NewCustomer ToNewCustomer() =>
        new(Name?.Trim() ?? "", Kind, Language == "es" ? "es" : "en", Email, Phone, Mailing.Whole());

    /// <param name="owner">An account of the customer it is for; null for somebody new.</param>
    /// <param name="deposit">As read from what was typed; null when nothing was.</param>
    internal MoveIn.Request ToRequest(Guid? account, Guid? owner, Guid premise, Guid? asked, Usd? deposit, Actor by) =>
        new(OperationId, account, premise, StartsOn!.Value, CustomerClass, Reads.ToReadings(), by)
        {
            Source = Source,
            RequestId = asked,
            BillingCycle = BillingCycle,
            OwnerAccountId = account is null ? owner : null,
            IsAnotherPerson = IsAnotherPerson,
            NewCustomer = account is null && owner is null ? ToNewCustomer() : null,
            Application = account is null
                ? new(Occupancy, IsIdentityConfirmed, IdentityNote, deposit, NoDepositReason)
                : null,
        };
}
