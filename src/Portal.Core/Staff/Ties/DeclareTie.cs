using Microsoft.EntityFrameworkCore;
using Portal.Core.Common;
using Portal.Core.Data;

namespace Portal.Core.Staff.Ties;

/// <summary>
/// Somebody of the office says which account they keep away from; from then on they act on it no more (is_own_account).
/// The same operation says it once. Refuses an unknown number, no kind, no reason, and one that they said already.
/// </summary>
public sealed class DeclareTie(PortalDbContext db, BusinessClock clock)
{
    public const int LongestWhy = 200;

    public sealed record Request(
        Guid OperationId, Guid StaffUserId, string? AccountNumber, TieKind? Kind, string? Why);

    public async Task<Outcome<AccountTie>> RunAsync(Request request, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(request);
        await using var tx = await ActTransaction.BeginOrJoinAsync(db, ct);
        await db.Database.ExecuteSqlAsync(
            $"select pg_advisory_xact_lock(hashtext({nameof(DeclareTie)}), hashtext({$"{request.StaffUserId}"}))", ct);
        if (await db.Set<AccountTie>().FindAsync([request.OperationId], ct) is { } already) { return already; }

        var number = request.AccountNumber?.Trim();
        var account = await db.CustomerAccounts.AsNoTracking().SingleOrDefaultAsync(a => a.Number == number, ct);
        if (account is null) { return new Refusal("Tie_AccountUnknown"); }

        if (request.Kind is not { } kind) { return new Refusal("Tie_KindMissing"); }

        if (request.Why?.Trim() is not { Length: > 0 and <= LongestWhy } why)
        {
            return new Refusal("Tie_WhyMissing", LongestWhy);
        }

        if (await db.Set<AccountTie>().AnyAsync(
            t => t.UserId == request.StaffUserId && t.CustomerAccountId == account.Id
                && !db.Set<AccountTieEnd>().Any(e => e.TieId == t.Id), ct))
        {
            return new Refusal("Tie_Stands");
        }

        var tie = new AccountTie
        {
            Id = request.OperationId,
            UserId = request.StaffUserId,
            CustomerAccountId = account.Id,
            Kind = kind,
            Why = why,
            DeclaredAt = clock.Now,
        };
        db.Add(tie);
        db.Add(AuditEntry.Of(
            clock.Now, Actor.Staff(request.StaffUserId).Name, nameof(DeclareTie), account.Id, new
            {
                tie = tie.Id,
                kind = $"{tie.Kind}",
            }));
        await db.SaveChangesAsync(ct);
        await tx.CommitAsync(ct);
        return tie;
    }
}
