using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Ledger;
using Portal.Core.Payments.Refunds;
using Portal.Core.Staff;

namespace Portal.Core.Payments.Checks;

/// <summary>
/// Writes another check in the place of one that is void, stopped with the bank's word, or stale; never before. It has
/// a number of its own and goes to the address of the day. Reissued once (ux_bank_check_replaced_once). Refuses:
/// whoever asked for the refund or approved it (ck_bank_check_third_person), a payee or an address that changed since
/// the approval (ck_bank_check_payee_as_approved), no reason, and what ChangeCheck refuses. A stale one
/// follows its customer to a new address; as a credit it is claimed (AnswerClaim).
/// </summary>
public sealed class ReissueCheck(PortalDbContext db, ChangeCheck change, WriteCheck write, BusinessClock clock)
{
    public sealed record Request(Guid CheckId, string? Why, Actor By);

    public async Task<Outcome<BankCheck>> RunAsync(Request request, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (string.IsNullOrWhiteSpace(request.Why)) { return new Refusal("Check_WhyMissing"); }

        await using var tx = await ActTransaction.BeginOrJoinAsync(db, ct);
        if (await db.Set<BankCheck>().FindAsync([request.CheckId], ct) is not { } check)
        {
            return new Refusal("Check_NotFound");
        }

        if (await db.DecidedAsync(check.RefundId, request.By, ct)) { return new Refusal("Refund_ThirdPerson"); }

        if (check.State is CheckState.Void or CheckState.Stopped
            && await db.PayeeChangedAsync(check.RefundId, ct))
        {
            return new Refusal("Check_PayeeChanged");
        }

        var outcome = await change.RunAsync(
            request.CheckId, CheckState.Reissued, request.Why, request.By,
            held => Task.FromResult(held.Check.State == CheckState.Stale ? PayableAgain(held, request.By) : null),
            held => write.RunAsync(held.Refund, held.Check.Amount, held.Check.Id, request.By, ct), ct);
        if (outcome is Outcome<BankCheck>.Done) { await tx.CommitAsync(ct); }

        return outcome;
    }

    /// <summary>Unclaimed money is the payee's to pay again (2160 to 2010).</summary>
    internal JournalEntry PayableAgain(ChangeCheck.Held held, Actor by) => JournalEntry.Of(
        new(Guid.CreateVersion7(), EntryKinds.CheckReissued, $"{held.Check.Id}", clock.Today, clock.Now, by.Name,
            $"Stale check {held.Check.Number} is replaced"),
        JournalLine.Debit(Funds.TreasuryClearing, GlAccounts.UnclaimedChecks, held.Check.Amount),
        JournalLine.Credit(Funds.TreasuryClearing, GlAccounts.RefundsPayable, held.Check.Amount));
}
