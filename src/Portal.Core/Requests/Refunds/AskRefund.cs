using Microsoft.EntityFrameworkCore;
using Portal.Core.Accounts;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Money;

namespace Portal.Core.Requests.Refunds;

/// <summary>
/// Asks for the credit of an account back. No money moves: it becomes a task that the office decides, and a review
/// where the way to reach the customer changed shortly before (16 CFR 681.1). The same operation asks once, and one
/// account has one such request open (ux_customer_request_one_refund). Refuses: an account that is not theirs to
/// manage, a credit that is paid back anyway because the account closed, no credit, another credit than was shown,
/// words that are too long.
/// </summary>
public sealed class AskRefund(
    PortalDbContext db, OpenRequest open, TellOfRefund tellOfRefund, BusinessClock clock)
{
    /// <param name="AmountSeen">The credit that the page showed.</param>
    /// <param name="Words">Said besides; may be empty.</param>
    public sealed record Request(
        Guid OperationId, Guid UserId, Guid CustomerAccountId, Usd AmountSeen, string? Words);

    public async Task<Outcome<CustomerRequest>> RunAsync(Request request, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(request);
        await using var tx = await ActTransaction.BeginOrJoinAsync(db, ct);
        if (await db.LockAccountAsync(request.CustomerAccountId, ct) is not { } account
            || !await db.ManagedBy(request.UserId).AnyAsync(a => a.Id == account.Id, ct))
        {
            return new Refusal("Account_NotFound");
        }

        if (await open.AlreadyAsync(request.OperationId, request.UserId, ct) is { } already) { return already; }

        var credit = await RefundableCredit.OfAsync(db, account, clock, ct);
        var words = RichText.Plain(request.Words);
        var refusal = await IsAskedAsync(account.Id, ct) ? new Refusal("Refund_Asked")
            : await TellOfRefund.IsDueAsync(db, account.Id, ct) ? new("Refund_Due")
            : credit.WhyNot is { } nothing ? nothing
            : credit.Amount != request.AmountSeen ? new("Refund_Changed", credit.Amount)
            : words.Length > RichText.Longest ? new("Request_WordsLong", RichText.Longest)
            : null;
        if (refusal is not null) { return refusal; }

        var kept = await open.RunAsync(
            new(request.OperationId, "refund", account.Id, request.UserId,
                RequestInHand.Enclosed.Of(words.Length == 0 ? null : words)), ct);
        db.Add(new RefundRequest { RequestId = kept.Id, Amount = credit.Amount, EarliestOn = credit.EarliestOn });
        await tellOfRefund.RunAsync(kept, account.Id, kept.Id, ct);
        await open.TellAsync(kept, [new("Request_Refund", credit.Amount, credit.EarliestOn)], ct);
        await tx.CommitAsync(ct);
        return kept;
    }

    private Task<bool> IsAskedAsync(Guid accountId, CancellationToken ct) => db.Set<CustomerRequest>().AnyAsync(
        r => r.CustomerAccountId == accountId && r.Kind == RequestKind.Refund && r.State != RequestState.Answered
            && r.State != RequestState.Closed, ct);
}
