using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Staff;

namespace Portal.Core.Billing.Budget;

/// <summary>
/// Takes an account off budget billing as its resident or the office wishes: the next bill asks for all that has
/// gathered and ends the plan. Asked again, answers with the same. Refuses an account that is not on a plan.
/// </summary>
public sealed class LeaveBudget(PortalDbContext db, SettleBudget settle)
{
    public sealed record Request(Guid CustomerAccountId, Actor By);

    public async Task<Outcome<BudgetEnrollment>> RunAsync(Request request, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(request);
        await using var tx = await ActTransaction.BeginOrJoinAsync(db, ct);
        if (await db.LockAccountAsync(request.CustomerAccountId, ct) is not { } account)
        {
            return new Refusal("Account_NotFound");
        }

        if (await settle.LeaveAsync(account, BudgetLeaveReason.Asked, request.By, ct) is not { } left)
        {
            return new Refusal("Budget_NotOn");
        }

        await tx.CommitAsync(ct);
        return left;
    }
}
