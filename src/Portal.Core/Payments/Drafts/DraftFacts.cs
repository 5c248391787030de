using Microsoft.EntityFrameworkCore;
using Portal.Core.Accounts;
using Portal.Core.Data;
using Portal.Core.Money;
using Portal.Core.Payments.Autopay;
using Portal.Core.Payments.Wallet;

namespace Portal.Core.Payments.Drafts;

/// <summary>
/// What decides whether and how much is taken. The page that says it and the worker that does it ask the same question
/// of the same facts: <see cref="Decide"/>.
/// </summary>
/// <param name="Due">Asked for now; negative is a credit.</param>
/// <param name="InFlight">On its way from a bank.</param>
/// <param name="IsBeingPaid">Somebody has a checkout open, or another draft is being sent.</param>
/// <param name="MayPay">Whose money it is may pay the account.</param>
/// <param name="Method">With what; null while a guest has not given it.</param>
/// <param name="Autopay">The enrollment; null for a scheduled payment.</param>
/// <param name="PromisedLater">What later drafts of autopay were announced with; not taken before its day.</param>
public sealed record DraftFacts(
    Usd Due, Usd InFlight, bool IsBeingPaid, bool MayPay, SavedMethod? Method, AutopayEnrollment? Autopay,
    Usd PromisedLater)
{
    /// <summary>The processor takes no less.</summary>
    public static readonly Usd Smallest = new(50);

    /// <summary>The facts of a draft as they are now, or under the account's lock as they stay.</summary>
    public static async Task<DraftFacts> OfAsync(PortalDbContext db, Draft draft, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        ArgumentNullException.ThrowIfNull(draft);
        var dueOn = await db.Bills.Where(b => b.Id == draft.BillId).Select(b => (DateOnly?)b.DueOn)
            .SingleOrDefaultAsync(ct);
        var due = await db.DueByAsync(draft.CustomerAccountId, dueOn, ct);
        var progress = (await db.InProgressAsync([draft.CustomerAccountId], ct))
            .GetValueOrDefault(draft.CustomerAccountId);
        var autopay = draft.EnrollmentId is { } enrollment
            ? await db.AutopayEnrollments.AsNoTracking().SingleAsync(e => e.Id == enrollment, ct)
            : null;
        var methodId = autopay?.MethodId ?? draft.MethodId;
        var method = await db.SavedMethods.AsNoTracking().SingleOrDefaultAsync(m => m.Id == methodId, ct);
        // A guest has shown what the paper shows; anybody may pay a bill.
        var mayPay = draft.UserId is not { } user
            || await db.PayableBy(user).AnyAsync(a => a.Id == draft.CustomerAccountId, ct);
        var later = autopay is null ? Usd.Zero
            : await db.PromisedAfterAsync(draft.CustomerAccountId, draft.PlannedOn, ct);
        return new(due, progress?.InFlight ?? Usd.Zero, progress?.Live is not null, mayPay, method, autopay, later);
    }

    /// <summary>
    /// What becomes of a draft on a day: taken, and how much; or left, and why. Never more than was announced, than is
    /// due and not on its way, and than the enrollment allows.
    /// </summary>
    /// <param name="day">Today for the worker; for a page the day it is promised for.</param>
    /// <param name="lastDay">After it the draft is too late; null for a page, which looks ahead.</param>
    public DraftAnswer Decide(Draft draft, DateOnly day, DateOnly? lastDay)
    {
        ArgumentNullException.ThrowIfNull(draft);
        if (WhyNot(day, lastDay) is { } why)
        {
            return new DraftAnswer.Leave(why);
        }

        var open = Due - InFlight - PromisedLater;
        var amount = Usd.Min(Usd.Min(draft.Amount, Autopay?.Cap ?? draft.Amount), open);
        return !Due.IsPositive ? new DraftAnswer.Leave(DraftWhy.NothingDue)
            : !(Due - InFlight).IsPositive ? new DraftAnswer.Leave(DraftWhy.OnItsWayAlready)
            : !open.IsPositive ? new DraftAnswer.Leave(DraftWhy.NothingDue)
            : amount < Smallest ? new DraftAnswer.Leave(DraftWhy.TooSmall)
            : new DraftAnswer.Take(amount);
    }

    private DraftWhy? WhyNot(DateOnly day, DateOnly? lastDay) =>
        Autopay is { State: AutopayState.Ended } ? DraftWhy.AutopayEnded
        : Autopay is { State: AutopayState.Suspended } ? DraftWhy.AutopaySuspended
        : !MayPay ? DraftWhy.NotAllowed
        : Method is not { RemovedAt: null } ? DraftWhy.MethodRemoved
        : Method.IsExpiredOn(day) ? DraftWhy.MethodExpired
        : day > lastDay ? DraftWhy.TooLate
        : null;
}

/// <summary>What becomes of a draft.</summary>
public abstract record DraftAnswer
{
    private DraftAnswer()
    {
    }

    public sealed record Take(Usd Amount) : DraftAnswer;

    public sealed record Leave(DraftWhy Why) : DraftAnswer;
}
