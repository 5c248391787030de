using Microsoft.EntityFrameworkCore;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Money;
using Portal.Core.Staff;

namespace Portal.Core.Billing.Approvals;

/// <summary>
/// The second person's answer: approving does the act in the same transaction, declining needs a reason and does
/// nothing. Decided once; asked again, answers with the decision. Refuses whoever made the request, an account of one's
/// own (ck_approval_decision_own_account), another balance than was shown of any account it changes, more than their
/// role's band (ck_approval_decision_band), and what the act itself refuses by now.
/// </summary>
public sealed class DecideApproval(PortalDbContext db, IEnumerable<IApprovedAct> acts, BusinessClock clock)
{
    public sealed record Request(Guid RequestId, Decision Decision, string Note, Actor By)
    {
        /// <summary>The account's balance that the effect was shown from; what was seen is what is approved.</summary>
        public required Usd BalanceSeen { get; init; }

        /// <summary>
        /// The balances that were shown of the further accounts it changes; an account that is not among them was not
        /// seen (<see cref="IApprovedAct.OtherAccountsAsync"/>).
        /// </summary>
        public IReadOnlyDictionary<Guid, Usd> OthersSeen { get; init; } = new Dictionary<Guid, Usd>();
    }

    public async Task<Outcome<ApprovalDecision>> RunAsync(Request request, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(request);
        await using var tx = await ActTransaction.BeginOrJoinAsync(db, ct);
        var asked = await db.Set<ApprovalRequest>().SingleOrDefaultAsync(r => r.Id == request.RequestId, ct);
        if (asked is null || await db.LockAccountAsync(asked.CustomerAccountId, ct) is not { } account)
        {
            return new Refusal("Approval_NotFound");
        }

        var already = await db.Set<ApprovalDecision>().SingleOrDefaultAsync(d => d.RequestId == asked.Id, ct);
        if (already is not null)
        {
            return already;
        }

        if (WhyNot(asked, request, account.Balance) is { } refusal) { return refusal; }

        if (request.Decision == Decision.Approved && await OthersAsync(asked, request, ct) is { } changed)
        {
            return changed;
        }

        if (await db.IsOwnAccountAsync(request.By, account.Id, ct)) { return new Refusal("Approval_OwnAccount"); }

        if (request.Decision == Decision.Approved
            && await ApprovalBand.WhyNotAsync(db, asked, request.By, clock.Today, ct) is { } above)
        {
            return above;
        }

        var decision = Record(asked, request, await db.LendersAsync(request.By, clock.Today, ct));
        await db.SaveChangesAsync(ct);
        if (request.Decision == Decision.Approved
            && await acts.Single(a => a.Kind == asked.Kind).RunApprovedAsync(asked.Document, request.By, ct)
                is Outcome<Posted>.Refused(var no))
        {
            return no;
        }

        await tx.CommitAsync(ct);
        return decision;
    }

    private static Refusal? WhyNot(ApprovalRequest asked, Request request, Usd balance) =>
        asked.AskedBy == request.By.Name ? new("Approval_OwnRequest")
        : request.Decision == Decision.Declined && string.IsNullOrWhiteSpace(request.Note)
            ? new("Approval_ReasonMissing")
        : request.Decision == Decision.Approved && request.BalanceSeen != balance
            ? new("Approval_Changed", balance)
        : null;

    /// <summary>Why the further accounts are not as they were shown: asked under their locks.</summary>
    private async Task<Refusal?> OthersAsync(ApprovalRequest asked, Request request, CancellationToken ct)
    {
        var others = await acts.Single(a => a.Kind == asked.Kind).OtherAccountsAsync(asked.Document, ct);
        foreach (var other in await db.LockAccountsUntrackedAsync(others, ct))
        {
            if (!request.OthersSeen.TryGetValue(other.Id, out var seen) || seen != other.Balance)
            {
                return new("Approval_OtherChanged", other.Number, other.Balance);
            }
        }

        return null;
    }

    /// <param name="lentBy">Who lends to the one who decides today.</param>
    private ApprovalDecision Record(ApprovalRequest asked, Request request, IReadOnlyList<string> lentBy)
    {
        var decision = new ApprovalDecision
        {
            RequestId = asked.Id,
            Decision = request.Decision,
            Note = request.Note.Trim(),
            DecidedBy = request.By.Name,
            DecidedAt = clock.Now,
            DecidedOn = clock.Today,
        };
        db.Add(decision);
        db.Add(AuditEntry.Of(clock.Now, request.By.Name, nameof(DecideApproval), asked.CustomerAccountId, new
        {
            request = asked.Id,
            decision = $"{decision.Decision}",
            lenders = lentBy,
        }));
        return decision;
    }
}
