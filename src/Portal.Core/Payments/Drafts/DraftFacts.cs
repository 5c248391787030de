using Microsoft.EntityFrameworkCore;
using Portal.Core.Accounts;
using Portal.Core.Accounts.Flags;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Mail;
using Portal.Core.Money;
using Portal.Core.Payments.Autopay;
using Portal.Core.Payments.Gateway;
using Portal.Core.Payments.Returns;
using Portal.Core.Payments.Wallet;

namespace Portal.Core.Payments.Drafts;

/// <summary>
/// What decides whether and how much is taken. The page that says it and the worker that does it ask the same question
/// of the same facts: <see cref="Decide"/>.
/// </summary>
/// <param name="Due">Asked for now; negative is a credit.</param>
/// <param name="InFlight">On its way from a bank.</param>
/// <param name="BeingPaid">The checkout that somebody has open, or another draft that is being sent.</param>
/// <param name="MayPay">Whose money it is may pay the account.</param>
/// <param name="Method">With what; null while a guest has not given it.</param>
/// <param name="Autopay">The enrollment; null for a scheduled payment.</param>
/// <param name="PromisedLater">What later drafts of autopay were announced with; not taken before its day.</param>
/// <param name="IsTold">
/// Its announcement was handed over ten days ahead, or can still be (Reg E, 12 CFR 1005.10(d)).
/// </param>
public sealed record DraftFacts(
    Usd Due, Usd InFlight, PaymentAttemptQueries.LiveCheckout? BeingPaid, bool MayPay, SavedMethod? Method,
    AutopayEnrollment? Autopay, Usd PromisedLater, bool IsTold)
{
    /// <summary>The processor takes no less.</summary>
    public static readonly Usd Smallest = new(50);

    /// <summary>
    /// What payments before it on the account will take (<see cref="DraftAhead"/>). Zero for the worker: it comes to
    /// each in its turn, when those before are due no more.
    /// </summary>
    public Usd Earlier { get; init; }

    /// <summary>The bill it was announced for was taken back.</summary>
    public bool IsBillCanceled { get; init; }

    /// <summary>Debits came back, and none are taken from the account's customer on the day.</summary>
    public bool TakesNoDebits { get; init; }

    /// <summary>A court's stay covers the account: nothing is taken unasked (11 USC 362).</summary>
    public bool IsStayed { get; init; }

    /// <summary>The facts of a draft as they are now, or under the account's lock as they stay.</summary>
    public static async Task<DraftFacts> OfAsync(
        PortalDbContext db, Draft draft, BusinessClock clock, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(draft);
        return (await ForAsync(db, [draft], clock, ct))[draft.Id];
    }

    /// <summary>Those of several drafts, by their ids, in as many questions as for one.</summary>
    public static async Task<IReadOnlyDictionary<Guid, DraftFacts>> ForAsync(
        PortalDbContext db, IReadOnlyCollection<Draft> drafts, BusinessClock clock, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        ArgumentNullException.ThrowIfNull(drafts);
        ArgumentNullException.ThrowIfNull(clock);
        Guid[] accounts = [.. drafts.Select(d => d.CustomerAccountId).Distinct()];
        Guid[] enrollments = [.. drafts.Select(d => d.EnrollmentId).OfType<Guid>().Distinct()];
        var autopay = await db.AutopayEnrollments.AsNoTracking().Where(e => enrollments.Contains(e.Id))
            .ToDictionaryAsync(e => e.Id, ct);
        Guid[] used = [.. drafts.Select(d => d.MethodId).OfType<Guid>(), .. autopay.Values.Select(e => e.MethodId)];
        var methods = await db.SavedMethods.AsNoTracking().Where(m => used.Contains(m.Id))
            .ToDictionaryAsync(m => m.Id, ct);
        var due = await DueAsync(db, drafts, ct);
        var progress = await db.InProgressAsync(accounts, ct);
        var payers = await PayersAsync(db, drafts, accounts, ct);
        var notices = await NoticesAsync(db, drafts, ct);
        Guid?[] bills = [.. drafts.Select(d => d.BillId)];
        var canceled = await db.BillCancellations.Where(c => bills.Contains(c.BillId)).Select(c => (Guid?)c.BillId)
            .ToListAsync(ct);
        var restricted = await RestrictedAsync(db, accounts, clock.Today, ct);
        var stayed = await db.StayedAsync(accounts, clock.Today, ct);
        var promised = enrollments.Length == 0 ? [] : await db.Drafts
            .Where(d => accounts.Contains(d.CustomerAccountId) && d.Source == DraftSource.Autopay
                && (d.State == DraftState.Promised || d.State == DraftState.Sending))
            .Select(d => new { d.CustomerAccountId, d.PlannedOn, d.Amount }).ToListAsync(ct);
        return drafts.ToDictionary(d => d.Id, d =>
        {
            var standing = d.EnrollmentId is { } id ? autopay[id] : null;
            var begun = progress.GetValueOrDefault(d.CustomerAccountId);
            var later = promised.Where(p => standing is not null && p.CustomerAccountId == d.CustomerAccountId
                && p.PlannedOn > d.PlannedOn).Select(p => p.Amount).Sum();
            return new DraftFacts(
                due[d.Id], begun?.InFlight ?? Usd.Zero, begun?.Live,
                // A guest has shown what the paper shows; anybody may pay a bill.
                d.UserId is not { } user || payers.Contains((user, d.CustomerAccountId)),
                (standing?.MethodId ?? d.MethodId) is { } method ? methods.GetValueOrDefault(method) : null,
                standing, later, DraftNotice.IsTold(d, notices.GetValueOrDefault(d.Id), clock))
            {
                IsBillCanceled = canceled.Contains(d.BillId),
                TakesNoDebits = restricted.Contains(d.CustomerAccountId),
                IsStayed = stayed.Contains(d.CustomerAccountId),
            };
        });
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

        var open = Due - InFlight - PromisedLater - Earlier;
        var wanted = Usd.Min(draft.Amount, open);
        var amount = Autopay?.Cap is { } cap ? Usd.Min(wanted, cap) : wanted;
        return !Due.IsPositive ? new DraftAnswer.Leave(DraftWhy.NothingDue)
            : !(Due - InFlight).IsPositive ? new DraftAnswer.Leave(DraftWhy.OnItsWayAlready)
            : !open.IsPositive
                ? new DraftAnswer.Leave(Earlier.IsPositive ? DraftWhy.PaidEarlier : DraftWhy.NothingDue)
            : amount < Smallest ? new DraftAnswer.Leave(DraftWhy.TooSmall)
            : new DraftAnswer.Take(amount) { OverCap = wanted - amount };
    }

    private DraftWhy? WhyNot(DateOnly day, DateOnly? lastDay) =>
        Autopay is { State: AutopayState.Ended } ? DraftWhy.AutopayEnded
        : Autopay is { State: AutopayState.Suspended } ? DraftWhy.AutopaySuspended
        : IsBillCanceled ? DraftWhy.BillCanceled
        : IsStayed ? DraftWhy.Stayed
        : !MayPay ? DraftWhy.NotAllowed
        : Method is not { RemovedAt: null } ? DraftWhy.MethodRemoved
        : TakesNoDebits && Method.Tender == GatewayTender.BankDebit ? DraftWhy.NoDebits
        : Method.IsExpiredOn(day) ? DraftWhy.MethodExpired
        : !IsTold ? DraftWhy.NotTold
        : day > lastDay ? DraftWhy.TooLate
        : null;

    /// <summary>What is asked for by the day of each draft's bill; of all, where it has none.</summary>
    private static async Task<Dictionary<Guid, Usd>> DueAsync(
        PortalDbContext db, IReadOnlyCollection<Draft> drafts, CancellationToken ct)
    {
        Guid[] ids = [.. drafts.Select(d => d.Id)];
        Guid[] accounts = [.. drafts.Select(d => d.CustomerAccountId)];
        Guid[] bills = [.. drafts.Select(d => d.BillId ?? Guid.Empty)];
        var rows = await db.Database.SqlQuery<DueRow>($"""
            select d.id as "Id",
              asked_by_cents(d.account, (select b.due_on from bill b where b.id = d.bill)) as "Cents"
            from unnest({ids}, {accounts}, {bills}) as d (id, account, bill)
            """).ToListAsync(ct);
        return rows.ToDictionary(r => r.Id, r => new Usd(r.Cents));
    }

    private static async Task<HashSet<(Guid User, Guid Account)>> PayersAsync(
        PortalDbContext db, IReadOnlyCollection<Draft> drafts, Guid[] accounts, CancellationToken ct)
    {
        Guid[] users = [.. drafts.Select(d => d.UserId).OfType<Guid>().Distinct()];
        if (users.Length == 0) { return []; }

        var links = await db.PayingLinks()
            .Where(l => users.Contains(l.UserId) && accounts.Contains(l.CustomerAccountId))
            .Select(l => new { l.UserId, l.CustomerAccountId }).ToListAsync(ct);
        return [.. links.Select(l => (l.UserId, l.CustomerAccountId))];
    }

    private static Task<HashSet<Guid>> RestrictedAsync(
        PortalDbContext db, Guid[] accounts, DateOnly today, CancellationToken ct) =>
        db.CustomerAccounts.Where(a => accounts.Contains(a.Id)
            && db.RestrictionsOn(today).Any(r => r.CustomerId == a.CustomerId)).Select(a => a.Id).ToHashSetAsync(ct);

    private static async Task<Dictionary<Guid, DraftNotice>> NoticesAsync(
        PortalDbContext db, IReadOnlyCollection<Draft> drafts, CancellationToken ct)
    {
        var keys = drafts.Where(DraftNotice.IsNeededBy).ToDictionary(d => DraftNotice.KeyOf(d.Id), d => d.Id);
        if (keys.Count == 0) { return []; }

        string[] wanted = [.. keys.Keys];
        var mails = await db.OutboxMails.Where(m => wanted.Contains(m.DedupeKey))
            .Select(m => new { m.DedupeKey, m.State, m.SentAt }).ToListAsync(ct);
        return mails.ToDictionary(m => keys[m.DedupeKey], m => new DraftNotice(m.State, m.SentAt));
    }

    private sealed record DueRow(Guid Id, long Cents);
}

/// <summary>The mail that announces a draft of autopay, and how it fared.</summary>
internal sealed record DraftNotice(OutboxMailState State, DateTimeOffset? SentAt)
{
    public static string KeyOf(Guid draftId) => $"draft_announced:{draftId}";

    /// <summary>Whoever scheduled a payment has told us; and what was tried once had its notice.</summary>
    public static bool IsNeededBy(Draft draft) =>
        draft is { Source: DraftSource.Autopay, State: DraftState.Promised, Tries: 0 };

    /// <summary>The mail server took it in time; or it still waits, and the last day for it is not over.</summary>
    public static bool IsTold(Draft draft, DraftNotice? notice, BusinessClock clock) =>
        !IsNeededBy(draft) || notice switch
        {
            { State: OutboxMailState.Sent } => notice.SentAt < DraftDay.EndOfNotice(clock, draft.SendAt!.Value),
            { State: OutboxMailState.Waiting } => clock.Today <= draft.PlannedOn.AddDays(-DraftDay.DaysOfNotice),
            _ => false,
        };
}

/// <summary>What becomes of a draft.</summary>
public abstract record DraftAnswer
{
    private DraftAnswer()
    {
    }

    public sealed record Take(Usd Amount) : DraftAnswer
    {
        /// <summary>What was announced, is due, and is more than the limit that was agreed to.</summary>
        public Usd OverCap { get; init; }
    }

    public sealed record Leave(DraftWhy Why) : DraftAnswer;
}
