using Microsoft.EntityFrameworkCore;
using Portal.Core.Billing;
using Portal.Core.Data;
using Portal.Core.Money;
using Portal.Core.Payments.Drafts;
using Portal.Core.Payments.Gateway;

namespace Portal.Core.Payments.Autopay;

/// <summary>
/// What autopay of an account will do next, and why not: the truth that pages say and that the worker obeys, for both
/// ask <see cref="DraftFacts.Decide"/>. Where nothing is planned, what it did not take and is still owed.
/// </summary>
/// <param name="Amount">What will be taken; where it will not, what it was announced with or is due.</param>
/// <param name="On">The day; null while no bill is open.</param>
/// <param name="Why">Why it will not be taken; null when it will, and while no bill is open.</param>
/// <param name="DraftId">The draft that was announced.</param>
public sealed record NextDraft(AutopayEnrollment Autopay, Usd Amount, DateOnly? On, DraftWhy? Why, Guid? DraftId)
{
    /// <summary>What was announced, where less will be taken.</summary>
    public Usd? Announced { get; init; }

    /// <summary>Of what was announced, what is over the limit and left for its payer to pay.</summary>
    public Usd OverCap { get; init; }

    /// <summary>What payments that come before it take.</summary>
    public Usd Earlier { get; init; }

    /// <summary>It was sent and is with the bank.</summary>
    public bool IsBeingTaken { get; init; }

    /// <summary>With what it was sent.</summary>
    public GatewayTender? SentWith { get; init; }

    /// <summary>It failed before and is tried again.</summary>
    public bool IsTriedAgain { get; init; }

    /// <summary>Its day has come: it was not taken.</summary>
    public bool IsOver { get; init; }

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
        return first is { } sent ? await SentAsync(db, standing, sent, ct)
            : drafts.Where(d => d.State == DraftState.Promised).MinBy(d => d.SendAt) is { } promised
                ? await PromisedAsync(db, standing, promised, today, ct)
                : await OpenBillAsync(db, standing, drafts, today, ct)
                    ?? await LeftOpenAsync(db, standing, drafts, today, ct)
                    ?? new(standing, Usd.Zero, null, null, null);
    }

    /// <summary>With the bank: what its attempt is for, which may be less than was announced.</summary>
    private static async Task<NextDraft> SentAsync(
        PortalDbContext db, AutopayEnrollment standing, Draft draft, CancellationToken ct)
    {
        var attempt = await db.PaymentAttempts.Where(a => a.DraftId == draft.Id).OrderByDescending(a => a.CreatedAt)
            .Select(a => new { a.Amount, a.Tender }).FirstOrDefaultAsync(ct);
        return new(standing, attempt?.Amount ?? draft.Amount, draft.PlannedOn, null, draft.Id)
        {
            IsBeingTaken = true,
            SentWith = attempt?.Tender,
        };
    }

    /// <summary>An announced draft, as it would be taken by what is true now.</summary>
    private static async Task<NextDraft> PromisedAsync(
        PortalDbContext db, AutopayEnrollment standing, Draft draft, DateOnly today, CancellationToken ct)
    {
        var ahead = (await DraftAhead.ForAsync(db, [draft], today, ct))[draft.Id];
        var next = new NextDraft(standing, draft.Amount, ahead.On, null, draft.Id) { IsTriedAgain = draft.Tries > 0 };
        return ahead.Answer switch
        {
            DraftAnswer.Take take => next with
            {
                Amount = take.Amount,
                Announced = take.Amount < draft.Amount ? draft.Amount : null,
                OverCap = take.OverCap,
                Earlier = ahead.Earlier,
            },
            DraftAnswer.Leave(var why) => next with { Why = why },
            _ => throw new InvalidOperationException("A draft is taken or left."),
        };
    }

    /// <summary>No draft is announced: the newest bill not yet due, and what stands in its way.</summary>
    /// <returns>Null when nothing of it is open to be taken.</returns>
    private static async Task<NextDraft?> OpenBillAsync(
        PortalDbContext db, AutopayEnrollment standing, IReadOnlyList<Draft> drafts, DateOnly today,
        CancellationToken ct)
    {
        var bill = await db.Bills.AsNoTracking()
            .Where(b => b.CustomerAccountId == standing.CustomerAccountId && b.DueOn >= today
                && !db.BillCancellations.Any(c => c.BillId == b.Id))
            .OrderByDescending(b => b.DueOn).FirstOrDefaultAsync(ct);
        if (bill is null) { return null; }

        var amount = await db.ToPromiseAsync(standing.CustomerAccountId, standing.Cap, bill.DueOn, ct);
        var draft = drafts.FirstOrDefault(d => d.BillId == bill.Id);
        if (draft is not null)
        {
            return amount.IsPositive && draft.State is not (DraftState.Paid or DraftState.InSuspense)
                ? OfOver(standing, draft, today) with { Amount = amount } : null;
        }

        return amount < DraftFacts.Smallest ? null : await UnannouncedAsync(db, standing, bill, amount, today, ct);
    }

    /// <summary>The draft that the worker would announce now.</summary>
    private static async Task<NextDraft> UnannouncedAsync(
        PortalDbContext db, AutopayEnrollment standing, Bill bill, Usd amount, DateOnly today, CancellationToken ct)
    {
        var day = DraftDay.Of(standing.Rule, standing.RuleDay, bill.DueOn, today);
        var draft = PromiseDrafts.Make(standing, bill, amount, day, "en", default);
        var ahead = (await DraftAhead.ForAsync(db, [draft], today, ct))[draft.Id];
        var why = ahead.Answer is DraftAnswer.Leave leave ? leave.Why : (DraftWhy?)null;
        return new(
            standing, ahead.Answer is DraftAnswer.Take(var taken) ? taken : amount, day ?? bill.DueOn,
            why == DraftWhy.AutopaySuspended ? why : day is null ? DraftWhy.NoNotice : why, null);
    }

    /// <summary>The last draft that was not taken, while something of its bill is still asked for.</summary>
    private static async Task<NextDraft?> LeftOpenAsync(
        PortalDbContext db, AutopayEnrollment standing, IReadOnlyList<Draft> drafts, DateOnly today,
        CancellationToken ct)
    {
        var last = drafts.MaxBy(d => d.PlannedOn);
        if (last is not { State: DraftState.Failed or DraftState.Skipped or DraftState.Canceled }
            || !last.Amount.IsPositive
            || !await db.OpenItems.AnyAsync(i => i.BillId == last.BillId && i.Open > Usd.Zero, ct))
        {
            return null;
        }

        var due = await db.DueByAsync(standing.CustomerAccountId, today, ct);
        return due.IsPositive ? OfOver(standing, last, today) : null;
    }

    private static NextDraft OfOver(AutopayEnrollment standing, Draft draft, DateOnly today) =>
        new(standing, draft.Amount, draft.PlannedOn, draft.Why ?? DraftWhy.Declined, draft.Id)
        {
            IsOver = draft.PlannedOn <= today || draft.State == DraftState.Failed,
        };
}
