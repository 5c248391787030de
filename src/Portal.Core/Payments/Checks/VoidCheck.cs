using Portal.Core.Common;
using Portal.Core.Staff;

namespace Portal.Core.Payments.Checks;

/// <summary>
/// Voids a check that did not leave the office: spoiled stock, a wrong name. Its number stays used; what it paid is
/// payable again (1010 to 2010). Voided once. Refuses: no reason, and what ChangeCheck refuses; one that was mailed is
/// stopped instead.
/// </summary>
public sealed class VoidCheck(ChangeCheck change)
{
    public sealed record Request(Guid CheckId, string? Why, Actor By);

    public async Task<Outcome<BankCheck>> RunAsync(Request request, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (string.IsNullOrWhiteSpace(request.Why)) { return new Refusal("Check_WhyMissing"); }

        return await change.RunAsync(
            request.CheckId, CheckState.Void, request.Why, request.By,
            held => change.MirrorAsync(held.Check.JournalEntryId, $"Check {held.Check.Number} is void", request.By, ct),
            null, ct);
    }
}
