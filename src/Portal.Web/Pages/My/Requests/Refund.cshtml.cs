using Portal.Core.Accounts;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Money;
using Portal.Core.Requests;
using Portal.Core.Requests.Refunds;
using Portal.Web.Security;

namespace Portal.Web.Pages.My.Requests;

/// <summary>Asks for the credit of an account back.</summary>
public sealed class RefundModel(PortalDbContext db, AskRefund ask, BusinessClock clock)
    : AccountAskPage<RefundModel.Wish>(db)
{
    private readonly PortalDbContext _db = db;

    public RefundableCredit Credit { get; private set; } = null!;

    protected override Task<Outcome<CustomerRequest>> AskAsync(Guid id, CancellationToken ct) => ask.RunAsync(
        new(Input.OperationId, User.Id(), id, new Usd(AskForms.No(Input.Seen) ?? 0), Input.Words), ct);

    protected override async Task LoadAsync(CancellationToken ct) =>
        Credit = await RefundableCredit.OfAsync(_db, Account, clock, ct);

    /// <summary>What is filled in.</summary>
    public sealed class Wish : AccountWish
    {
        /// <summary>Cents of credit that the page showed.</summary>
        public string? Seen { get; set; }
    }
}
