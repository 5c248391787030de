using Portal.Core.Common;
using Portal.Core.Staff;

namespace Portal.Core.Payments.Checks;

/// <summary>
/// Records what the bank said to a stop: confirmed, what the check paid is payable again and it may be replaced;
/// refused, the check is out as before. Refuses: no reference of the bank's, a confirmation by who asked for the stop
/// (ck_bank_check_stop_confirmer), and what ChangeCheck refuses.
/// </summary>
public sealed class AnswerStop(ChangeCheck change)
{
    /// <param name="Reference">The bank's, of its confirmation or its refusal.</param>
    public sealed record Request(Guid CheckId, bool IsConfirmed, string? Reference, Actor By);

    public async Task<Outcome<BankCheck>> RunAsync(Request request, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (string.IsNullOrWhiteSpace(request.Reference)) { return new Refusal("Check_ReferenceMissing"); }

        return request.IsConfirmed
            ? await change.RunAsync(
                request.CheckId, CheckState.Stopped, request.Reference, request.By,
                held => change.MirrorAsync(
                    held.Check.JournalEntryId, $"Check {held.Check.Number} is stopped", request.By, ct),
                null, ct)
            : await change.RunAsync(
                request.CheckId, CheckState.Mailed, request.Reference, request.By, null, null, ct);
    }
}
