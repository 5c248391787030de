using Microsoft.EntityFrameworkCore;
using Portal.Core.Billing.Rules;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Mail.Letters;
using Portal.Core.Money;
using Portal.Core.Staff;

namespace Portal.Core.SecurityDeposits;

/// <summary>
/// Demands a security deposit of a customer and tells them. Nothing is owed on the account by it: a deposit is no
/// receivable. The same operation demands once. Refuses: a closed account, more than the estimated bills of the
/// rule's months with what is held, a demand that stands already, a new customer of good history, no note.
/// </summary>
public sealed class DemandDeposit(PortalDbContext db, TellOfDeposit tell, BusinessClock clock)
{
    public sealed record Request(
        Guid OperationId, Guid CustomerAccountId, DepositCause Cause, Usd Amount, string Note, Actor By);

    public async Task<Outcome<DepositDemand>> RunAsync(Request request, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(request);
        await using var tx = await ActTransaction.BeginOrJoinAsync(db, ct);
        if (await db.LockAccountAsync(request.CustomerAccountId, ct) is not { } account)
        {
            return new Refusal("Account_NotFound");
        }

        if (await db.Set<DepositDemand>().SingleOrDefaultAsync(d => d.Id == request.OperationId, ct) is { } already)
        {
            return already;
        }

        if (await db.RulesOnAsync<DepositRules>(MoneyRuleKind.SecurityDeposits, clock.Today, ct) is not { } rules)
        {
            return MoneyRuleShelf.NoneYet(MoneyRuleKind.SecurityDeposits);
        }

        var deposits = await AccountDeposits.OfAsync(db, account.Id, ct);
        var estimate = await DepositEstimate.OfAsync(db, account, rules, clock.Today, ct);
        var most = Usd.Max(Usd.Zero, estimate.Most - deposits.Held);
        var refusal = account.ClosedOn is not null ? new Refusal("Account_Closed", account.MaskedNumber)
            : deposits.Open is not null ? new("Deposit_DemandThere")
            : !request.Amount.IsPositive || request.Amount > most ? new("Deposit_AboveEstimate", most)
            : string.IsNullOrWhiteSpace(request.Note) ? new("Adjust_NoteMissing")
            : await WhyWaivedAsync(request, rules, account.OpenedOn, ct);
        if (refusal is not null)
        {
            return refusal;
        }

        var demand = Make(request, most);
        db.Add(demand);
        db.Add(AuditEntry.Of(clock.Now, request.By.Name, nameof(DemandDeposit), account.Id, new
        {
            demand = demand.Id,
            cause = $"{demand.Cause}",
            cents = demand.Amount.Cents,
        }));
        await tell.RunAsync(account, DepositLetter.News.Demanded, demand.Amount, demand.Id, ct);
        await tx.CommitAsync(ct);
        return demand;
    }

    private async Task<Refusal?> WhyWaivedAsync(
        Request request, DepositRules rules, DateOnly openedOn, CancellationToken ct)
    {
        if (request.Cause != DepositCause.NewService || rules.WaivedAfterGoodMonths is not { } months
            || openedOn > clock.Today.AddMonths(-months))
        {
            return null;
        }

        var standing = (await DepositStanding.OfAsync(
            db, [request.CustomerAccountId], rules, clock.Today.AddMonths(-months), clock, ct)).Values.Single();
        return standing.IsGood(rules) ? new("Deposit_GoodHistory", months) : null;
    }

    private DepositDemand Make(Request request, Usd most) => new()
    {
        Id = request.OperationId,
        CustomerAccountId = request.CustomerAccountId,
        Cause = request.Cause,
        Amount = request.Amount,
        Most = most,
        Note = request.Note.Trim(),
        DemandedOn = clock.Today,
        DemandedAt = clock.Now,
        DemandedBy = request.By.Name,
    };
}
