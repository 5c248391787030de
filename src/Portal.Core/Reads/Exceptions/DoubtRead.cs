using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Reads.Validation;
using Portal.Core.Staff;

namespace Portal.Core.Reads.Exceptions;

/// <summary>
/// Puts a read that no rule found doubtful, or that was decided before, before the office: a customer says that it is
/// wrong, a bill was canceled for it. From then on it is corrected, read again or estimated like any other, and holds
/// its account. The same operation doubts once. Refuses without a note, a read of another account's point, and one that
/// a bill which stands rests on: that is canceled first.
/// </summary>
public sealed class DoubtRead(PortalDbContext db, BusinessClock clock)
{
    private const int LongestNote = 500;

    public sealed record Request(
        Guid OperationId, Guid CustomerAccountId, Guid MeterReadId, string? Note, Actor By);

    public async Task<Outcome<ReadException>> RunAsync(Request request, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(request);
        var note = request.Note?.Trim();
        if (string.IsNullOrEmpty(note)) { return new Refusal("Reads_ReasonMissing"); }

        if (note.Length > LongestNote) { return new Refusal("Reads_ReasonLong", LongestNote); }

        await using var tx = await ActTransaction.BeginOrJoinAsync(db, ct);
        if (await db.LockAccountAsync(request.CustomerAccountId, ct) is null)
        {
            return new Refusal("Account_NotFound");
        }

        var read = await db.MeterReads.AsNoTracking().SingleOrDefaultAsync(
            r => r.Id == request.MeterReadId && db.ServiceAgreements.Any(g =>
                g.CustomerAccountId == request.CustomerAccountId && g.ServicePointId == r.ServicePointId
                && g.StartsOn <= r.ReadOn && (g.EndsOn == null || g.EndsOn >= r.ReadOn)), ct);
        if (read is null) { return new Refusal("Reads_NoException"); }

        var exception = await db.Set<ReadException>().SingleOrDefaultAsync(
            e => e.ServicePointId == read.ServicePointId && e.Rule == ReadRule.Reported && e.PeriodOn == read.ReadOn,
            ct);
        if (exception is not null && ReadExceptionMoves.IsUnresolved(exception.State)) { return exception; }

        if (await db.BillReads.AnyAsync(
            b => b.ServicePointId == read.ServicePointId && b.CurrentReadOn >= read.ReadOn
                && !db.BillCancellations.Any(c => c.BillId == b.BillId), ct))
        {
            return new Refusal("Reads_Billed");
        }

        var from = exception?.State;
        if (exception is null)
        {
            var unit = await db.ServicePoints.Where(p => p.Id == read.ServicePointId).Select(p => p.ReadUnit)
                .SingleAsync(ct);
            exception = new()
            {
                Id = Guid.CreateVersion7(),
                ServicePointId = read.ServicePointId,
                CustomerAccountId = request.CustomerAccountId,
                MeterReadId = read.Id,
                Rule = ReadRule.Reported,
                PeriodOn = read.ReadOn,
                Evidence = JsonSerializer.Serialize(new { reading = read.Reading, unit }),
                OpenedAt = clock.Now,
            };
            db.Add(exception);
        }
        else
        {
            exception.Renew(clock.Now);
        }

        Record(exception, from, note, request);
        await db.SaveChangesAsync(ct);
        await tx.CommitAsync(ct);
        return exception;
    }

    private void Record(ReadException exception, ReadExceptionState? from, string note, Request request)
    {
        db.Add(new ReadExceptionEvent
        {
            Id = Guid.CreateVersion7(),
            ReadExceptionId = exception.Id,
            OperationId = request.OperationId,
            At = clock.Now,
            By = request.By.Name,
            Act = nameof(DoubtRead),
            FromState = from,
            ToState = exception.State,
            Reason = note,
        });
        db.Add(AuditEntry.Of(
            clock.Now, request.By.Name, nameof(DoubtRead), request.CustomerAccountId,
            new { exception.Id, exception.MeterReadId }));
    }
}
