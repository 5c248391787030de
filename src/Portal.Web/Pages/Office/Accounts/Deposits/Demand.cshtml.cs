using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using Portal.Core.Billing.Rules;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Money;
using Portal.Core.SecurityDeposits;
using Portal.Core.Staff;
using Portal.Web.Security;

namespace Portal.Web.Pages.Office.Accounts.Deposits;

/// <summary>Demands a deposit, within what the rule lets the office ask for.</summary>
public sealed class DemandModel(PortalDbContext db, DemandDeposit demand, CustomerLook look, BusinessClock clock)
    : DepositPage(db, look)
{
    private readonly PortalDbContext _db = db;

    [BindProperty]
    public Demanding Input { get; set; } = new();

    public IReadOnlyList<DepositCause> Causes { get; } = Enum.GetValues<DepositCause>();

    public DepositEstimate Estimate { get; private set; } = null!;

    /// <summary>What may be asked for beside what is held.</summary>
    public Usd Most => Usd.Max(Usd.Zero, Estimate.Most - Deposits.Held);

    public async Task<IActionResult> OnGetAsync(Guid id, CancellationToken ct)
    {
        Input = new() { OperationId = Guid.CreateVersion7() };
        return await ShowAsync(id, ct);
    }

    public async Task<IActionResult> OnPostAsync(Guid id, CancellationToken ct)
    {
        if (Input.Cause is null)
        {
            ModelState.AddModelError("Input.Cause", new Refusal("Deposit_CauseMissing").Reason);
        }

        var typed = TypedAmount.Read(Input.Amount);
        if (typed is Outcome<Usd>.Refused(var wrong)) { ModelState.AddModelError("Input.Amount", wrong.Reason); }

        if (!ModelState.IsValid || typed is not Outcome<Usd>.Done(var amount)) { return await ShowAsync(id, ct); }

        return await AnswerAsync(
            id,
            await demand.RunAsync(
                new(Input.OperationId, id, Input.Cause!.Value, amount, Input.Note ?? "", Actor.Staff(User.Id())), ct),
            "Demand_Done",
            FieldOf,
            ct);
    }

    protected override async Task<IActionResult> LoadMoreAsync(Guid id, CancellationToken ct)
    {
        if (await _db.RulesOnAsync<DepositRules>(MoneyRuleKind.SecurityDeposits, clock.Today, ct) is not { } rules)
        {
            return this.NoRule(MoneyRuleKind.SecurityDeposits);
        }

        var account = await _db.CustomerAccounts.AsNoTracking().SingleAsync(a => a.Id == id, ct);
        Estimate = await DepositEstimate.OfAsync(_db, account, rules, clock.Today, ct);
        return Page();
    }

    private static string FieldOf(string refusal) => refusal switch
    {
        "Adjust_NoteMissing" => "Input.Note",
        "Deposit_AboveEstimate" => "Input.Amount",
        "Deposit_GoodHistory" => "Input.Cause",
        _ => "",
    };

    /// <summary>What is filled in.</summary>
    public sealed class Demanding
    {
        public Guid OperationId { get; set; }

        public DepositCause? Cause { get; set; }

        public string? Amount { get; set; }

        public string? Note { get; set; }
    }
}
