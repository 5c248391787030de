using Portal.Core.Accounts;
using Portal.Core.Money;
using Portal.Core.Moves;
using Portal.Core.Staff;
using Portal.Web.People;

namespace Portal.Web.Pages.Office.Moves;

/// <summary>The move of an account from one place to another, as typed.</summary>
public sealed class TransferForm
{
    /// <summary>Of the start there.</summary>
    public Guid OperationId { get; set; }

    /// <summary>Of the end here.</summary>
    public Guid EndOperationId { get; set; }

    public MoveSource? Source { get; set; }

    public DateOnly? EndsOn { get; set; }

    public DateOnly? StartsOn { get; set; }

    public CustomerClass CustomerClass { get; set; }

    /// <summary>Cents owed when the page was drawn.</summary>
    public long Balance { get; set; }

    /// <summary>Of the place left, then of the place gone to.</summary>
    public List<ReadForm> Reads { get; set; } = [];

    public bool MailStays { get; set; }

    public AddressFields Forwarding { get; set; } = new();

    internal TransferToPremise.Request ToRequest(Guid account, Guid from, Guid to, Guid? asked, Actor by)
    {
        var reads = Reads.ToReadings();
        return new(
            new(OperationId, account, to, StartsOn!.Value, CustomerClass, reads, by)
            {
                Source = Source, RequestId = asked,
            },
            new(EndOperationId, account, from, EndsOn!.Value, reads, Forwarding.OrNone(), new Usd(Balance), by)
            {
                Source = Source, RequestId = asked, MailStays = MailStays,
            });
    }
}
