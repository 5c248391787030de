using Microsoft.EntityFrameworkCore;
using Portal.Core.Accounts;
using Portal.Core.Billing;
using Portal.Core.Billing.Approvals;
using Portal.Core.Billing.Rules;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Ledger;
using Portal.Core.Money;
using Portal.Core.Staff;

namespace Portal.Core.Payments.Unidentified;

/// <summary>
/// Puts money in suspense on the account it was meant for: the entry that held it is mirrored, and it is posted as a
/// payment with the day it was received. A closed account takes it too, and it is refunded from there. Above what one
/// person may correct alone it waits for another. Ended once. Refuses: an unknown item or account, one that has ended,
/// money in another currency, an account of whoever does or approves it (ck_suspense_resolution_own_account), a balance
/// other than the one shown, no note, a closed period.
/// </summary>
public sealed class PutOnAccount(
    PortalDbContext db, CreditReceived creditReceived, EndSuspense end, AskApproval ask, BusinessClock clock)
    : IApprovedAct
{
    /// <param name="Account">Its number.</param>
    /// <param name="BalanceSeen">What was shown of it.</param>
    public sealed record Request(
        Guid OperationId, Guid ItemId, string Account, Usd BalanceSeen, string Note, Actor By)
    {
        public Actor? ApprovedBy { get; init; }
    }

    public string Kind => nameof(PutOnAccount);

    public async Task<Outcome<Posted>> RunAsync(Request request, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(request);
        await using var tx = await ActTransaction.BeginOrJoinAsync(db, ct);
        var number = request.Account.Trim();
        var accountId = await db.CustomerAccounts.Where(a => a.Number == number).Select(a => (Guid?)a.Id)
            .SingleOrDefaultAsync(ct);
        if (accountId is null || await db.TakeInHandAsync(accountId.Value, request.OperationId, ct) is not { } account)
        {
            return new Refusal("Suspense_AccountUnknown");
        }

        if (await db.TakeSuspenseAsync(request.ItemId, ct) is not { } item) { return new Refusal("Suspense_NotFound"); }

        if (await db.Set<SuspenseResolution>().AsNoTracking().SingleOrDefaultAsync(r => r.ItemId == item.Id, ct)
            is { } ended)
        {
            return ended.OperationId == request.OperationId ? Posted.Now(null) : new Refusal("Suspense_Ended");
        }

        if (await db.RulesOnAsync<AdjustmentRules>(MoneyRuleKind.Adjustments, clock.Today, ct) is not { } rules)
        {
            return MoneyRuleShelf.NoneYet(MoneyRuleKind.Adjustments);
        }

        if (await WhyNotAsync(request, item, account.Id, ct) is { } refusal) { return refusal; }

        if (request.ApprovedBy is null && await NeedsSecondPersonAsync(db, rules, account.Id, item.Amount, ct))
        {
            return await ask.RunAsync(
                tx, new(request.OperationId, Kind, account.Id, item.Amount, RequestJson.Of(request), request.By), ct);
        }

        var payment = await PostAsync(request, item, account, ct);
        await end.WriteAsync(
            item, SuspenseEnd.Posted, new(request.OperationId, item.Id, request.Note, request.By), payment.Id,
            request.ApprovedBy, account.Id, ct);
        await tx.CommitAsync(ct);
        return Posted.Now(null);
    }

    public Task<Outcome<Posted>> RunApprovedAsync(string document, Actor approvedBy, CancellationToken ct) =>
        RunAsync(RequestJson.Read<Request>(document) with { ApprovedBy = approvedBy }, ct);

    public string Describe(string document) => RequestJson.Read<Request>(document).Note;

    /// <summary>
    /// Whether putting an amount on an account takes two, with what one person put on it alone in the rule's days
    /// (ck_suspense_resolution_limit).
    /// </summary>
    public async Task<bool> NeedsSecondPersonAsync(
        PortalDbContext context, AdjustmentRules rules, Guid accountId, Usd amount, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(rules);
        var since = clock.Today.AddDays(-rules.LimitWindowDays);
        var alone = await (
            from resolution in context.Set<SuspenseResolution>()
            join payment in context.Payments on resolution.PaymentId equals payment.Id
            where payment.CustomerAccountId == accountId && resolution.ApprovedBy == null
                && resolution.ResolvedOn > since
            select payment.Amount).SumUsdAsync(ct);
        return rules.NeedsSecondPerson(Billing.Adjustments.AdjustmentKind.Correction, amount + alone);
    }

    private async Task<Refusal?> WhyNotAsync(Request request, SuspenseItem item, Guid accountId, CancellationToken ct)
    {
        var balance = await db.CustomerAccounts.Where(a => a.Id == accountId).Select(a => a.Balance).SingleAsync(ct);
        return item.JournalEntryId is null ? new("Suspense_NotInLedger")
            : await db.IsOwnAccountAsync(request.By, accountId, ct)
                || request.ApprovedBy is { } approver && await db.IsOwnAccountAsync(approver, accountId, ct)
                ? new("Transfer_OwnAccount")
            : EndSuspense.WhyNoNote(request.Note) is { } missing ? missing
            // Who approves decides by today's balance (DecideApproval), not by what the maker saw.
            : request.ApprovedBy is null && request.BalanceSeen != balance
                ? new("Transfer_Changed", request.Account.Trim(), balance)
            : await ClosedPeriod.WhyNotAsync(db, clock.Today, ct);
    }

    private Task<Payment> PostAsync(Request request, SuspenseItem item, AccountInHand account, CancellationToken ct) =>
        creditReceived.RunAsync(
            account,
            new(request.OperationId, item.Amount, item.Tender ?? Tender.Card, item.ReceivedAt, request.By)
            {
                ProcessorPaymentId = item.ProcessorPaymentId,
            },
            ct);
}
