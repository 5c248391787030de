using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Staff;

namespace Portal.Core.Fees;

/// <summary>
/// Puts a drafted version of a fee away for good; its history stays. Discarded twice is once. Refuses what was
/// released.
/// </summary>
public sealed class DiscardFee(PortalDbContext db, BusinessClock clock)
{
    public sealed record Request(Guid FeeRateId, Actor By);

    public Task<Outcome<FeeRate>> RunAsync(Request request, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(request);
        return DecideFee.RunAsync(
            db, clock, request.FeeRateId, FeeDecision.Discarded, request.By, nameof(DiscardFee),
            _ => null, ct);
    }
}
