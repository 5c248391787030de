using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Portal.Core.Accounts;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Staff;

namespace Portal.Core.Reads;

/// <summary>
/// Records that a meter was exchanged: what the old one showed last, the number, dials and first reading of the new
/// one. The same exchange is recorded once. Refuses an unknown point, a day of the future or before the last read, a
/// number in use elsewhere, and readings no dials can show. Audited.
/// </summary>
public sealed class ExchangeMeter(PortalDbContext db, BusinessClock clock)
{
    /// <param name="ExchangeId">Made with the form; the same id is the same exchange.</param>
    /// <param name="OldReading">What the old meter showed when it was taken out.</param>
    /// <param name="NewReading">What the new meter showed when it was put in.</param>
    public sealed record Request(
        Guid ExchangeId,
        Guid ServicePointId,
        DateOnly On,
        decimal OldReading,
        string NewMeterNumber,
        decimal NewReading,
        int NewDials,
        decimal NewMultiplier,
        Actor By);

    public async Task<Outcome<MeterExchange>> RunAsync(Request request, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(request);
        await using var tx = await db.Database.BeginTransactionAsync(ct);
        var point = await db.ServicePoints
            .FromSql($"select * from service_point where id = {request.ServicePointId} for update")
            .SingleOrDefaultAsync(ct);
        if (await db.Set<MeterExchange>().SingleOrDefaultAsync(e => e.Id == request.ExchangeId, ct) is { } already)
        {
            return already;
        }

        if (await WhyNotAsync(point, request, ct) is { } refusal) { return refusal; }

        var exchange = new MeterExchange
        {
            Id = request.ExchangeId,
            ServicePointId = point!.Id,
            ExchangedOn = request.On,
            OldMeterNumber = point.MeterNumber!,
            OldReading = request.OldReading,
            OldDials = point.MeterDials,
            OldMultiplier = point.MeterMultiplier,
            NewMeterNumber = request.NewMeterNumber.Trim(),
            NewReading = request.NewReading,
            RecordedAt = clock.Now,
            RecordedBy = request.By.Name,
        };
        db.Add(exchange);
        db.Add(new AuditEntry
        {
            Id = Guid.CreateVersion7(),
            At = clock.Now,
            Actor = request.By.Name,
            Act = nameof(ExchangeMeter),
            Detail = JsonSerializer.Serialize(new { exchange.Id, exchange.ServicePointId }),
        });
        await db.SaveChangesAsync(ct);
        await db.ServicePoints.Where(p => p.Id == point.Id).ExecuteUpdateAsync(
            set => set.SetProperty(p => p.MeterNumber, exchange.NewMeterNumber)
                .SetProperty(p => p.MeterDials, request.NewDials)
                .SetProperty(p => p.MeterMultiplier, request.NewMultiplier),
            ct);
        await tx.CommitAsync(ct);
        return exchange;
    }

    private async Task<Refusal?> WhyNotAsync(ServicePoint? point, Request request, CancellationToken ct)
    {
        if (point?.MeterNumber is null) { return new("Reads_NoMeter"); }

        var number = request.NewMeterNumber.Trim();
        if (number.Length is 0 or > Files.LineReader.LongestMeter || number == point.MeterNumber
            || await db.ServicePoints.AnyAsync(p => p.MeterNumber == number, ct))
        {
            return new("Reads_MeterNumberTaken", number);
        }

        if (request.On > clock.Today
            || await db.MeterReads.AnyAsync(r => r.ServicePointId == point.Id && r.ReadOn >= request.On, ct)
            || await db.Set<MeterExchange>().AnyAsync(
                e => e.ServicePointId == point.Id && e.ExchangedOn >= request.On, ct))
        {
            return new("Reads_ExchangeDay");
        }

        return request.NewDials is < 3 or > 9 || request.NewMultiplier <= 0m
            || !Fits(request.OldReading, point.MeterDials) || !Fits(request.NewReading, request.NewDials)
            ? new("Reads_ReadingFits")
            : null;
    }

    private static bool Fits(decimal reading, int dials) =>
        reading >= 0m && reading < new MeterFace(dials).StartsOverAt && decimal.Round(reading, 4) == reading;
}
