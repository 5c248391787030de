using Microsoft.EntityFrameworkCore;
using Npgsql;
using Portal.Core.Accounts;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Mail;
using Portal.Core.Mail.Letters;
using Portal.Core.Money;
using Portal.Core.Payments;
using Portal.Core.Staff;

namespace Portal.Core.Billing.Budget;

/// <summary>
/// Takes an account off budget billing because a bill was not paid so many days after its due day (domain §1.3): the
/// next bill asks for all, and the customer is told by mail, or the office to write. Removed once. Refuses an account
/// that is not on a plan or owes nothing so late, one with money on its way, and one whose charges are held.
/// </summary>
public sealed class RemoveFromBudget(
    PortalDbContext db, SettleBudget settle, QueueMail queueMail, RaiseOfficeTask raise, BusinessClock clock)
{
    public async Task<Outcome<BudgetEnrollment>> RunAsync(Guid accountId, CancellationToken ct)
    {
        await using var tx = await ActTransaction.BeginOrJoinAsync(db, ct);
        if (await db.LockAccountAsync(accountId, ct) is not { } account)
        {
            return new Refusal("Account_NotFound");
        }

        var live = await db.Set<BudgetEnrollment>().SingleOrDefaultAsync(
            e => e.CustomerAccountId == accountId && e.State != BudgetEnrollmentState.Ended, ct);
        if (live is null)
        {
            return new Refusal("Budget_NotOn");
        }

        if (live.State == BudgetEnrollmentState.Leaving)
        {
            return live;
        }

        if (await db.MissedBudgets(clock.Today).SingleOrDefaultAsync(m => m.CustomerAccountId == accountId, ct)
            is not { } missed)
        {
            return new Refusal("Budget_NotMissed");
        }

        await settle.LeaveAsync(account, BudgetLeaveReason.Missed, Actor.System, ct);
        await TellAsync(account, live.Id, new(missed.Cents), ct);
        await tx.CommitAsync(ct);
        return live;
    }

    private async Task TellAsync(CustomerAccount account, Guid enrollment, Usd late, CancellationToken ct)
    {
        var connection = (NpgsqlConnection)db.Database.GetDbConnection();
        var to = (await BillRecipient.OfAsync(connection, [account.Id], ct))[account.Id];
        if (!to.CanBeMailed)
        {
            await raise.RunAsync(
                new("budget_removed", $"budget_removed:{enrollment}",
                    $"Taken off budget billing for {late} not paid; no e-mail to tell them by.")
                {
                    CustomerAccountId = account.Id,
                },
                ct);
            return;
        }

        var letter = new BudgetRemovedLetter(to.Name, account.MaskedNumber, to.Place, late, account.Deferred);
        await queueMail.RunAsync(
            new(new(to.Name, to.Email!, to.Language), letter, $"{letter.Kind}:{enrollment}")
            {
                CustomerAccountId = account.Id,
            },
            ct);
    }
}
