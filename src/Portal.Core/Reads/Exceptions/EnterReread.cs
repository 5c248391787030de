using Portal.Core.Billing;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Reads.Validation;
using Portal.Core.Staff;

namespace Portal.Core.Reads.Exceptions;

/// <summary>
/// Enters what the field read: it takes the place of the doubtful read, or of the one that was missing, and is judged
/// anew. The rules that sent somebody there are settled by it. One that moves the use by more than one person may
/// waits, and the account with it, for a second (ApproveOverride; domain §1.5). Refuses a billed read and a day that
/// cannot be.
/// </summary>
public sealed class EnterReread(PortalDbContext db, DecideException decide, BusinessClock clock)
{
    public sealed record Request(
        Guid OperationId, Guid ExceptionId, DateOnly On, decimal Reading, string? Note, Actor By);

    public Task<Outcome<ReadException>> RunAsync(Request request, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(request);
        var decision = new DecideException.Decision(
            request.OperationId, request.ExceptionId, nameof(EnterReread), request.By,
            string.IsNullOrWhiteSpace(request.Note) ? null : request.Note.Trim());
        return decide.RunAsync(decision, exception => ChangeAsync(exception, request, decision, ct), ct);
    }

    private async Task<Outcome<DecideException.Step>> ChangeAsync(
        ReadException exception, Request request, DecideException.Decision decision, CancellationToken ct)
    {
        if (ReadExceptionMoves.Next(exception.State, ReadExceptionEventKind.EnterReread) is null)
        {
            return new Refusal("Reads_Decided");
        }

        var history = await PointHistory.OfAsync(db, exception.ServicePointId, clock.Today, ct);
        if (await decide.WhyNotAsync(exception, history, request.On, request.Reading, ct) is { } no) { return no; }

        var moved = OverrideRead.MovedBy(exception, history, request.On, request.Reading);
        if (moved > (await ReadLimits.NowAsync(db, ct)).OverrideLimit)
        {
            exception.Propose(request.Reading, decision.Reason, decision.By.Name, request.On);
            return new DecideException.Step(
                ReadExceptionEventKind.Propose, new { request.On, request.Reading, Moved = moved });
        }

        return await decide.ChangeReadAsync(
            exception, history, request.On, request.Reading, ReadKind.Actual, decision, ct) is { } refusal
            ? refusal
            : new DecideException.Step(
                ReadExceptionEventKind.EnterReread, new { request.On, request.Reading }, SettlesRead: true);
    }
}
