using System.Globalization;
using Portal.Core.Billing.Rules;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Money;
using Portal.Core.Payments.Relief;
using Portal.Core.Requests;
using Portal.Web.Security;

namespace Portal.Web.Pages.My.Requests;

/// <summary>Asks for help from the relief fund.</summary>
public sealed class AssistanceModel(PortalDbContext db, AskAssistance ask, BusinessClock clock)
    : AccountAskPage<AccountWish>(db)
{
    private readonly PortalDbContext _db = db;

    /// <summary>The fund's name.</summary>
    public string Fund { get; private set; } = "";

    public Usd Open { get; private set; }

    public Refusal? WhyNot { get; private set; }

    protected override Task<Outcome<CustomerRequest>> AskAsync(Guid id, CancellationToken ct) =>
        ask.RunAsync(new(Input.OperationId, User.Id(), id, Input.Words), ct);

    protected override async Task LoadAsync(CancellationToken ct)
    {
        WhyNot = await AskAssistance.WhyNotAsync(_db, Account.Id, clock.Today, ct);
        Open = await _db.OpenForReliefAsync(Account.Id, ct);
        var rules = await _db.RulesOnAsync<ReliefRules>(MoneyRuleKind.ReliefFund, clock.Today, ct);
        Fund = rules?.Name.In(CultureInfo.CurrentUICulture.TwoLetterISOLanguageName) ?? "";
    }
}
