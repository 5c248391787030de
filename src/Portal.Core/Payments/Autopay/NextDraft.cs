using Microsoft.EntityFrameworkCore;
using Portal.Core.Data;
using Portal.Core.Money;
using Portal.Core.Payments.Drafts;

namespace Portal.Core.Payments.Autopay;

/// <summary>
/// What autopay of an account will do next, and why not: the truth that pages say and that the worker obeys, for both
/// ask <see cref="DraftFacts.Decide"/>.
/// </summary>
/// <param name="Amount">What will be taken; where it will not, what it was announced with or is due.</param>
/// <param name="On">The day; null while no bill is open.</param>
/// <param name="Why">Why it will not be taken; null when it will, and while no bill is open.</param>
/// <param name="DraftId">The draft that was announced.</param>
public sealed record NextDraft(AutopayEnrollment Autopay, Usd Amount, DateOnly? On, DraftWhy? Why, Guid? DraftId)
{
    /// <summary>What was announced, where less will be taken.</summary>
    public Usd? Announced { get; init; }

    /// <summary>It was sent and is with the bank.</summary>
    public bool IsBeingTaken { get; init; }

    /// <summary>It failed before and is tried again.</summary>
    public bool IsTriedAgain { get; init; }

    public bool WillBeTaken => On is not null && Why is null;

    /// <summary>Of several accounts that are on autopay.</summary>
    public static async Task<IReadOnlyDictionary<Guid, NextDraft>> ForAsync(
        PortalDbContext db, IReadOnlyCollection<Guid> accounts, DateOnly today, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(accounts);
        var all = new Dictionary<Guid, NextDraft>();
        foreach (var account in accounts)
        {
            if (await OfAsync(db, account, today, ct) is { } next)
            {
                all[account] = next;
            }
        }

        return all;
    }

    /// <summary>Of an account; null when it is not on autopay.</summary>
    public static async Task<NextDraft?> OfAsync(
        PortalDbContext db, Guid customerAccountId, DateOnly today, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        var standing = await db.AutopayEnrollments.AsNoTracking().SingleOrDefaultAsync(
            e => e.CustomerAccountId == customerAccountId && e.State != AutopayState.Ended, ct);
        if (standing is null)
        {
            return null;
        }

        var drafts = await db.Drafts.AsNoTracking().Where(d => d.EnrollmentId == standing.Id)
            .OrderByDescending(d => d.CreatedAt).Take(12).ToListAsync(ct);
        var first = drafts.Where(d => d.State is DraftState.Sending or DraftState.OnItsWay).MinBy(d => d.PlannedOn);
        return first is { } sent
            ? new(standing, sent.Amount, sent.PlannedOn, null, sent.Id) { IsBeingTaken = true }
            : drafts.Where(d => d.State == DraftState.Promised).MinBy(d => d.SendAt) is { } promised
                ? await PromisedAsync(db, standing, promised, today, ct)
                : await OpenBillAsync(db, standing, drafts, today, ct);
    }

    /// <summary>An announced draft, as it would be taken by what is true now.</summary>
    private static async Task<NextDraft> PromisedAsync(
        PortalDbContext db, AutopayEnrollment standing, Draft draft, DateOnly today, CancellationToken ct)
    {
        var facts = await DraftFacts.OfAsync(db, draft, ct);
        // The morning from which it is sent falls on the same day in the city and in UTC.
        var from = DateOnly.FromDateTime(draft.SendAt!.Value.UtcDateTime);
        var day = from > today ? from : BankingDays.OnOrAfter(today);
        var next = new NextDraft(standing, draft.Amount, day, null, draft.Id) { IsTriedAgain = draft.Tries > 0 };
        return facts.Decide(draft, day, lastDay: null) switch
        {
            DraftAnswer.Take(var amount) => next with
            {
                Amount = amount,
                Announced = amount < draft.Amount ? draft.Amount : null,
            },
            DraftAnswer.Leave(var why) => next with { Why = why },
            _ => throw new InvalidOperationException("A draft is taken or left."),
        };
    }

    /// <summary>No draft is announced: the newest bill not yet due, and what stands in its way.</summary>
    private static async Task<NextDraft> OpenBillAsync(
        PortalDbContext db, AutopayEnrollment standing, IReadOnlyList<Draft> drafts, DateOnly today,
        CancellationToken ct)
    {
        var bill = await db.Bills.AsNoTracking()
            .Where(b => b.CustomerAccountId == standing.CustomerAccountId && b.DueOn >= today
                && !db.BillCancellations.Any(c => c.BillId == b.Id))
            .OrderByDescending(b => b.DueOn).FirstOrDefaultAsync(ct);
        var due = await db.DueByAsync(standing.CustomerAccountId, bill?.DueOn, ct);
        var suspended = standing.State == AutopayState.Suspended ? DraftWhy.AutopaySuspended : (DraftWhy?)null;
        if (bill is null || !due.IsPositive)
        {
            return new(standing, Usd.Zero, null, suspended, null);
        }

        var draft = drafts.FirstOrDefault(d => d.BillId == bill.Id);
        var day = DraftDay.Of(standing.Rule, standing.RuleDay, bill.DueOn, today);
        var amount = Usd.Max(
            await db.ToPromiseAsync(standing.CustomerAccountId, standing.Cap, bill.DueOn, ct), Usd.Zero);
        if (draft is null && amount < DraftFacts.Smallest)
        {
            return new(standing, Usd.Zero, null, suspended, null);
        }

        return draft is null
            ? new(standing, amount, day ?? bill.DueOn, suspended ?? (day is null ? DraftWhy.NoNotice : null), null)
            : draft.State == DraftState.Paid
                ? new(standing, Usd.Zero, null, suspended, null)
                : new(standing, amount, draft.PlannedOn, suspended ?? draft.Why ?? DraftWhy.Declined, draft.Id);
    }
}
