using Microsoft.EntityFrameworkCore;
using Portal.Core.Accounts;
using Portal.Core.Billing.Rules;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Ledger;
using Portal.Core.Mail.Letters;
using Portal.Core.Money;
using Portal.Core.Payments;
using Portal.Core.Staff;

namespace Portal.Core.SecurityDeposits;

/// <summary>
/// Takes a security deposit at the counter: deposits in transit against customer deposits, in the fund of the rule
/// (domain.md §9.2). The customer's balance does not change. The same operation takes it once. Refuses: a closed
/// account, another amount than was demanded, without a demand more than the estimate, a tender that is none.
/// </summary>
public sealed class TakeDeposit(
    PortalDbContext db, PostJournalEntry postEntry, TellOfDeposit tell, BusinessClock clock)
{
    /// <param name="DemandId">The demand it answers; it is paid whole.</param>
    /// <param name="Document">Check number or receipt.</param>
    public sealed record Request(
        Guid OperationId, Guid CustomerAccountId, Guid? DemandId, Usd Amount, Tender Tender, string? Document,
        Actor By);

    public async Task<Outcome<SecurityDeposit>> RunAsync(Request request, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(request);
        await using var tx = await ActTransaction.BeginOrJoinAsync(db, ct);
        if (await db.LockAccountAsync(request.CustomerAccountId, ct) is not { } account)
        {
            return new Refusal("Account_NotFound");
        }

        var already = await db.Set<SecurityDeposit>().AsNoTracking()
            .SingleOrDefaultAsync(d => d.Id == request.OperationId, ct);
        if (already is not null)
        {
            return already;
        }

        if (await db.RulesOnAsync<DepositRules>(MoneyRuleKind.SecurityDeposits, clock.Today, ct) is not { } rules)
        {
            return MoneyRuleShelf.NoneYet(MoneyRuleKind.SecurityDeposits);
        }

        if (await WhyNotAsync(request, account, rules, ct) is { } refusal)
        {
            return refusal;
        }

        var deposit = new SecurityDeposit
        {
            Id = request.OperationId,
            CustomerAccountId = account.Id,
            DemandId = request.DemandId,
            Amount = request.Amount,
            Fund = rules.Fund,
            Tender = request.Tender,
            Document = string.IsNullOrWhiteSpace(request.Document) ? null : request.Document.Trim(),
            TakenOn = clock.Today,
        };
        db.Add(deposit);
        await PostAsync(account, deposit, request.By, ct);
        await tell.RunAsync(account, DepositLetter.News.Taken, deposit.Amount, deposit.Id, ct);
        await tx.CommitAsync(ct);
        return deposit;
    }

    private async Task<Refusal?> WhyNotAsync(
        Request request, CustomerAccount account, DepositRules rules, CancellationToken ct)
    {
        if (account.ClosedOn is not null)
        {
            return new("Account_Closed", account.MaskedNumber);
        }

        if (!Enum.IsDefined(request.Tender) || request.Tender is Tender.SecurityDeposit or Tender.Assistance)
        {
            return new("Deposit_TenderMissing");
        }

        var deposits = await AccountDeposits.OfAsync(db, account.Id, ct);
        if (request.DemandId != deposits.Open?.Id)
        {
            return new("Deposit_NoDemand");
        }

        if (deposits.Open is { } demand)
        {
            return request.Amount == demand.Amount ? null : new("Deposit_WholeDemand", demand.Amount);
        }

        var estimate = await DepositEstimate.OfAsync(db, account, rules, clock.Today, ct);
        var most = Usd.Max(Usd.Zero, estimate.Most - deposits.Held);
        return request.Amount.IsPositive && request.Amount <= most ? null : new("Deposit_AboveEstimate", most);
    }

    private async Task PostAsync(CustomerAccount account, SecurityDeposit deposit, Actor by, CancellationToken ct)
    {
        var entry = JournalEntry.Of(
            new(Guid.CreateVersion7(), EntryKinds.SecurityDeposit, $"{deposit.Id}:taken", clock.Today, clock.Now,
                by.Name, $"Security deposit of {account.Number}"),
            JournalLine.Debit(Funds.TreasuryClearing, GlAccounts.DepositsInTransit, deposit.Amount),
            JournalLine.Credit(deposit.Fund, GlAccounts.CustomerDeposits, deposit.Amount));
        db.RequireTransaction();
        await postEntry.RunAsync(entry, ct);
        db.Add(new DepositMovement
        {
            Id = Guid.CreateVersion7(),
            DepositId = deposit.Id,
            OperationId = deposit.Id,
            Kind = DepositMove.Taken,
            Amount = deposit.Amount,
            MovedOn = clock.Today,
            MovedAt = clock.Now,
            MovedBy = by.Name,
            JournalEntryId = entry.Id,
        });
        db.Add(AuditEntry.Of(clock.Now, by.Name, nameof(TakeDeposit), account.Id, new
        {
            deposit = deposit.Id,
            cents = deposit.Amount.Cents,
            tender = $"{deposit.Tender}",
        }));
        await db.SaveChangesAsync(ct);
    }
}
