using Microsoft.EntityFrameworkCore;
using Portal.Core.Billing;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Money;
using Portal.Core.Payments.Drafts;

namespace Portal.Core.Payments.Autopay;

/// <summary>
/// Finds what autopay of several accounts will do next: what is with the bank; else what is announced; else what the
/// worker would announce for the newest bill; else what was left open. Each step asks for all accounts that the steps
/// before it left, so that two hundred accounts cost no more questions than one.
/// </summary>
internal sealed class NextDrafts(PortalDbContext db, BusinessClock clock)
{
    /// <summary>Drafts of an enrollment that are looked at, newest first.</summary>
    private const int Looked = 12;

    private readonly Dictionary<Guid, NextDraft> _next = [];

    private DateOnly Today { get; } = clock.Today;

    public async Task<IReadOnlyDictionary<Guid, NextDraft>> ForAsync(
        IReadOnlyCollection<Guid> accounts, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(accounts);
        if (accounts.Count == 0) { return _next; }

        var standing = await db.AutopayEnrollments.AsNoTracking()
            .Where(e => accounts.Contains(e.CustomerAccountId) && e.State != AutopayState.Ended).ToListAsync(ct);
        if (standing.Count == 0) { return _next; }

        Guid[] ids = [.. standing.Select(e => e.Id)];
        var drafts = (await db.AutopayEnrollments.Where(e => ids.Contains(e.Id))
            .SelectMany(e => db.Drafts.Where(d => d.EnrollmentId == e.Id).OrderByDescending(d => d.CreatedAt)
                .Take(Looked))
            .AsNoTracking().ToListAsync(ct)).ToLookup(d => d.EnrollmentId!.Value);
        await SentAsync(standing, drafts, ct);
        await PromisedAsync(Left(standing), drafts, ct);
        await OpenBillsAsync(Left(standing), drafts, ct);
        await LeftOpenAsync(Left(standing), drafts, ct);
        foreach (var enrollment in Left(standing))
        {
            _next[enrollment.CustomerAccountId] = new(enrollment, Usd.Zero, null, null, null);
        }

        return _next;
    }

    private List<AutopayEnrollment> Left(IEnumerable<AutopayEnrollment> standing) =>
        [.. standing.Where(e => !_next.ContainsKey(e.CustomerAccountId))];

    /// <summary>With the bank: what its attempt is for, which may be less than was announced.</summary>
    private async Task SentAsync(
        List<AutopayEnrollment> standing, ILookup<Guid, Draft> drafts, CancellationToken ct)
    {
        var sent = (from enrollment in standing
                    let draft = drafts[enrollment.Id]
                        .Where(d => d.State is DraftState.Sending or DraftState.OnItsWay).MinBy(d => d.PlannedOn)
                    where draft is not null
                    select (enrollment, draft)).ToList();
        if (sent.Count == 0) { return; }

        Guid?[] ids = [.. sent.Select(s => (Guid?)s.draft.Id)];
        var attempts = (await db.PaymentAttempts.Where(a => ids.Contains(a.DraftId))
            .Select(a => new { a.DraftId, a.Amount, a.Tender, a.CreatedAt }).ToListAsync(ct)).ToLookup(a => a.DraftId);
        foreach (var (enrollment, draft) in sent)
        {
            var attempt = attempts[draft.Id].MaxBy(a => a.CreatedAt);
            _next[enrollment.CustomerAccountId] = new(
                enrollment, attempt?.Amount ?? draft.Amount, draft.PlannedOn, null, draft.Id)
            {
                IsBeingTaken = true,
                SentWith = attempt?.Tender,
            };
        }
    }

    /// <summary>An announced draft, as it would be taken by what is true now.</summary>
    private async Task PromisedAsync(
        List<AutopayEnrollment> standing, ILookup<Guid, Draft> drafts, CancellationToken ct)
    {
        var promised = (from enrollment in standing
                        let draft = drafts[enrollment.Id].Where(d => d.State == DraftState.Promised)
                            .MinBy(d => d.SendAt)
                        where draft is not null
                        select (enrollment, draft)).ToList();
        if (promised.Count == 0) { return; }

        var aheads = await DraftAhead.ForAsync(db, [.. promised.Select(p => p.draft)], clock, ct);
        foreach (var (enrollment, draft) in promised)
        {
            var ahead = aheads[draft.Id];
            var next = new NextDraft(enrollment, draft.Amount, ahead.On, null, draft.Id)
            {
                IsTriedAgain = draft.Tries > 0,
            };
            _next[enrollment.CustomerAccountId] = ahead.Answer switch
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
    }

    /// <summary>No draft is announced: the newest bill not yet due, and what stands in its way.</summary>
    private async Task OpenBillsAsync(
        List<AutopayEnrollment> standing, ILookup<Guid, Draft> drafts, CancellationToken ct)
    {
        if (standing.Count == 0) { return; }

        Guid[] accounts = [.. standing.Select(e => e.CustomerAccountId)];
        var bills = (await db.Bills.AsNoTracking()
            .Where(b => accounts.Contains(b.CustomerAccountId) && b.DueOn >= Today
                && !db.BillCancellations.Any(c => c.BillId == b.Id)).ToListAsync(ct))
            .GroupBy(b => b.CustomerAccountId).ToDictionary(g => g.Key, g => g.MaxBy(b => b.DueOn)!);
        var open = await db.OpenToPromiseAsync([.. bills.Select(b => (b.Key, b.Value.DueOn))], ct);
        var unannounced = new List<(AutopayEnrollment Enrollment, Bill Bill, DateOnly? Day, Draft Draft)>();
        foreach (var enrollment in standing.Where(e => bills.ContainsKey(e.CustomerAccountId)))
        {
            var bill = bills[enrollment.CustomerAccountId];
            var amount = DraftDue.Within(open[enrollment.CustomerAccountId], enrollment.Cap);
            if (drafts[enrollment.Id].FirstOrDefault(d => d.BillId == bill.Id) is { } draft)
            {
                if (amount.IsPositive && draft.State is not (DraftState.Paid or DraftState.InSuspense))
                {
                    _next[enrollment.CustomerAccountId] = OfOver(enrollment, draft) with { Amount = amount };
                }
            }
            else if (amount >= DraftFacts.Smallest)
            {
                var day = DraftDay.Of(enrollment.Rule, enrollment.RuleDay, bill.DueOn, Today);
                var thought = PromiseDrafts.Make(enrollment, bill, amount, day, "en", default);
                unannounced.Add((enrollment, bill, day, thought));
            }
        }

        await UnannouncedAsync(unannounced, ct);
    }

    /// <summary>The drafts that the worker would announce now.</summary>
    private async Task UnannouncedAsync(
        List<(AutopayEnrollment Enrollment, Bill Bill, DateOnly? Day, Draft Draft)> unannounced, CancellationToken ct)
    {
        if (unannounced.Count == 0) { return; }

        var aheads = await DraftAhead.ForAsync(db, [.. unannounced.Select(u => u.Draft)], clock, ct);
        foreach (var (enrollment, bill, day, draft) in unannounced)
        {
            var answer = aheads[draft.Id].Answer;
            var why = answer is DraftAnswer.Leave leave ? leave.Why : (DraftWhy?)null;
            _next[enrollment.CustomerAccountId] = new(
                enrollment, answer is DraftAnswer.Take(var taken) ? taken : draft.Amount, day ?? bill.DueOn,
                why == DraftWhy.AutopaySuspended ? why : day is null ? DraftWhy.NoNotice : why, null);
        }
    }

    /// <summary>The last draft that was not taken, while something of its bill is still asked for.</summary>
    private async Task LeftOpenAsync(
        List<AutopayEnrollment> standing, ILookup<Guid, Draft> drafts, CancellationToken ct)
    {
        var last = (from enrollment in standing
                    let draft = drafts[enrollment.Id].MaxBy(d => d.PlannedOn)
                    where draft is
                    {
                        State: DraftState.Failed or DraftState.Skipped or DraftState.Canceled, Amount.IsPositive: true,
                    }
                    select (enrollment, draft)).ToList();
        if (last.Count == 0) { return; }

        Guid?[] bills = [.. last.Select(l => l.draft.BillId)];
        var open = (await db.OpenItems.Where(i => bills.Contains(i.BillId) && i.Open > Usd.Zero)
            .Select(i => i.BillId).Distinct().ToListAsync(ct)).ToHashSet();
        last.RemoveAll(l => !open.Contains(l.draft.BillId));
        var due = await db.DueByAsync([.. last.Select(l => (l.enrollment.CustomerAccountId, Today))], ct);
        foreach (var (enrollment, draft) in last.Where(l => due[l.enrollment.CustomerAccountId].IsPositive))
        {
            _next[enrollment.CustomerAccountId] = OfOver(enrollment, draft);
        }
    }

    private NextDraft OfOver(AutopayEnrollment standing, Draft draft) =>
        new(standing, draft.Amount, draft.PlannedOn, draft.Why ?? DraftWhy.Declined, draft.Id)
        {
            IsOver = draft.PlannedOn <= Today || draft.State == DraftState.Failed,
        };
}
