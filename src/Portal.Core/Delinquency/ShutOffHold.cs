using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Portal.Core.Accounts;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Staff;

namespace Portal.Core.Delinquency;

/// <summary>
/// Why an account, or every account, is not shut off for a while, where nothing else keeps it: an appeal, weather, a
/// mistake of ours. Disputes, stays, plans and medical flags are kept by their own features; the view standing_hold has
/// all of them together.
/// </summary>
public sealed class ShutOffHold
{
    public required Guid Id { get; init; }

    /// <summary>Null for all accounts: weather and disasters.</summary>
    public Guid? CustomerAccountId { get; init; }

    public required ShutOffHoldKind Kind { get; init; }

    public required string Reason { get; init; }

    /// <summary>The member of staff who answers for it.</summary>
    public required Guid OwnerId { get; init; }

    public required DateOnly StartsOn { get; init; }

    public required DateOnly ReviewOn { get; init; }

    /// <summary>Its last day; null while open.</summary>
    public DateOnly? EndsOn { get; set; }

    public required string MadeBy { get; init; }

    public required DateTimeOffset MadeAt { get; init; }

    public string? EndedBy { get; set; }

    public DateTimeOffset? EndedAt { get; set; }

    internal sealed class Table : IEntityTypeConfiguration<ShutOffHold>
    {
        public void Configure(EntityTypeBuilder<ShutOffHold> builder)
        {
            builder.HasOne<CustomerAccount>().WithMany().HasForeignKey(h => h.CustomerAccountId);
            builder.HasOne<StaffMember>().WithMany().HasForeignKey(h => h.OwnerId);
        }
    }
}

/// <summary>Why.</summary>
public enum ShutOffHoldKind
{
    Appeal,
    Extension,
    Weather,

    /// <summary>Occupants of a landlord's account are being told.</summary>
    Landlord,

    /// <summary>The city made a mistake.</summary>
    AgencyError,
    Disaster,
    Medical,
}

/// <summary>
/// Holds an account, or all of them, from being shut off. The same operation makes one hold. Refuses an unknown account
/// or owner, no reason, a review before the start, and a hold of all accounts that is not for weather or a disaster.
/// </summary>
public sealed class PlaceShutOffHold(PortalDbContext db, BusinessClock clock)
{
    /// <param name="CustomerAccountId">Null for all.</param>
    public sealed record Request(
        Guid OperationId, Guid? CustomerAccountId, ShutOffHoldKind Kind, string Reason, Guid OwnerId, DateOnly ReviewOn,
        Actor By);

    public async Task<Outcome<ShutOffHold>> RunAsync(Request request, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(request);
        await using var tx = await ActTransaction.BeginOrJoinAsync(db, ct);
        if (request.CustomerAccountId is { } account && await db.LockAccountAsync(account, ct) is null)
        {
            return new Refusal("Account_NotFound");
        }

        if (await db.Set<ShutOffHold>().SingleOrDefaultAsync(h => h.Id == request.OperationId, ct) is { } already)
        {
            return already;
        }

        if (await WhyNotAsync(request, ct) is { } refusal) { return refusal; }

        var hold = new ShutOffHold
        {
            Id = request.OperationId,
            CustomerAccountId = request.CustomerAccountId,
            Kind = request.Kind,
            Reason = request.Reason.Trim(),
            OwnerId = request.OwnerId,
            StartsOn = clock.Today,
            ReviewOn = request.ReviewOn,
            MadeBy = request.By.Name,
            MadeAt = clock.Now,
        };
        db.Add(hold);
        db.Add(AuditEntry.Of(clock.Now, request.By.Name, nameof(PlaceShutOffHold), request.CustomerAccountId, new
        {
            hold = hold.Id,
            kind = $"{hold.Kind}",
        }));
        await db.SaveChangesAsync(ct);
        await tx.CommitAsync(ct);
        return hold;
    }

    private async Task<Refusal?> WhyNotAsync(Request request, CancellationToken ct) =>
        string.IsNullOrWhiteSpace(request.Reason) ? new("Adjust_NoteMissing")
        : request.ReviewOn < clock.Today ? new("Hold_EndsBeforeStart")
        : request.CustomerAccountId is null
            && request.Kind is not (ShutOffHoldKind.Weather or ShutOffHoldKind.Disaster) ? new("Account_NotFound")
        : !await db.Set<StaffMember>().AnyAsync(s => s.UserId == request.OwnerId, ct) ? new("Flag_OwnerMissing")
        : null;
}

/// <summary>
/// Ends a hold from today on; one that began today never held. Ended once; asked again, answers with it. Refuses an
/// unknown hold. A notice whose printed day lay in the hold is given again by the next run.
/// </summary>
public sealed class EndShutOffHold(PortalDbContext db, BusinessClock clock)
{
    public sealed record Request(Guid HoldId, Actor By);

    public async Task<Outcome<ShutOffHold>> RunAsync(Request request, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(request);
        await using var tx = await ActTransaction.BeginOrJoinAsync(db, ct);
        var hold = await db.Set<ShutOffHold>()
            .FromSql($"select * from shut_off_hold where id = {request.HoldId} for update").SingleOrDefaultAsync(ct);
        if (hold is null) { return new Refusal("Hold_NotFound"); }

        if (hold.EndedAt is not null) { return hold; }

        (hold.EndsOn, hold.EndedBy, hold.EndedAt) = (clock.Today.AddDays(-1), request.By.Name, clock.Now);
        db.Add(AuditEntry.Of(clock.Now, request.By.Name, nameof(EndShutOffHold), hold.CustomerAccountId, new
        {
            hold = hold.Id,
        }));
        await db.SaveChangesAsync(ct);
        await tx.CommitAsync(ct);
        return hold;
    }
}
