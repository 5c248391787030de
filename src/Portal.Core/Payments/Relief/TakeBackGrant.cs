using Microsoft.EntityFrameworkCore;
using Portal.Core.Billing.Rules;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Staff;

namespace Portal.Core.Payments.Relief;

/// <summary>
/// Takes help from the relief fund back, for it went to the wrong account or was too much: its payment is reversed, the
/// fund has it again, and the customer is told what is owed again. Asked again, answers with the same. Refuses an
/// unknown grant, and no reason.
/// </summary>
public sealed class TakeBackGrant(
    PortalDbContext db, ReversePayment reversePayment, TellOfAssistance tell)
{
    public sealed record Request(Guid CustomerAccountId, Guid GrantId, string? Reason, Actor By);

    public async Task<Outcome<ReliefGrant>> RunAsync(Request request, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (string.IsNullOrWhiteSpace(request.Reason)) { return new Refusal("Adjust_NoteMissing"); }

        await using var tx = await ActTransaction.BeginOrJoinAsync(db, ct);
        if (await db.LockAccountAsync(request.CustomerAccountId, ct) is not { } account
            || await db.Set<ReliefGrant>().AsNoTracking().SingleOrDefaultAsync(
                g => g.Id == request.GrantId && g.CustomerAccountId == request.CustomerAccountId, ct) is not { } grant)
        {
            return new Refusal("Relief_GrantNotFound");
        }

        if (await db.PaymentReversals.AnyAsync(r => r.PaymentId == grant.PaymentId, ct)) { return grant; }

        if (await reversePayment.RunAsync(
            new(grant.PaymentId, request.Reason.Trim(), request.By) { Cause = ReversalCause.Correction }, ct)
            is Outcome<PaymentReversal>.Refused(var refusal))
        {
            return refusal;
        }

        if (await db.RulesOnAsync<ReliefRules>(MoneyRuleKind.ReliefFund, grant.GrantedOn, ct) is { } rules)
        {
            await tell.RunAsync(account, rules, grant.Amount, grant.Id, isTakenBack: true, ct);
        }

        await tx.CommitAsync(ct);
        return grant;
    }
}
