using Microsoft.EntityFrameworkCore;
using Portal.Core.Accounts;
using Portal.Core.Accounts.Contacts;
using Portal.Core.Billing;
using Portal.Core.Billing.Budget;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Money;
using Portal.Core.Payments.Arrangements;
using Portal.Core.Requests.Refunds;
using Portal.Core.SecurityDeposits;
using Portal.Core.Staff;

namespace Portal.Core.Moves;

/// <summary>
/// Ends an account's service at a premise on the day of a stop read, which itself is not billed. At its last premise
/// the account gets its final bill, priced for its days by the one rating code, deposits held are applied to it with
/// their interest, and the account is closed on the day; credit left becomes a task to refund; an arrangement goes on
/// to its days, and the customer is told. Under a landlord agreement service goes back to the owner's account the same
/// day. The same operation ends once. Refuses with every reason at once, and a balance other than the one shown.
/// </summary>
public sealed class MoveOut(
    PortalDbContext db, IssueBill issueBill, SettleBudget settleBudget, GiveUpDeposit giveUpDeposit,
    CarryArrangement carryArrangement, RaiseRefundDue refundDue, TellOfDetail tellOfDetail, BusinessClock clock)
{
    /// <param name="EndsOn">Today or before.</param>
    /// <param name="Reads">One for each meter at the premise that has no read on the day yet.</param>
    /// <param name="Forwarding">Where the customer's mail goes from now on; null leaves it where it goes.</param>
    /// <param name="BalanceSeen">What the preview started from.</param>
    public sealed record Request(
        Guid OperationId, Guid CustomerAccountId, Guid PremiseId, DateOnly EndsOn, IReadOnlyList<PointReading> Reads,
        PostalAddress? Forwarding, Usd BalanceSeen, Actor By)
    {
        /// <summary>How it was asked for; must be said.</summary>
        public MoveSource? Source { get; init; }

        /// <summary>The customer's request that this does.</summary>
        public Guid? RequestId { get; init; }

        /// <summary>The customer said that their mail goes where it goes; else where it goes must be said.</summary>
        public bool MailStays { get; init; }

        /// <summary>The start elsewhere that it goes with.</summary>
        internal Guid? TransferId { get; init; }

        /// <summary>Somebody looked at a meter again that shows far more than usual.</summary>
        public bool AreReadsChecked { get; init; }
    }

    public async Task<Outcome<ServiceMove>> RunAsync(Request request, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(request);
        await using var tx = await ActTransaction.BeginOrJoinAsync(db, ct);
        var locks = await MoveLocks.TakeAsync(db, request.CustomerAccountId, request.PremiseId, request.EndsOn, ct);
        var already = await db.ServiceMoves.AsNoTracking().SingleOrDefaultAsync(m => m.Id == request.OperationId, ct);
        if (already is not null)
        {
            return already;
        }

        if (locks.IsStale)
        {
            return new Refusal("Move_LandlordChanged");
        }

        if (locks is not { Account: { } account, Premise: not null })
        {
            return new Refusal("Account_NotFound");
        }

        var ending = await EndingAsync(request, ct);
        var reasons = await WhyNotAsync(request, locks, ending, ct);
        if (Refusal.Of(reasons) is { } refusal)
        {
            return Undone(refusal);
        }

        await EndAsync(request, locks.Landlord, ending, ct);
        var closes = !await IsServedAfterAsync(account.Id, request.EndsOn, ct);
        var (bill, whyNot) = closes ? await FinalBillAsync(account, request, ct) : (null, null);
        if (whyNot is not null)
        {
            return Undone(whyNot);
        }

        var move = await FinishAsync(request, locks.Landlord?.Id, closes, bill, ct);
        await tx.CommitAsync(ct);
        return move;
    }

    /// <summary>What stands in the way before anything is priced; does nothing.</summary>
    internal async Task<IReadOnlyList<Refusal>> WhyNotAsync(Request request, CancellationToken ct)
    {
        var locks = await MoveLocks.TakeAsync(db, request.CustomerAccountId, request.PremiseId, request.EndsOn, ct);
        IReadOnlyList<Refusal> reasons = locks is { Account: not null, Premise: not null }
            ? await WhyNotAsync(request, locks, await EndingAsync(request, ct), ct)
            : [new("Account_NotFound")];
        db.ChangeTracker.Clear();
        return reasons;
    }

    private sealed record Ending(ServiceAgreement Agreement, ServicePoint Point);

    private Task<List<Ending>> EndingAsync(Request request, CancellationToken ct) => (
        from agreement in db.ServiceAgreements
        join point in db.ServicePoints on agreement.ServicePointId equals point.Id
        where agreement.CustomerAccountId == request.CustomerAccountId && point.PremiseId == request.PremiseId
            && (agreement.EndsOn == null || agreement.EndsOn > request.EndsOn)
        orderby point.Service, point.MeterNumber
        select new Ending(agreement, point)).ToListAsync(ct);

    /// <summary>Reads that are missing are added to the context.</summary>
    private async Task<List<Refusal>> WhyNotAsync(
        Request request, MoveLocks locks, List<Ending> ending, CancellationToken ct)
    {
        var (account, reasons) = (locks.Account!, new List<Refusal>());
        void When(bool wrong, string key, params object[] values)
        {
            if (wrong)
            {
                reasons.Add(new(key, values));
            }
        }

        When(account.ClosedOn is not null, "Account_Closed", account.MaskedNumber);
        When(await db.IsOwnAccountAsync(request.By, account.Id, ct), "Move_OwnAccount");
        When(request.EndsOn > clock.Today, "Move_InFuture", clock.Today);
        When(request.BalanceSeen != account.Balance, "Adjust_BalanceChanged", account.Balance);
        When(ending.Count == 0, "Move_NotServed", request.EndsOn);
        if (ending.Count > 0 && ending.Max(e => e.Agreement.StartsOn) is var began && began >= request.EndsOn)
        {
            When(true, "Move_EndsBeforeStart", began);
        }

        reasons.AddRange(await db.WhyNotAskedAsync(request.Source, request.RequestId, ct));
        When(request.Forwarding is null && !request.MailStays, "Move_ForwardingMissing");
        When(request.Forwarding is not null && request.MailStays, "Move_ForwardingTwice");
        reasons.AddRange(request.Forwarding?.WhyNot().Select(fault => fault.Why) ?? []);
        When(locks.Landlord?.ClosedOn is not null, "Move_LandlordClosed", locks.Landlord?.MaskedNumber ?? "");
        if (locks.Landlord is { } owner && await LastBilledAsync(owner.Id, ct) is { } billed && billed > request.EndsOn)
        {
            When(true, "Move_LandlordBilled", owner.MaskedNumber, billed);
        }

        var isOwner = await db.LandlordAgreements.AnyAsync(
            l => l.CustomerAccountId == account.Id && (l.EndsOn == null || l.EndsOn > request.EndsOn), ct);
        When(isOwner && !await IsServedElsewhereAsync(request, ct), "Move_IsLandlord");
        await MoveReads.RecordAsync(
            db, [.. ending.Select(e => e.Point)], request.Reads, request.EndsOn, reasons, ct);
        return reasons;
    }

    private Task<DateOnly?> LastBilledAsync(Guid accountId, CancellationToken ct) =>
        db.Bills.Where(b => b.CustomerAccountId == accountId && !db.BillCancellations.Any(c => c.BillId == b.Id))
            .MaxAsync(b => (DateOnly?)b.PeriodTo, ct);

    private Task<bool> IsServedAfterAsync(Guid accountId, DateOnly day, CancellationToken ct) =>
        db.ServiceAgreements.AnyAsync(
            g => g.CustomerAccountId == accountId && (g.EndsOn == null || g.EndsOn > day), ct);

    private Task<bool> IsServedElsewhereAsync(Request request, CancellationToken ct) => (
        from agreement in db.ServiceAgreements
        join point in db.ServicePoints on agreement.ServicePointId equals point.Id
        where agreement.CustomerAccountId == request.CustomerAccountId && point.PremiseId != request.PremiseId
            && (agreement.EndsOn == null || agreement.EndsOn > request.EndsOn)
        select agreement).AnyAsync(ct);

    /// <summary>The tenant's agreements first, then the owner's: a point has one at a time.</summary>
    private async Task EndAsync(
        Request request, CustomerAccount? landlord, List<Ending> ending, CancellationToken ct)
    {
        foreach (var (agreement, _) in ending)
        {
            agreement.EndsOn = request.EndsOn;
        }

        if (request.Forwarding is { } forwarding) { await ForwardAsync(request, forwarding, ct); }

        await db.SaveChangesAsync(ct);
        if (landlord is not null)
        {
            db.AddRange(ending.Select(e => e.Agreement.GoingTo(landlord.Id, request.EndsOn)));
            await db.SaveChangesAsync(ct);
        }
    }

    /// <summary>
    /// Mail goes elsewhere from now on: told where it went so far, and kept in the history of the customer's details.
    /// </summary>
    private async Task ForwardAsync(Request request, PostalAddress to, CancellationToken ct)
    {
        var customer = await db.Customers.SingleAsync(
            c => db.CustomerAccounts.Any(a => a.Id == request.CustomerAccountId && a.CustomerId == c.Id), ct);
        var (before, after) = (PostalAddress.Of(customer).ToString(), to.ToString());
        if (before == after) { return; }

        var change = new ContactChange
        {
            Id = Guid.CreateVersion7(), CustomerId = customer.Id, Part = ContactPart.MailingAddress, Before = before,
            After = after, ChangedBy = request.By.Name, ChangedAt = clock.Now,
        };
        await tellOfDetail.RunAsync(change, alsoUser: null, ct);
        to.Put(customer);
        db.Add(change);
    }

    private async Task<(Bill? Bill, Refusal? WhyNot)> FinalBillAsync(
        CustomerAccount account, Request request, CancellationToken ct)
    {
        // The final bill asks for all that has gathered.
        await settleBudget.LeaveAsync(account, BudgetLeaveReason.Moved, request.By, ct);
        var answer = await PriceFinalBill.RunAsync(db, account, request.EndsOn, clock.Today, request.By, ct);
        if (answer.Request is null)
        {
            return (null, Refusal.Of(answer.Reasons));
        }

        if (!request.AreReadsChecked
            && await DoubtfulRead.OfAsync(db, account.Id, answer.Request.Reads, ct) is { } doubt)
        {
            return (null, doubt);
        }

        return await issueBill.RunAsync(answer.Request, ct) switch
        {
            Outcome<Bill>.Done(var bill) => (bill, null),
            Outcome<Bill>.Refused(var why) => (null, why),
            _ => throw new InvalidOperationException("Outcome has two cases."),
        };
    }

    private async Task<ServiceMove> FinishAsync(
        Request request, Guid? landlord, bool closes, Bill? bill, CancellationToken ct)
    {
        // IssueBill took the lock anew: the account is as it is after the final bill.
        var account = (await db.LockAccountAsync(request.CustomerAccountId, ct))!;
        var move = new ServiceMove
        {
            Id = request.OperationId,
            Kind = MoveKind.End,
            CustomerAccountId = account.Id,
            PremiseId = request.PremiseId,
            MovedOn = request.EndsOn,
            LandlordAccountId = landlord,
            FinalBillId = bill?.Id,
            Closes = closes,
            Forwarding = request.Forwarding?.ToJson(),
            Source = request.Source,
            RequestId = request.RequestId,
            TransferId = request.TransferId,
            MovedAt = clock.Now,
            MovedBy = request.By.Name,
        };
        db.Add(move);
        db.Add(AuditEntry.Of(clock.Now, request.By.Name, nameof(MoveOut), account.Id, new
        {
            move = move.Id,
            premise = move.PremiseId,
            on = move.MovedOn,
            landlord,
            bill = bill?.Number,
            closes,
            balance = account.Balance.Cents,
        }));
        if (closes)
        {
            await settleBudget.EndAsync(account, ct);
            await giveUpDeposit.ApplyToFinalBillAsync(account, request.OperationId, request.By, ct);
            account.ClosedOn = request.EndsOn;
            await carryArrangement.RunAsync(account.Id, ct);
            if (account.Balance.IsNegative)
            {
                await db.SaveChangesAsync(ct);
                await refundDue.RunAsync(account, move, ct);
            }
        }

        await db.SaveChangesAsync(ct);
        return move;
    }

    private Refusal Undone(Refusal refusal)
    {
        db.ChangeTracker.Clear();
        return refusal;
    }
}
