using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Payments;
using Portal.Core.Staff;

namespace Portal.Core.Billing.LateCharges;

/// <summary>
/// Ends a hold: today is its last day, or its first where it has not begun. What became late meanwhile may be charged
/// from tomorrow on. The same hold is ended once; asked again, answers with it. Refuses no reason, an unknown hold, and
/// one that has ended.
/// </summary>
public sealed class LiftHold(PortalDbContext db, ApplyCredit applyCredit, BusinessClock clock)
{
    public sealed record Request(Guid CustomerAccountId, Guid HoldId, string Reason, Actor By);

    public async Task<Outcome<AccountHold>> RunAsync(Request request, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(request);
        await using var tx = await ActTransaction.BeginOrJoinAsync(db, ct);
        if (await db.LockAccountAsync(request.CustomerAccountId, ct) is not { } account
            || await db.Set<AccountHold>().SingleOrDefaultAsync(
                h => h.Id == request.HoldId && h.CustomerAccountId == account.Id, ct) is not { } hold)
        {
            return new Refusal("Hold_NotFound");
        }

        if (await db.Set<AccountHoldEnd>().AnyAsync(e => e.HoldId == hold.Id, ct))
        {
            return hold;
        }

        if (string.IsNullOrWhiteSpace(request.Reason))
        {
            return new Refusal("Adjust_NoteMissing");
        }

        if (hold.EndsOn < clock.Today)
        {
            return new Refusal("Hold_HasEnded");
        }

        var last = hold.StartsOn > clock.Today ? hold.StartsOn : clock.Today;
        db.Add(new AccountHoldEnd
        {
            HoldId = hold.Id, EndsOn = last, Reason = request.Reason.Trim(), EndedBy = request.By.Name,
            EndedAt = clock.Now,
        });
        db.Add(AuditEntry.Of(clock.Now, request.By.Name, nameof(LiftHold), account.Id, new { hold = hold.Id }));
        await db.SaveChangesAsync(ct);
        hold.EndsOn = last;
        await db.SaveChangesAsync(ct);
        if (hold is { Kind: HoldKind.Dispute, OpenItemId: { } item }
            && !await db.Set<AccountHold>().AnyAsync(
                h => h.OpenItemId == item && h.Id != hold.Id && h.Kind == HoldKind.Dispute && h.EndsOn == null, ct))
        {
            await AskAgainAsync(account, item, hold.Id, request.By, ct);
        }

        await tx.CommitAsync(ct);
        return hold;
    }

    /// <summary>What is disputed no more is asked for again, and paid from what waited as credit.</summary>
    private async Task AskAgainAsync(
        Accounts.CustomerAccount account, Guid item, Guid hold, Actor by, CancellationToken ct)
    {
        await db.OpenItems.Where(i => i.Id == item)
            .ExecuteUpdateAsync(i => i.SetProperty(x => x.IsDisputed, false), ct);
        await applyCredit.RunAsync(account, hold, "what is disputed no more", by, ct);
    }
}

/// <summary>Who ended a hold before its time, and why. Append-only (ck_account_hold_end_recorded).</summary>
public sealed class AccountHoldEnd
{
    public required Guid HoldId { get; init; }

    public required DateOnly EndsOn { get; init; }

    public required string Reason { get; init; }

    public required string EndedBy { get; init; }

    public required DateTimeOffset EndedAt { get; init; }

    internal sealed class Table : IEntityTypeConfiguration<AccountHoldEnd>
    {
        public void Configure(EntityTypeBuilder<AccountHoldEnd> builder)
        {
            builder.HasKey(e => e.HoldId);
            builder.HasOne<AccountHold>().WithOne().HasForeignKey<AccountHoldEnd>(e => e.HoldId);
        }
    }
}
