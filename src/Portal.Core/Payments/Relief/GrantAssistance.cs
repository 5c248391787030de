using Microsoft.EntityFrameworkCore;
using Portal.Core.Accounts;
using Portal.Core.Billing.Approvals;
using Portal.Core.Billing.Rules;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Ledger;
using Portal.Core.Money;
using Portal.Core.Requests;
using Portal.Core.Staff;

namespace Portal.Core.Payments.Relief;

/// <summary>
/// Pays what an account owes from the relief fund: proposed by one of the office, always approved by another. It is a
/// payment of the account, put to what is open in the city's order, and never more than is open and not disputed, so
/// that no gift becomes a credit. The fund pays the utilities (600·5310), never more than it has, under a lock of its
/// own. The customer is told. The same operation grants once. Refuses: an unknown account, no relief fund, no note, an
/// amount of more than is open or than the fund has, a balance other than the one shown.
/// </summary>
public sealed class GrantAssistance(
    PortalDbContext db, PostJournalEntry postEntry, ApplyCredit applyCredit, AskApproval ask, TellOfAssistance tell,
    BusinessClock clock) : IApprovedAct
{
    /// <param name="Note">Why, for whoever approves.</param>
    /// <param name="BalanceSeen">What the preview showed.</param>
    public sealed record Request(
        Guid OperationId, Guid CustomerAccountId, Usd Amount, string Note, Usd BalanceSeen, Actor By)
    {
        public Actor? ApprovedBy { get; init; }
    }

    public string Kind => nameof(GrantAssistance);

    public async Task<Outcome<Posted>> RunAsync(Request request, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(request);
        await using var tx = await ActTransaction.BeginOrJoinAsync(db, ct);
        if (await db.LockAccountAsync(request.CustomerAccountId, ct) is not { } account)
        {
            return new Refusal("Account_NotFound");
        }

        if (await db.Set<ReliefGrant>().AnyAsync(g => g.Id == request.OperationId, ct)) { return Posted.Now(null); }

        if (await db.RulesOnAsync<ReliefRules>(MoneyRuleKind.ReliefFund, clock.Today, ct) is not { } rules)
        {
            return MoneyRuleShelf.NoneYet(MoneyRuleKind.ReliefFund);
        }

        await db.LockReliefAsync(ct);
        if (await WhyNotAsync(request, account, ct) is { } refusal) { return refusal; }

        if (request.ApprovedBy is not { } approver)
        {
            return await ask.RunAsync(
                tx,
                new(request.OperationId, Kind, account.Id, request.Amount, RequestJson.Of(request), request.By), ct);
        }

        await PostAsync(request, account, approver, ct);
        await tell.RunAsync(account, rules, request.Amount, request.OperationId, isTakenBack: false, ct);
        await tx.CommitAsync(ct);
        return Posted.Now(null);
    }

    public Task<Outcome<Posted>> RunApprovedAsync(string document, Actor approvedBy, CancellationToken ct) =>
        RunAsync(RequestJson.Read<Request>(document) with { ApprovedBy = approvedBy }, ct);

    public string Describe(string document) => RequestJson.Read<Request>(document).Note;

    private async Task<Refusal?> WhyNotAsync(Request request, CustomerAccount account, CancellationToken ct)
    {
        var (open, free) = (await db.OpenForReliefAsync(account.Id, ct), await db.FreeOfReliefAsync(ct));
        return !request.Amount.IsPositive || request.Amount > Usd.LargestPayment
                ? new("Pay_AmountOutOfRange", new Usd(1), Usd.LargestPayment)
            : string.IsNullOrWhiteSpace(request.Note) ? new("Adjust_NoteMissing")
            : request.Amount > open ? new("Relief_MoreThanOpen", open)
            : request.Amount > free ? new("Relief_FundTooSmall", free)
            : request.ApprovedBy is null && request.BalanceSeen != account.Balance
                ? new("Adjust_BalanceChanged", account.Balance)
            : null;
    }

    private async Task PostAsync(Request request, CustomerAccount account, Actor approver, CancellationToken ct)
    {
        var entry = JournalEntry.Of(
            new(Guid.CreateVersion7(), EntryKinds.Payment, $"{request.OperationId}:{account.Number}", clock.Today,
                clock.Now, request.By.Name, $"Help from the relief fund, {account.Number}"),
            JournalLine.Debit(Funds.Relief, GlAccounts.BillAssistance, request.Amount),
            JournalLine.Credit(Funds.TreasuryClearing, GlAccounts.CustomerCredits, request.Amount, account.Id));
        db.RequireTransaction();
        await postEntry.RunAsync(entry, ct);
        var payment = Make(request, account, entry.Id);
        account.Owe(-request.Amount);
        db.Add(payment);
        db.Add(AuditEntry.Of(clock.Now, request.By.Name, nameof(GrantAssistance), account.Id, new
        {
            grant = request.OperationId,
            cents = request.Amount.Cents,
            approvedBy = approver.Name,
        }));
        await db.SaveChangesAsync(ct);
        db.Add(new ReliefGrant
        {
            Id = request.OperationId,
            CustomerAccountId = account.Id,
            RequestId = await db.Set<CustomerRequest>()
                .Where(r => r.CustomerAccountId == account.Id && r.Kind == RequestKind.Assistance
                    && r.State != RequestState.Answered && r.State != RequestState.Closed)
                .Select(r => (Guid?)r.Id).SingleOrDefaultAsync(ct),
            PaymentId = payment.Id,
            Amount = request.Amount,
            Note = request.Note.Trim(),
            GrantedOn = clock.Today,
            GrantedAt = clock.Now,
            ProposedBy = request.By.Name,
            ApprovedBy = approver.Name,
        });
        await applyCredit.RunAsync(account, payment.Id, "help from the relief fund", request.By, ct);
    }

    private Payment Make(Request request, CustomerAccount account, Guid entryId)
    {
        var id = Guid.CreateVersion7();
        return new()
        {
            Id = id,
            Reference = PaymentReference.Of(id),
            OperationId = request.OperationId,
            CustomerAccountId = account.Id,
            Amount = request.Amount,
            Unapplied = request.Amount,
            Tender = Tender.Assistance,
            ReceivedAt = clock.Now,
            EffectiveOn = clock.Today,
            BusinessDate = clock.Today,
            JournalEntryId = entryId,
        };
    }
}
