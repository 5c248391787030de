using Microsoft.EntityFrameworkCore;
using Portal.Core.Billing.Approvals;
using Portal.Core.Billing.Rules;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Mail.Letters;
using Portal.Core.Money;
using Portal.Core.Staff;

namespace Portal.Core.SecurityDeposits;

/// <summary>
/// Returns a deposit with its interest after good standing, as a credit of the account, which pays what is open and
/// the next bills. Above the rule's limit it waits for a second person, once. The same operation, and the same deposit,
/// returns once. Refuses: an unknown deposit, one that is not held any more, too soon, conditions that are not met, an
/// amount other than the one shown.
/// </summary>
public sealed class ReturnDeposit(
    PortalDbContext db, GiveUpDeposit giveUp, TellOfDeposit tell, AskApproval ask, BusinessClock clock) : IApprovedAct
{
    /// <param name="HeldSeen">What the page said is held; null where a list was chosen from.</param>
    public sealed record Request(Guid OperationId, Guid DepositId, Usd? HeldSeen, Actor By)
    {
        public Actor? ApprovedBy { get; init; }
    }

    /// <summary>A deposit and what speaks for or against returning it today.</summary>
    /// <param name="Interest">Not yet credited, to today.</param>
    /// <param name="DueOn">The day from which on it may go back.</param>
    /// <param name="Lately">Returned on the account without a second person in the rule's days.</param>
    public sealed record Case(
        AccountDeposits.Row Row, DepositRules Rules, DepositStanding Standing, Usd Interest, DateOnly DueOn,
        DateOnly Today, Usd Lately)
    {
        public Usd Total => Row.Held + Interest;

        /// <summary>Deposits returned one after another are one amount (decision 0026).</summary>
        public bool NeedsSecondPerson => (Total + Lately).Cents > Rules.ReturnLimitCents;

        public bool IsDue => WhyNot(this) is null;
    }

    public string Kind => nameof(ReturnDeposit);

    public async Task<Outcome<Posted>> RunAsync(Request request, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(request);
        await using var tx = await ActTransaction.BeginOrJoinAsync(db, ct);
        var holder = await db.Set<SecurityDeposit>().Where(d => d.Id == request.DepositId)
            .Select(d => (Guid?)d.CustomerAccountId).SingleOrDefaultAsync(ct);
        if (holder is null || await db.LockAccountAsync(holder.Value, ct) is not { } account)
        {
            return new Refusal("Deposit_NotFound");
        }

        if (await db.Set<DepositMovement>().AnyAsync(
            m => m.DepositId == request.DepositId && m.OperationId == request.OperationId
                && m.Kind == DepositMove.Returned, ct))
        {
            return Posted.Now(null);
        }

        if (await db.RulesOnAsync<DepositRules>(MoneyRuleKind.SecurityDeposits, clock.Today, ct) is not { } rules)
        {
            return MoneyRuleShelf.NoneYet(MoneyRuleKind.SecurityDeposits);
        }

        var found = await CaseAsync(db, account.Id, request.DepositId, rules, clock, ct);
        if (WhyNot(found) is { } refusal)
        {
            return refusal;
        }

        if (request.ApprovedBy is null && request.HeldSeen is { } seen && seen != found!.Total)
        {
            return new Refusal("Deposit_Changed", found.Total);
        }

        if (request.ApprovedBy is null && found!.NeedsSecondPerson)
        {
            if (await WaitingAsync(account.Id, request.DepositId, ct) is { } waiting)
            {
                return Posted.Later(waiting);
            }

            return await ask.RunAsync(
                tx,
                new(request.OperationId, Kind, account.Id, found.Total, RequestJson.Of(request), request.By), ct);
        }

        var total = await giveUp.RunAsync(
            account, found!.Row, DepositMove.Returned, request.OperationId, request.By, request.ApprovedBy, ct);
        await tell.RunAsync(account, DepositLetter.News.Returned, total, request.DepositId, ct);
        await tx.CommitAsync(ct);
        return Posted.Now(null);
    }

    /// <summary>The request in which this deposit waits already, whoever asked.</summary>
    private async Task<ApprovalRequest?> WaitingAsync(Guid accountId, Guid depositId, CancellationToken ct)
    {
        var waiting = await db.Set<ApprovalRequest>().AsNoTracking()
            .Where(r => r.CustomerAccountId == accountId && r.Kind == nameof(ReturnDeposit)
                && !db.Set<ApprovalDecision>().Any(d => d.RequestId == r.Id))
            .ToListAsync(ct);
        return waiting.Find(r => RequestJson.Read<Request>(r.Document).DepositId == depositId);
    }

    public Task<Outcome<Posted>> RunApprovedAsync(string document, Actor approvedBy, CancellationToken ct) =>
        RunAsync(RequestJson.Read<Request>(document) with { ApprovedBy = approvedBy }, ct);

    public string Describe(string document) => "";

    /// <summary>Why a deposit does not go back today, whoever asks; null when it does.</summary>
    public static Refusal? WhyNot(Case? found) =>
        found is null ? new("Deposit_NotFound")
        : !found.Row.Held.IsPositive ? new("Deposit_NotHeld")
        : found.Today < found.DueOn ? new("Deposit_TooSoon", found.DueOn)
        : found.Standing.LatePayments > found.Rules.LatePayments
            ? new("Deposit_Late", found.Standing.LatePayments, found.Rules.LatePayments)
        : found.Standing.ReturnedItems > found.Rules.ReturnedItems
            ? new("Deposit_ReturnedItems", found.Standing.ReturnedItems)
        : found.Standing.CutOffs > found.Rules.CutOffs ? new("Deposit_CutOffs", found.Standing.CutOffs)
        : null;

    /// <summary>A deposit of an account with its conditions; null when it has none such.</summary>
    public static async Task<Case?> CaseAsync(
        PortalDbContext db, Guid accountId, Guid depositId, DepositRules rules, BusinessClock clock,
        CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        ArgumentNullException.ThrowIfNull(clock);
        var row = (await AccountDeposits.OfAsync(db, accountId, ct)).Rows
            .SingleOrDefault(r => r.Deposit.Id == depositId);
        if (row is null)
        {
            return null;
        }

        var standing = await DepositStanding.OfAsync(
            db, [accountId], rules, clock.Today.AddMonths(-rules.Months), clock, ct);
        var lately = await LatelyAsync(db, [accountId], rules, clock.Today, ct);
        return CaseOf(row, rules, standing[accountId], clock.Today, lately.GetValueOrDefault(accountId));
    }

    internal static Case CaseOf(
        AccountDeposits.Row row, DepositRules rules, DepositStanding standing, DateOnly today, Usd lately) =>
        new(row, rules, standing,
            row.Held.IsPositive ? rules.InterestOn(row.Deposit.Amount, row.InterestTo, today) : Usd.Zero,
            row.Deposit.TakenOn.AddMonths(rules.Months), today, lately);

    /// <summary>What went back on some accounts in the rule's days on one person's word.</summary>
    internal static async Task<Dictionary<Guid, Usd>> LatelyAsync(
        PortalDbContext db, IReadOnlyCollection<Guid> accounts, DepositRules rules, DateOnly today,
        CancellationToken ct)
    {
        var since = today.AddDays(-rules.ReturnWindowDays);
        return (await (
            from move in db.Set<DepositMovement>()
            join deposit in db.Set<SecurityDeposit>() on move.DepositId equals deposit.Id
            where accounts.Contains(deposit.CustomerAccountId) && move.Kind == DepositMove.Returned
                && move.ApprovedBy == null && move.MovedOn > since
            select new { deposit.CustomerAccountId, move.Amount }).ToListAsync(ct))
            .GroupBy(m => m.CustomerAccountId, m => m.Amount).ToDictionary(m => m.Key, m => m.Sum());
    }
}
