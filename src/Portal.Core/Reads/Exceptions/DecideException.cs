using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Portal.Core.Billing;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Reads.Validation;
using Portal.Core.Staff;

namespace Portal.Core.Reads.Exceptions;

/// <summary>
/// What every decision about an exception shares: the locks, the move, the history, the read that changes, and a fresh
/// look at the point. First the accounts that the point's reads hold are locked, so that none is billed meanwhile; then
/// the exceptions of the point together; each in the order of their ids.
/// </summary>
public sealed class DecideException(PortalDbContext db, ValidateReads validateReads, BusinessClock clock)
{
    private const int LongestReason = 500;

    /// <summary>One decision. The same operation on the same exception is decided once.</summary>
    public sealed record Decision(Guid OperationId, Guid ExceptionId, string Act, Actor By, string? Reason);

    /// <summary>What a decision leads to, once the locks are held.</summary>
    /// <param name="Event">The move.</param>
    /// <param name="Detail">Figures for the history.</param>
    /// <param name="SettlesRead">Every other unresolved exception of the same read goes the same way.</param>
    public sealed record Step(ReadExceptionEventKind Event, object Detail, bool SettlesRead = false);

    /// <param name="decide">Asked under the locks; it may change the read, and refuses by its own refusals.</param>
    public async Task<Outcome<ReadException>> RunAsync(
        Decision decision, Func<ReadException, Task<Outcome<Step>>> decide, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(decision);
        ArgumentNullException.ThrowIfNull(decide);
        if (decision.Reason?.Length > LongestReason) { return new Refusal("Reads_ReasonLong", LongestReason); }

        await using var tx = await db.Database.BeginTransactionAsync(ct);
        await db.Database.ExecuteSqlAsync(
            $"""
            select from customer_account where id in (
              select customer_account_id from read_exception where service_point_id = (
                select service_point_id from read_exception where id = {decision.ExceptionId}))
            order by id for update
            """, ct);
        var locked = await db.Set<ReadException>().FromSql(
            $"""
            select * from read_exception
            where service_point_id = (select service_point_id from read_exception where id = {decision.ExceptionId})
              and (id = {decision.ExceptionId} or state in ('open', 'reread_ordered', 'awaiting_approval'))
            order by id for update
            """).ToListAsync(ct);
        if (locked.SingleOrDefault(e => e.Id == decision.ExceptionId) is not { } exception)
        {
            return new Refusal("Reads_NoException");
        }

        if (await db.Set<ReadExceptionEvent>().AnyAsync(
            e => e.ReadExceptionId == exception.Id && e.OperationId == decision.OperationId, ct))
        {
            return exception;
        }

        switch (await decide(exception))
        {
            case Outcome<Step>.Refused(var refusal): return refusal;
            case Outcome<Step>.Done(var step):
                if (ReadExceptionMoves.Next(exception.State, step.Event) is null)
                {
                    return new Refusal("Reads_Decided");
                }

                Record(exception, decision, step, locked);
                await db.SaveChangesAsync(ct);
                if (step.SettlesRead)
                {
                    await validateReads.RunAsync(new(ServicePointId: exception.ServicePointId), ct);
                }

                await tx.CommitAsync(ct);
                return exception;
            default: throw new InvalidOperationException("Outcome has two cases.");
        }
    }

    /// <summary>
    /// Makes the exception's read say something else, or makes the read that was missing. Refuses a read that a bill
    /// which stands rests on, a day of the future or not after the read before, and what the dials cannot show.
    /// </summary>
    public async Task<Refusal?> ChangeReadAsync(
        ReadException exception, PointHistory history, DateOnly on, decimal reading, ReadKind kind, Decision decision,
        CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(exception);
        ArgumentNullException.ThrowIfNull(history);
        ArgumentNullException.ThrowIfNull(decision);
        var now = history.Reads.SingleOrDefault(r => r.Id == exception.MeterReadId);
        if (await WhyNotAsync(exception, history, on, reading, ct) is { } refusal) { return refusal; }

        if (now is null)
        {
            now = new()
            {
                Id = Guid.CreateVersion7(), ServicePointId = exception.ServicePointId, ReadOn = on, Reading = reading,
                Kind = kind,
            };
            db.Add(now);
            await db.SaveChangesAsync(ct);
            exception.MeterReadId = now.Id;
            return null;
        }

        db.Add(new MeterReadChange
        {
            Id = Guid.CreateVersion7(),
            MeterReadId = now.Id,
            WasOn = now.ReadOn,
            WasReading = now.Reading,
            WasKind = now.Kind,
            NowOn = on,
            NowReading = reading,
            NowKind = kind,
            ChangedAt = clock.Now,
            ChangedBy = decision.By.Name,
            Reason = decision.Reason ?? decision.Act,
        });
        await db.SaveChangesAsync(ct);
        await db.MeterReads.Where(r => r.Id == now.Id).ExecuteUpdateAsync(
            set => set.SetProperty(r => r.ReadOn, on).SetProperty(r => r.Reading, reading)
                .SetProperty(r => r.Kind, kind),
            ct);
        return null;
    }

    /// <summary>Why the exception's read cannot say this; null when it can.</summary>
    internal async Task<Refusal?> WhyNotAsync(
        ReadException exception, PointHistory history, DateOnly on, decimal reading, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(exception);
        ArgumentNullException.ThrowIfNull(history);
        var now = history.Reads.SingleOrDefault(r => r.Id == exception.MeterReadId);
        var from = now?.ReadOn ?? exception.PeriodOn;
        if (await db.BillReads.AnyAsync(
            b => b.ServicePointId == exception.ServicePointId && b.CurrentReadOn >= from
                && !db.BillCancellations.Any(c => c.BillId == b.BillId), ct))
        {
            return new("Reads_Billed");
        }

        var others = history.Reads.Where(r => r.Id != now?.Id).ToList();
        return on > clock.Today || others.Any(r => r.ReadOn == on) || others.Any(r => r.ReadOn < from && r.ReadOn >= on)
            || others.Any(r => r.ReadOn > from && r.ReadOn <= on) ? new("Reads_DayTaken", on)
            : reading < 0m || reading >= new MeterFace(history.Point.MeterDials).StartsOverAt
                || decimal.Round(reading, 4) != reading ? new("Reads_ReadingFits")
            : null;
    }

    /// <summary>What an approval means for exceptions of the same read that nobody proposed anything about.</summary>
    private static ReadExceptionEventKind OfOthers(ReadExceptionEventKind e) => e switch
    {
        ReadExceptionEventKind.Approve => ReadExceptionEventKind.Override,
        ReadExceptionEventKind.ApproveReread => ReadExceptionEventKind.EnterReread,
        _ => e,
    };

    private void Record(
        ReadException exception, Decision decision, Step step, IReadOnlyList<ReadException> locked)
    {
        var together = locked.Where(e => e.Id == exception.Id
            || (step.SettlesRead && e.MeterReadId == exception.MeterReadId && ReadExceptionMoves.IsUnresolved(e.State)
                && ReadExceptionMoves.Next(e.State, OfOthers(step.Event)) is not null));
        foreach (var one in together.ToList())
        {
            var from = one.State;
            one.Apply(one.Id == exception.Id ? step.Event : OfOthers(step.Event), clock.Now);
            db.Add(new ReadExceptionEvent
            {
                Id = Guid.CreateVersion7(),
                ReadExceptionId = one.Id,
                OperationId = decision.OperationId,
                At = clock.Now,
                By = decision.By.Name,
                Act = decision.Act,
                FromState = from,
                ToState = one.State,
                Reason = decision.Reason,
                Detail = JsonSerializer.Serialize(step.Detail),
            });
        }

        db.Add(new AuditEntry
        {
            Id = Guid.CreateVersion7(),
            At = clock.Now,
            Actor = decision.By.Name,
            Act = decision.Act,
            CustomerAccountId = exception.CustomerAccountId,
            Detail = JsonSerializer.Serialize(new { exception.Id, exception.MeterReadId, step.Detail }),
        });
    }
}
