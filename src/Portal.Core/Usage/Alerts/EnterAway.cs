using Microsoft.EntityFrameworkCore;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Staff;

namespace Portal.Core.Usage.Alerts;

/// <summary>
/// Notes the days on which nobody is at a place, so that water used then is told. The same operation is entered once.
/// Refused: an account that is not theirs to manage, days that are over or the wrong way round, more than a year, and
/// days that overlap with others that stand.
/// </summary>
public sealed class EnterAway(PortalDbContext db, BusinessClock clock)
{
    /// <summary>The longest that somebody may be away.</summary>
    public const int MostDays = 366;

    /// <param name="OperationId">Made with the form.</param>
    /// <param name="From">The day they leave.</param>
    /// <param name="To">The day they come back.</param>
    public sealed record Request(Guid OperationId, Guid CustomerAccountId, DateOnly From, DateOnly To, Actor By);

    public async Task<Outcome<AwayPeriod>> RunAsync(Request request, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(request);
        await using var tx = await ActTransaction.BeginOrJoinAsync(db, ct);
        if (await db.LockManagedAsync(request.CustomerAccountId, request.By, ct) is not { } account)
        {
            return new Refusal("Account_NotFound");
        }

        if (await db.Set<AwayPeriod>().SingleOrDefaultAsync(p => p.Id == request.OperationId, ct) is { } already)
        {
            return already.CustomerAccountId == account.Id ? already : new Refusal("Account_NotFound");
        }

        if (WhyNot(request.From, request.To, clock.Today) is { } refusal)
        {
            return refusal;
        }

        if (await db.Set<AwayPeriod>().AnyAsync(
            p => p.CustomerAccountId == account.Id && p.EndedAt == null && p.FromOn <= request.To
                && p.ToOn >= request.From, ct))
        {
            return new Refusal("Away_Overlaps");
        }

        var period = new AwayPeriod
        {
            Id = request.OperationId,
            CustomerAccountId = account.Id,
            FromOn = request.From,
            ToOn = request.To,
            EnteredAt = clock.Now,
            EnteredBy = request.By.Name,
        };
        db.Add(period);
        db.Add(AuditEntry.Of(clock.Now, request.By.Name, nameof(EnterAway), account.Id, new
        {
            from = request.From,
            to = request.To,
        }));
        await db.SaveChangesAsync(ct);
        await tx.CommitAsync(ct);
        return period;
    }

    private static Refusal? WhyNot(DateOnly from, DateOnly to, DateOnly today) =>
        to <= from ? new("Away_Backwards")
        : to <= today ? new("Away_Over")
        : to.DayNumber - from.DayNumber > MostDays ? new("Away_TooLong")
        : from < today.AddDays(-MostDays) ? new("Away_TooLong")
        : null;
}
