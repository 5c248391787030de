using Portal.Core.Common;
using Portal.Core.Staff;

namespace Portal.Core.Payments.Checks;

/// <summary>
/// Asks the bank not to pay a check that left the office. Nothing is posted before the bank has confirmed it. Asked
/// once. Refuses: no reason, and what ChangeCheck refuses.
/// </summary>
public sealed class StopCheck(ChangeCheck change)
{
    public sealed record Request(Guid CheckId, string? Why, Actor By);

    public async Task<Outcome<BankCheck>> RunAsync(Request request, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (string.IsNullOrWhiteSpace(request.Why)) { return new Refusal("Check_WhyMissing"); }

        return await change.RunAsync(request.CheckId, CheckState.StopAsked, request.Why, request.By, null, null, ct);
    }
}
