using Portal.Core.Common;
using Portal.Core.Staff;

namespace Portal.Core.Reads.Exceptions;

/// <summary>Sends somebody to the meter. The account stays held until the result is entered.</summary>
public sealed class OrderReread(DecideException decide)
{
    /// <param name="Note">What the field should look for; may be empty.</param>
    public sealed record Request(Guid OperationId, Guid ExceptionId, string? Note, Actor By);

    public Task<Outcome<ReadException>> RunAsync(Request request, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(request);
        var note = string.IsNullOrWhiteSpace(request.Note) ? null : request.Note.Trim();
        return decide.RunAsync(
            new(request.OperationId, request.ExceptionId, nameof(OrderReread), request.By, note),
            exception => Task.FromResult<Outcome<DecideException.Step>>(
                new DecideException.Step(ReadExceptionEventKind.OrderReread, new { exception.Rule })),
            ct);
    }
}
