using Portal.Core.Common;
using Portal.Core.Reads.Validation;
using Portal.Core.Staff;

namespace Portal.Core.Reads.Exceptions;

/// <summary>
/// Says that a read is right as it is and may be billed, and why. Refuses without a reason, a missing read, which there
/// is nothing to bill from, and a use below zero, which no run bills.
/// </summary>
public sealed class ReleaseRead(DecideException decide)
{
    public sealed record Request(Guid OperationId, Guid ExceptionId, string Reason, Actor By);

    public Task<Outcome<ReadException>> RunAsync(Request request, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(request);
        var reason = request.Reason?.Trim();
        return decide.RunAsync(
            new(request.OperationId, request.ExceptionId, nameof(ReleaseRead), request.By, reason),
            exception => Task.FromResult<Outcome<DecideException.Step>>(
                string.IsNullOrEmpty(reason) ? new Refusal("Reads_ReasonMissing")
                : exception.MeterReadId is null ? new Refusal("Reads_NothingToRelease")
                : exception.Rule is ReadRule.Negative or ReadRule.Exchange ? new Refusal("Reads_NegativeIsNotBilled")
                : new DecideException.Step(ReadExceptionEventKind.Release, new { exception.Rule })),
            ct);
    }
}
