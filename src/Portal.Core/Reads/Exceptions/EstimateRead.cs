using Microsoft.EntityFrameworkCore;
using Portal.Core.Accounts;
using Portal.Core.Billing;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Reads.Validation;
using Portal.Core.Staff;

namespace Portal.Core.Reads.Exceptions;

/// <summary>
/// Puts an estimate in the place of a missing or doubtful read: same month last year times the trend, else the average
/// of the last three, else that of the class; at the meter's resolution, marked as an estimate. Refuses a consumptive
/// register, whose next read would not correct it; more estimates in a row than the city allows; and when nothing is
/// known to estimate from.
/// </summary>
public sealed class EstimateRead(PortalDbContext db, DecideException decide, BusinessClock clock)
{
    public sealed record Request(Guid OperationId, Guid ExceptionId, Actor By);

    /// <summary>An estimate before it is made.</summary>
    public sealed record Preview(decimal Use, EstimateMethod Method, decimal Reading, string? Unit);

    public Task<Outcome<ReadException>> RunAsync(Request request, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(request);
        var decision = new DecideException.Decision(
            request.OperationId, request.ExceptionId, nameof(EstimateRead), request.By, null);
        return decide.RunAsync(decision, exception => ChangeAsync(exception, decision, ct), ct);
    }

    /// <summary>What it would be, or why it cannot be.</summary>
    public async Task<Outcome<Preview>> PreviewAsync(
        ReadException exception, PointHistory history, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(exception);
        ArgumentNullException.ThrowIfNull(history);
        if (ReadExceptionMoves.Next(exception.State, ReadExceptionEventKind.Estimate) is null)
        {
            return new Refusal("Reads_Decided");
        }

        if (history.Point.Register == RegisterKind.Consumptive) { return new Refusal("Reads_Consumptive"); }

        var day = DayOf(exception, history);
        var limits = await ReadLimits.NowAsync(db, ct);
        if (history.EstimatesBefore(day) >= limits.MostEstimates)
        {
            return new Refusal("Reads_TooManyEstimates", limits.MostEstimates);
        }

        var use = EstimateUse.For(new(history.MonthsBefore(day), await ClassAverageAsync(exception, day, ct)));
        return use is not null && history.ReadingFor(day, use.Quantity) is { } reading
            ? new Preview(use.Quantity, use.Method, reading, history.Point.ReadUnit)
            : new Refusal("Reads_NothingKnown");
    }

    private static DateOnly DayOf(ReadException exception, PointHistory history) =>
        history.Reads.SingleOrDefault(r => r.Id == exception.MeterReadId)?.ReadOn ?? exception.PeriodOn;

    private async Task<Outcome<DecideException.Step>> ChangeAsync(
        ReadException exception, DecideException.Decision decision, CancellationToken ct)
    {
        var history = await PointHistory.OfAsync(db, exception.ServicePointId, clock.Today, ct);
        switch (await PreviewAsync(exception, history, ct))
        {
            case Outcome<Preview>.Refused(var refusal): return refusal;
            case Outcome<Preview>.Done(var preview):
                var day = DayOf(exception, history);
                return await decide.ChangeReadAsync(
                    exception, history, day, preview.Reading, ReadKind.Estimated, decision, ct) is { } wrong
                    ? wrong
                    : new DecideException.Step(
                        ReadExceptionEventKind.Estimate,
                        new { preview.Use, Method = preview.Method.ToString(), preview.Reading },
                        SettlesRead: true);
            default: throw new InvalidOperationException("Outcome has two cases.");
        }
    }

    /// <summary>Average billed in the last seven weeks to the same class, at meters of the same unit.</summary>
    private Task<decimal?> ClassAverageAsync(ReadException exception, DateOnly day, CancellationToken ct) =>
        db.Database.SqlQuery<decimal?>(
            $"""
            select round(avg(b.used), 4) as "Value"
            from service_point mine
            join service_agreement served on served.service_point_id = mine.id
              and served.customer_account_id = {exception.CustomerAccountId}
            join service_agreement g on g.customer_class = served.customer_class
            join service_point p on p.id = g.service_point_id and p.service = mine.service
              and p.read_unit = mine.read_unit
            join bill_read b on b.service_point_id = p.id
              and b.current_read_on between {day.AddDays(-50)} and {day.AddDays(-1)}
            where mine.id = {exception.ServicePointId}
            """).SingleAsync(ct);
}
