using Microsoft.EntityFrameworkCore;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Money;
using Portal.Core.Staff;

namespace Portal.Core.Payments.Unclaimed;

/// <summary>
/// Lists the unclaimed money that is to become the city's on a day, by a published notice or by a resolution, as it
/// stands now; another person approves it. Nothing is posted. The same form proposes once. Refuses no resolution, a
/// notice whose days are not a week apart or whose day is not 45 to 60 days after the first (Cal. Gov. Code 50050,
/// ck_unclaimed_turnover_published), a day long past or far ahead, another total than was shown, and where nothing is
/// due or too much for one list.
/// </summary>
public sealed class ProposeTurnover(PortalDbContext db, BusinessClock clock)
{
    /// <summary>Rows of one turnover; what is left over is for the next.</summary>
    public const int MostRows = 500;

    /// <summary>Days from the first print of the notice to its second.</summary>
    private const int DaysBetweenPrints = 7;

    /// <summary>Days from the first print until it becomes the city's (Cal. Gov. Code 50050).</summary>
    private const int LeastDays = 45;

    private const int MostDays = 60;

    private const int LongestResolution = 60;

    private const int LongestPaper = 200;

    /// <param name="TotalSeen">What the page showed as due.</param>
    public sealed record Request(
        Guid OperationId, TurnoverWay Way, string? Resolution, DateOnly? BecomesOn, Usd TotalSeen, Actor By)
    {
        public string? PublishedIn { get; init; }

        public DateOnly? FirstPublishedOn { get; init; }

        public DateOnly? NextPublishedOn { get; init; }
    }

    public async Task<Outcome<UnclaimedTurnover>> RunAsync(Request request, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(request);
        await using var tx = await ActTransaction.BeginOrJoinAsync(db, ct);
        await db.TakeUnclaimedAsync(request.OperationId, ct);
        if (await db.Set<UnclaimedTurnover>().AsNoTracking()
            .SingleOrDefaultAsync(t => t.Id == request.OperationId, ct) is { } already)
        {
            return already;
        }

        if (WhyNot(request) is { } refusal) { return refusal; }

        var rows = await DueAsync(db, request.Way, clock, ct);
        var total = rows.Select(r => r.Amount).Sum();
        if (rows.Count == 0) { return new Refusal("Unclaimed_NothingDue"); }

        if (total != request.TotalSeen) { return new Refusal("Unclaimed_Changed", total); }

        var turnover = Make(request, rows.Count, total);
        db.Add(turnover);
        db.AddRange(rows.Select((row, index) => Row(turnover.Id, index + 1, row)));
        db.Add(AuditEntry.Of(clock.Now, request.By.Name, nameof(ProposeTurnover), null, new
        {
            turnover = turnover.Id,
            rows = rows.Count,
            cents = total.Cents,
        }));
        await db.SaveChangesAsync(ct);
        await tx.CommitAsync(ct);
        return turnover;
    }

    /// <summary>What may be listed today, oldest first, and is in no list that waits.</summary>
    public static async Task<IReadOnlyList<UnclaimedRow>> DueAsync(
        PortalDbContext db, TurnoverWay way, BusinessClock clock, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        ArgumentNullException.ThrowIfNull(clock);
        var listed = (await (
            from row in db.Set<UnclaimedTurnoverRow>()
            join turnover in db.Set<UnclaimedTurnover>() on row.TurnoverId equals turnover.Id
            where turnover.State == TurnoverState.Proposed
            select row.SubjectId).ToListAsync(ct)).ToHashSet();
        var part = way == TurnoverWay.Notice ? UnclaimedList.Part.DueByNotice : UnclaimedList.Part.DueWithoutNotice;
        return
        [
            .. (await UnclaimedList.AllAsync(db, part, clock, ct))
                .Where(r => r.MayTurnOver(clock.Today) && !listed.Contains(r.Id)).Take(MostRows),
        ];
    }

    private Refusal? WhyNot(Request request)
    {
        var text = request.Resolution?.Trim() ?? "";
        if (text.Length is 0 or > LongestResolution) { return new("Unclaimed_ResolutionMissing", LongestResolution); }

        if (request.BecomesOn is not { } becomes || becomes < clock.Today.AddDays(-MostDays)
            || becomes > clock.Today.AddDays(MostDays))
        {
            return new("Unclaimed_DayWrong", clock.Today.AddDays(-MostDays), clock.Today.AddDays(MostDays));
        }

        if (request.Way == TurnoverWay.Resolution) { return null; }

        var paper = request.PublishedIn?.Trim() ?? "";
        return paper.Length is 0 or > LongestPaper ? new("Unclaimed_PaperMissing", LongestPaper)
            : request.FirstPublishedOn is not { } first || request.NextPublishedOn is not { } next
                || next.DayNumber - first.DayNumber != DaysBetweenPrints || next > clock.Today
                ? new("Unclaimed_PrintDays", DaysBetweenPrints)
            : becomes.DayNumber - first.DayNumber is < LeastDays or > MostDays
                ? new("Unclaimed_NoticeDays", first.AddDays(LeastDays), first.AddDays(MostDays))
            : null;
    }

    private UnclaimedTurnover Make(Request request, int rows, Usd total)
    {
        var isByNotice = request.Way == TurnoverWay.Notice;
        return new()
        {
            Id = request.OperationId,
            Way = request.Way,
            Resolution = request.Resolution!.Trim(),
            PublishedIn = isByNotice ? request.PublishedIn!.Trim() : null,
            FirstPublishedOn = isByNotice ? request.FirstPublishedOn : null,
            NextPublishedOn = isByNotice ? request.NextPublishedOn : null,
            BecomesOn = request.BecomesOn!.Value,
            RowCount = rows,
            Total = total,
            MadeOn = clock.Today,
            MadeBy = request.By.Name,
            MadeAt = clock.Now,
        };
    }

    private static UnclaimedTurnoverRow Row(Guid turnover, int no, UnclaimedRow row) => new()
    {
        Id = Guid.CreateVersion7(),
        TurnoverId = turnover,
        No = no,
        Kind = row.Kind,
        SubjectId = row.Id,
        CustomerAccountId = row.AccountId,
        Number = row.Number,
        Owner = row.Owner,
        Amount = row.Amount,
        Since = row.Since,
        DueOn = row.DueOn,
        LetterOn = row.LetterOn,
    };
}
