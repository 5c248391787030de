using Microsoft.EntityFrameworkCore;
using Portal.Core.Accounts;
using Portal.Core.Billing.Rules;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Payments.Relief;
using Portal.Core.People;

namespace Portal.Core.Requests;

/// <summary>
/// A household asks for help from the relief fund. No money moves: the office proposes a grant, and another person
/// approves it (<see cref="GrantAssistance"/>). The same operation asks once, and one account has one such request open
/// (ux_customer_request_one_assistance). Refuses: an account that is not theirs to manage, a city without a fund,
/// nothing owed, no words, too many in a row.
/// </summary>
public sealed class AskAssistance(PortalDbContext db, OpenRequest open, TakeToken takeToken, BusinessClock clock)
{
    public sealed record Request(Guid OperationId, Guid UserId, Guid CustomerAccountId, string? Words);

    public async Task<Outcome<CustomerRequest>> RunAsync(Request request, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (RichText.WhyNot(request.Words) is { } wrong) { return wrong; }

        if (await takeToken.RunAsync([new(AskQuestion.ByUser, $"{request.UserId}")], ct) is { } tooMany)
        {
            return tooMany;
        }

        await using var tx = await ActTransaction.BeginOrJoinAsync(db, ct);
        if (await db.LockAccountAsync(request.CustomerAccountId, ct) is not { } account
            || !await db.ManagedBy(request.UserId).AnyAsync(a => a.Id == account.Id, ct))
        {
            return new Refusal("Account_NotFound");
        }

        if (await open.AlreadyAsync(request.OperationId, request.UserId, ct) is { } already) { return already; }

        if (await WhyNotAsync(db, account.Id, clock.Today, ct) is { } refusal) { return refusal; }

        var kept = await open.RunAsync(
            new(request.OperationId, "assistance", account.Id, request.UserId,
                RequestInHand.Enclosed.Of(request.Words)), ct);
        await open.TellAsync(kept, [], ct);
        await tx.CommitAsync(ct);
        return kept;
    }

    /// <summary>Why nobody can ask for the account now; null when they can.</summary>
    public static async Task<Refusal?> WhyNotAsync(
        PortalDbContext db, Guid accountId, DateOnly today, CancellationToken ct) =>
        await db.RulesOnAsync<ReliefRules>(MoneyRuleKind.ReliefFund, today, ct) is null ? new("Relief_NotOffered")
        : await IsAskedAsync(db, accountId, null, ct) ? new("Relief_Asked")
        : !(await db.OpenForReliefAsync(accountId, ct)).IsPositive ? new Refusal("Relief_NothingOwed")
        : null;

    /// <param name="but">Another than this one.</param>
    internal static Task<bool> IsAskedAsync(
        PortalDbContext db, Guid accountId, Guid? but, CancellationToken ct) => db.Set<CustomerRequest>().AnyAsync(
            r => r.CustomerAccountId == accountId && r.Kind == RequestKind.Assistance && r.Id != but
                && r.State != RequestState.Answered && r.State != RequestState.Closed, ct);
}
