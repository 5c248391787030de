using Microsoft.EntityFrameworkCore;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Staff;

namespace Portal.Core.Payments.Unclaimed;

/// <summary>
/// Writes down that somebody says unclaimed money is theirs, and by what they show it; until another person answers, it
/// is not turned over. The same form records once. Refuses what is not unclaimed, money that is claimed already
/// (ux_unclaimed_claim_one_open), a day that is to come, no name or proof, an account of their own.
/// </summary>
public sealed class RecordClaim(PortalDbContext db, BusinessClock clock)
{
    public const int LongestName = 200;

    public const int LongestProof = 500;

    public sealed record Request(
        Guid OperationId, UnclaimedKind Kind, Guid SubjectId, string? Claimant, string? Proof, DateOnly? ClaimedOn,
        Actor By);

    public async Task<Outcome<UnclaimedClaim>> RunAsync(Request request, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(request);
        await using var tx = await ActTransaction.BeginOrJoinAsync(db, ct);
        var row = await db.TakeUnclaimedAsync(request.Kind, request.SubjectId, clock, ct);
        if (await db.Set<UnclaimedClaim>().AsNoTracking().SingleOrDefaultAsync(c => c.Id == request.OperationId, ct)
            is { } already)
        {
            return already;
        }

        if (await WhyNotAsync(request, row, ct) is { } refusal) { return refusal; }

        var claim = new UnclaimedClaim
        {
            Id = request.OperationId,
            Kind = row!.Kind,
            SubjectId = row.Id,
            CustomerAccountId = row.AccountId,
            Amount = row.Amount,
            Claimant = request.Claimant!.Trim(),
            Proof = request.Proof!.Trim(),
            ClaimedOn = request.ClaimedOn!.Value,
            RecordedBy = request.By.Name,
            RecordedAt = clock.Now,
        };
        db.Add(claim);
        db.Add(AuditEntry.Of(clock.Now, request.By.Name, nameof(RecordClaim), row.AccountId, new
        {
            claim = claim.Id,
            kind = $"{row.Kind}",
            subject = row.Id,
            cents = row.Amount.Cents,
        }));
        await db.SaveChangesAsync(ct);
        await tx.CommitAsync(ct);
        return claim;
    }

    private async Task<Refusal?> WhyNotAsync(Request request, UnclaimedRow? row, CancellationToken ct) =>
        row is null ? new("Unclaimed_NotThere")
        : row.IsClaimed ? new("Unclaimed_ClaimedAlready")
        : string.IsNullOrWhiteSpace(request.Claimant) || request.Claimant.Trim().Length > LongestName
            ? new("Unclaimed_ClaimantMissing", LongestName)
        : string.IsNullOrWhiteSpace(request.Proof) || request.Proof.Trim().Length > LongestProof
            ? new("Unclaimed_ProofMissing", LongestProof)
        : request.ClaimedOn is not { } on || on > clock.Today || on < row.Since
            ? new("Unclaimed_ClaimDay", row.Since, clock.Today)
        : row.AccountId is { } account && await db.IsOwnAccountAsync(request.By, account, ct)
            ? new("Refund_OwnAccount")
        : null;
}
