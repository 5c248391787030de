using Microsoft.EntityFrameworkCore;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Ledger;
using Portal.Core.Payments.Checks;
using Portal.Core.Payments.Refunds;
using Portal.Core.Staff;

namespace Portal.Core.Payments.Unclaimed;

/// <summary>
/// Answers a claim. Accepted, a stale check is paid again at once, by another check (2160 to 2010) or as credit on its
/// customer's account (2160 to 2120); a credit is paid by a refund and money in suspense is put on its account, at
/// their desks. Answered once. Refuses an unknown claim, one that was answered otherwise, whoever recorded it
/// (ck_unclaimed_claim_second_person), an account of their own, no reason, no way for a check, money that went
/// elsewhere since, and what ReissueCheck refuses.
/// </summary>
public sealed class AnswerClaim(
    PortalDbContext db, ReissueCheck reissue, ChangeCheck change, ReopenRefundPart reopen, ApplyCredit applyCredit,
    BusinessClock clock)
{
    private const int LongestNote = 500;

    /// <param name="Way">Of a stale check that is accepted; else nothing.</param>
    public sealed record Request(Guid ClaimId, bool IsAccepted, ClaimWay? Way, string? Note, Actor By);

    public async Task<Outcome<UnclaimedClaim>> RunAsync(Request request, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(request);
        await using var tx = await ActTransaction.BeginOrJoinAsync(db, ct);
        var seen = await db.Set<UnclaimedClaim>().AsNoTracking()
            .SingleOrDefaultAsync(c => c.Id == request.ClaimId, ct);
        if (seen is null) { return new Refusal("Unclaimed_ClaimUnknown"); }

        if (seen.CustomerAccountId is { } account) { await db.LockAccountAsync(account, ct); }

        await db.TakeUnclaimedAsync(seen.SubjectId, ct);
        db.Forget(read => read is UnclaimedClaim c && c.Id == request.ClaimId);
        var claim = await db.Set<UnclaimedClaim>().SingleAsync(c => c.Id == request.ClaimId, ct);
        if (claim.State != ClaimState.Open)
        {
            return (claim.State == ClaimState.Accepted) == request.IsAccepted
                ? claim
                : new Refusal("Unclaimed_Answered");
        }

        if (await WhyNotAsync(request, claim, ct) is { } refusal) { return refusal; }

        Write(claim, request);
        await db.SaveChangesAsync(ct);
        if (claim.Way is { } way && await PayAgainAsync(claim, way, request, ct) is { } no) { return no; }

        await tx.CommitAsync(ct);
        return claim;
    }

    private async Task<Refusal?> WhyNotAsync(Request request, UnclaimedClaim claim, CancellationToken ct) =>
        claim.RecordedBy == request.By.Name ? new("Unclaimed_OwnClaim")
        : string.IsNullOrWhiteSpace(request.Note) || request.Note.Trim().Length > LongestNote
            ? new("Unclaimed_NoteMissing", LongestNote)
        : claim.CustomerAccountId is { } account && await db.IsOwnAccountAsync(request.By, account, ct)
            ? new("Refund_OwnAccount")
        : !request.IsAccepted ? null
        : claim.Kind == UnclaimedKind.Check && request.Way is null ? new("Unclaimed_WayMissing")
        : await UnclaimedList.FindAsync(db, claim.Kind, claim.SubjectId, clock, ct) is null
            ? new("Unclaimed_NotThere")
        : await ClosedPeriod.WhyNotAsync(db, clock.Today, ct);

    private void Write(UnclaimedClaim claim, Request request)
    {
        claim.State = request.IsAccepted ? ClaimState.Accepted : ClaimState.Rejected;
        claim.Way = request.IsAccepted && claim.Kind == UnclaimedKind.Check ? request.Way : null;
        (claim.Note, claim.DecidedOn) = (request.Note!.Trim(), clock.Today);
        (claim.DecidedBy, claim.DecidedAt) = (request.By.Name, clock.Now);
        db.Add(AuditEntry.Of(clock.Now, request.By.Name, nameof(AnswerClaim), claim.CustomerAccountId, new
        {
            claim = claim.Id,
            accepted = request.IsAccepted,
            way = claim.Way is { } way ? $"{way}" : null,
            cents = claim.Amount.Cents,
        }));
    }

    private async Task<Refusal?> PayAgainAsync(
        UnclaimedClaim claim, ClaimWay way, Request request, CancellationToken ct)
    {
        var outcome = way == ClaimWay.Check
            ? await reissue.RunAsync(new(claim.SubjectId, claim.Note, request.By), ct)
            : await change.RunAsync(
                claim.SubjectId, CheckState.Credited, claim.Note!, request.By,
                held => Task.FromResult<JournalEntry?>(reissue.PayableAgain(held, request.By)),
                held => MakeCreditAsync(held, claim, request.By, ct), ct);
        return outcome is Outcome<BankCheck>.Refused(var refusal) ? refusal : null;
    }

    private async Task<Refusal?> MakeCreditAsync(
        ChangeCheck.Held held, UnclaimedClaim claim, Actor by, CancellationToken ct)
    {
        var inHand = new RefundInHand(held.Account, held.Refund, held.Parts);
        foreach (var part in held.Parts.Where(p => p is { Way: RefundWay.Check, State: RefundPartState.Planned }))
        {
            await reopen.MakeCreditAsync(inHand, part, claim.Note!, by, ct);
        }

        await applyCredit.RunAsync(held.Account, claim.Id, $"what check {held.Check.Number} gave back", by, ct);
        return null;
    }
}
