using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Staff;

namespace Portal.Core.Fees;

/// <summary>
/// Puts a drafted version of a fee in force from its day on. Released twice is once. Refuses whoever drafted it (maker
/// is not checker), what was decided otherwise, and a day that has passed: what was charged since would be wrong.
/// </summary>
public sealed class ReleaseFee(PortalDbContext db, BusinessClock clock)
{
    public sealed record Request(Guid FeeRateId, Actor By);

    public Task<Outcome<FeeRate>> RunAsync(Request request, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(request);
        return DecideFee.RunAsync(
            db, clock, request.FeeRateId, FeeDecision.Released, request.By, nameof(ReleaseFee),
            rate => WhyNot(rate, request.By, clock.Today), ct);
    }

    /// <summary>Why this person cannot release it; the page says so beside the button.</summary>
    public static Refusal? WhyNot(FeeRate rate, Actor by, DateOnly today)
    {
        ArgumentNullException.ThrowIfNull(rate);
        ArgumentNullException.ThrowIfNull(by);
        return rate.DraftedBy == by.Name ? new("Rates_SecondPerson")
            : rate.EffectiveOn < today ? new("Fee_InPast", today)
            : null;
    }
}
