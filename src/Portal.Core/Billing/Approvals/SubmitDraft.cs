using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Portal.Core.Billing.Rates;
using Portal.Core.Billing.Rules;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Fees;
using Portal.Core.Staff;

namespace Portal.Core.Billing.Approvals;

/// <summary>
/// Says that a draft of rates, of a fee or of a rule is written and waits for a second person: from then on it is in
/// the inbox and grows overdue. Submitted once; asked again, answers with the same. Refuses what is no draft any more
/// (ck_draft_submission_draft).
/// </summary>
public sealed class SubmitDraft(PortalDbContext db, BusinessClock clock)
{
    public sealed record Request(DraftKind Kind, Guid DraftId, Actor By);

    public async Task<Outcome<DraftSubmission>> RunAsync(Request request, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(request);
        await using var tx = await ActTransaction.BeginOrJoinAsync(db, ct);
        await db.Database.ExecuteSqlAsync(
            $"select pg_advisory_xact_lock(hashtext({nameof(SubmitDraft)}), hashtext({$"{request.DraftId}"}))", ct);
        if (await db.Set<DraftSubmission>().FindAsync([$"{request.Kind}", request.DraftId], ct) is { } already)
        {
            return already;
        }

        if (!await IsDraftAsync(request, ct)) { return new Refusal("Approval_NoDraft"); }

        var submission = new DraftSubmission
        {
            Kind = $"{request.Kind}",
            DraftId = request.DraftId,
            SubmittedBy = request.By.Name,
            SubmittedAt = clock.Now,
        };
        db.Add(submission);
        db.Add(AuditEntry.Of(clock.Now, request.By.Name, nameof(SubmitDraft), null, new
        {
            draft = request.DraftId,
            kind = submission.Kind,
        }));
        await db.SaveChangesAsync(ct);
        await tx.CommitAsync(ct);
        return submission;
    }

    /// <summary>True when it was submitted: its page says so instead of a button.</summary>
    public static Task<bool> IsSubmittedAsync(PortalDbContext db, DraftKind kind, Guid id, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        return db.Set<DraftSubmission>().AnyAsync(s => s.Kind == $"{kind}" && s.DraftId == id, ct);
    }

    private Task<bool> IsDraftAsync(Request request, CancellationToken ct) => request.Kind switch
    {
        DraftKind.Rates => db.Set<RateVersion>().AnyAsync(
            r => r.Id == request.DraftId && r.State == RateState.Draft, ct),
        DraftKind.FeeRate => db.Set<FeeRate>().AnyAsync(
            f => f.Id == request.DraftId && !db.Set<FeeRateDecision>().Any(d => d.FeeRateId == f.Id), ct),
        DraftKind.MoneyRule => db.Set<MoneyRule>().AnyAsync(
            r => r.Id == request.DraftId && !db.Set<MoneyRuleRelease>().Any(x => x.RuleId == r.Id), ct),
        _ => throw new InvalidOperationException($"Unknown kind {request.Kind}."),
    };
}

/// <summary>What is drafted and released by another; each a kind of the inbox.</summary>
public enum DraftKind
{
    Rates,
    FeeRate,
    MoneyRule,
}

/// <summary>That a draft was submitted. Append-only.</summary>
public sealed class DraftSubmission
{
    /// <summary>Name of a <see cref="DraftKind"/>.</summary>
    public required string Kind { get; init; }

    public required Guid DraftId { get; init; }

    public required string SubmittedBy { get; init; }

    public required DateTimeOffset SubmittedAt { get; init; }

    internal sealed class Table : IEntityTypeConfiguration<DraftSubmission>
    {
        public void Configure(EntityTypeBuilder<DraftSubmission> builder) =>
            builder.HasKey(s => new { s.Kind, s.DraftId });
    }
}
