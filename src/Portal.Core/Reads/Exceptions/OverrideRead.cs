using Microsoft.EntityFrameworkCore;
using Portal.Core.Billing;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Reads.Validation;
using Portal.Core.Staff;

namespace Portal.Core.Reads.Exceptions;

/// <summary>Why a read is corrected by hand.</summary>
public enum OverrideReason
{
    /// <summary>Digits were swapped or misread; the photo or the next read shows it.</summary>
    Misread,

    /// <summary>The meter or its sender counts wrong.</summary>
    MeterFault,

    /// <summary>An exchange was recorded late or not at all.</summary>
    Exchange,

    /// <summary>Something else, in words.</summary>
    Other,
}

/// <summary>
/// Corrects a read by hand, with a reason. One person may move the use by at most the city's limit; a correction above
/// it waits, and the account with it, until a second person approves (ApproveOverride). Refuses "other" without words,
/// a billed read, and what the dials cannot show.
/// </summary>
public sealed class OverrideRead(PortalDbContext db, DecideException decide, BusinessClock clock)
{
    /// <param name="Words">The person's own; needed for "other".</param>
    public sealed record Request(
        Guid OperationId, Guid ExceptionId, decimal Reading, OverrideReason Reason, string? Words, Actor By);

    public Task<Outcome<ReadException>> RunAsync(Request request, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(request);
        var words = request.Words?.Trim();
        var reason = string.IsNullOrEmpty(words) ? $"{request.Reason}" : $"{request.Reason}: {words}";
        var decision = new DecideException.Decision(
            request.OperationId, request.ExceptionId, nameof(OverrideRead), request.By, reason);
        return decide.RunAsync(
            decision,
            async exception => request.Reason == OverrideReason.Other && string.IsNullOrEmpty(words)
                ? new Refusal("Reads_ReasonMissing")
                : await ChangeAsync(exception, request, decision, ct),
            ct);
    }

    private async Task<Outcome<DecideException.Step>> ChangeAsync(
        ReadException exception, Request request, DecideException.Decision decision, CancellationToken ct)
    {
        if (ReadExceptionMoves.Next(exception.State, ReadExceptionEventKind.Override) is null)
        {
            return new Refusal("Reads_Decided");
        }

        var history = await PointHistory.OfAsync(db, exception.ServicePointId, clock.Today, ct);
        var now = history.Reads.SingleOrDefault(r => r.Id == exception.MeterReadId);
        var day = now?.ReadOn ?? exception.PeriodOn;
        if (await decide.WhyNotAsync(exception, history, day, request.Reading, ct) is { } no) { return no; }

        var limits = await ReadLimits.NowAsync(db, ct);
        var moved = MovedBy(exception, history, day, request.Reading);
        if (moved > limits.OverrideLimit)
        {
            exception.Propose(request.Reading, decision.Reason!, decision.By.Name);
            return new DecideException.Step(ReadExceptionEventKind.Propose, new { request.Reading, Moved = moved });
        }

        return await decide.ChangeReadAsync(
            exception, history, day, request.Reading, ReadKind.Actual, decision, ct) is { } refusal
            ? refusal
            : new DecideException.Step(
                ReadExceptionEventKind.Override, new { request.Reading, Moved = moved }, SettlesRead: true);
    }

    /// <summary>
    /// Units by which the period's use changes; without a read, from the usual use; without either, all of it.
    /// </summary>
    internal static decimal MovedBy(ReadException exception, PointHistory history, DateOnly day, decimal reading)
    {
        var now = history.Reads.SingleOrDefault(r => r.Id == exception.MeterReadId);
        var others = history.Without(now);
        var use = others.UseIf(day, reading)?.Quantity ?? reading;
        var before = now is null ? others.Usual(day) : others.UseIf(now.ReadOn, now.Reading)?.Quantity;
        return Math.Abs(use - (before ?? 0m));
    }
}

/// <summary>
/// The second person's word on a correction or re-read above one person's limit: it is made, or the exception is open
/// again. Refuses the person who proposed it, and a proposal other than the one that was looked at.
/// </summary>
public sealed class ApproveOverride(PortalDbContext db, DecideException decide, BusinessClock clock)
{
    /// <param name="Approve">False declines, with a reason.</param>
    /// <param name="ReadingSeen">What the person was shown; only that is approved.</param>
    public sealed record Request(
        Guid OperationId, Guid ExceptionId, bool Approve, decimal? ReadingSeen, string? Reason, Actor By);

    public Task<Outcome<ReadException>> RunAsync(Request request, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(request);
        var decision = new DecideException.Decision(
            request.OperationId, request.ExceptionId, nameof(ApproveOverride), request.By,
            string.IsNullOrWhiteSpace(request.Reason) ? null : request.Reason.Trim());
        return decide.RunAsync(decision, exception => ChangeAsync(exception, request, decision, ct), ct);
    }

    private async Task<Outcome<DecideException.Step>> ChangeAsync(
        ReadException exception, Request request, DecideException.Decision decision, CancellationToken ct)
    {
        if (exception.State != ReadExceptionState.AwaitingApproval) { return new Refusal("Reads_Decided"); }

        if (exception.ProposedBy == request.By.Name) { return new Refusal("Reads_SecondPerson"); }

        if (!request.Approve)
        {
            if (decision.Reason is null) { return new Refusal("Reads_ReasonMissing"); }

            exception.Decline();
            return new DecideException.Step(ReadExceptionEventKind.Decline, new { });
        }

        var reading = exception.ProposedReading!.Value;
        if (request.ReadingSeen != reading) { return new Refusal("Reads_ProposalChanged", reading); }

        var history = await PointHistory.OfAsync(db, exception.ServicePointId, clock.Today, ct);
        var day = exception.ProposedOn
            ?? history.Reads.SingleOrDefault(r => r.Id == exception.MeterReadId)?.ReadOn ?? exception.PeriodOn;
        var isReread = exception.ProposedOn is not null;
        exception.Approve(request.By.Name);
        return await decide.ChangeReadAsync(
            exception, history, day, reading, ReadKind.Actual, decision with { Reason = exception.ProposedReason }, ct)
            is { } refusal
            ? refusal
            : new DecideException.Step(
                isReread ? ReadExceptionEventKind.ApproveReread : ReadExceptionEventKind.Approve,
                new { Reading = reading }, SettlesRead: true);
    }
}
