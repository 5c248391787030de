using Microsoft.EntityFrameworkCore;
using Portal.Core.Accounts.Contacts;
using Portal.Core.Billing.LateCharges;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Staff;

namespace Portal.Core.Accounts.Flags;

/// <summary>
/// Puts a flag on an account. A bankruptcy holds the whole account from late charges and drafts at once
/// (domain.md §7: the stay arises on filing). The same operation makes one flag. Refuses, all at once: no reason, no
/// source, nobody to answer for it, a review that is not ahead or more than a year away; and a second flag of a kind.
/// </summary>
public sealed class PlaceFlag(PortalDbContext db, PlaceHold placeHold, BusinessClock clock)
{
    public const int LongestReason = 500;

    public const int LongestSource = 200;

    /// <summary>Every flag is looked at again within so many months.</summary>
    public const int MostMonths = 12;

    public sealed record Request(
        Guid OperationId, Guid CustomerAccountId, FlagKind? Kind, string? Reason, string? Source, Guid? OwnerId,
        DateOnly? ReviewOn, Actor By);

    public async Task<Outcome<AccountFlag>> RunAsync(Request request, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(request);
        await using var tx = await ActTransaction.BeginOrJoinAsync(db, ct);
        if (await db.LockAccountAsync(request.CustomerAccountId, ct) is not { } account)
        {
            return new Refusal("Account_NotFound");
        }

        var already = await db.Set<AccountFlag>().SingleOrDefaultAsync(f => f.Id == request.OperationId, ct);
        if (already is not null) { return already; }

        if (await WhyNotAsync(request, ct) is { } refusal) { return refusal; }

        var kind = request.Kind!.Value;
        if (await db.IsFlaggedAsync(account.Id, kind, ct)) { return new Refusal("Flag_Stands"); }

        var flag = new AccountFlag
        {
            Id = request.OperationId,
            CustomerAccountId = account.Id,
            Kind = kind,
            Reason = TypedLine.Of(request.Reason),
            Source = TypedLine.Of(request.Source),
            OwnerId = request.OwnerId!.Value,
            ReviewOn = request.ReviewOn!.Value,
            PlacedOn = clock.Today,
            PlacedBy = request.By.Name,
            PlacedAt = clock.Now,
            HoldId = kind == FlagKind.Bankruptcy ? await HoldAsync(request, ct) : null,
        };
        db.Add(flag);
        db.Add(AuditEntry.Of(clock.Now, request.By.Name, nameof(PlaceFlag), account.Id, new
        {
            flag = flag.Id,
            kind = $"{flag.Kind}",
            owner = flag.OwnerId,
        }));
        await db.SaveChangesAsync(ct);
        await tx.CommitAsync(ct);
        return flag;
    }

    /// <summary>The stay, for the whole account from today until the flag is lifted.</summary>
    private async Task<Guid> HoldAsync(Request request, CancellationToken ct) =>
        await placeHold.RunAsync(
            new(Guid.CreateVersion7(), request.CustomerAccountId, null, HoldKind.Stay, TypedLine.Of(request.Source),
                clock.Today, null, request.By), ct) is Outcome<AccountHold>.Done(var hold)
            ? hold.Id
            : throw new InvalidOperationException("A stay with a source was refused.");

    private async Task<Refusal?> WhyNotAsync(Request request, CancellationToken ct)
    {
        var (reason, source) = (TypedLine.Of(request.Reason), TypedLine.Of(request.Source));
        var faults = new List<Refusal>();
        if (request.Kind is null) { faults.Add(new("Flag_KindMissing")); }
        if (reason.Length is 0 or > LongestReason) { faults.Add(new("Flag_ReasonMissing", LongestReason)); }
        if (source.Length is 0 or > LongestSource) { faults.Add(new("Flag_SourceMissing", LongestSource)); }
        if (!await db.MayOwnFlagAsync(request.OwnerId, ct)) { faults.Add(new("Flag_OwnerMissing")); }
        if (WhyNotReview(request.ReviewOn, clock.Today) is { } late) { faults.Add(late); }
        return Refusal.Of(faults);
    }

    internal static Refusal? WhyNotReview(DateOnly? reviewOn, DateOnly today) =>
        reviewOn is not { } day || day <= today || day > today.AddMonths(MostMonths)
            ? new("Flag_ReviewDay", today.AddMonths(MostMonths))
            : null;
}

/// <summary>Who may answer for a flag.</summary>
public static class FlagOwners
{
    /// <summary>Staff who work here now.</summary>
    internal static async Task<bool> MayOwnFlagAsync(this PortalDbContext db, Guid? staffId, CancellationToken ct) =>
        staffId is { } id && await db.Set<StaffMember>().AnyAsync(s => s.UserId == id && s.SuspendedAt == null, ct);

    /// <summary>Their names, in order.</summary>
    public static async Task<IReadOnlyList<(Guid Id, string Name)>> ListAsync(PortalDbContext db, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        var rows = await (
            from member in db.Set<StaffMember>()
            join user in db.Users on member.UserId equals user.Id
            where member.SuspendedAt == null
            orderby user.DisplayName
            select new { user.Id, user.DisplayName }).ToListAsync(ct);
        return [.. rows.Select(r => (r.Id, r.DisplayName))];
    }
}
