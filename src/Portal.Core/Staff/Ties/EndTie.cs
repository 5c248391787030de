using Microsoft.EntityFrameworkCore;
using Portal.Core.Common;
using Portal.Core.Data;

namespace Portal.Core.Staff.Ties;

/// <summary>
/// Ends a tie, so that the one who declared it acts on the account again. Ended once; asked again, answers with that.
/// Refuses the one whose it is (ck_staff_account_tie_end_not_own), and no reason.
/// </summary>
public sealed class EndTie(PortalDbContext db, BusinessClock clock)
{
    public sealed record Request(Guid TieId, string? Why, Actor By);

    public async Task<Outcome<AccountTieEnd>> RunAsync(Request request, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(request);
        await using var tx = await ActTransaction.BeginOrJoinAsync(db, ct);
        await db.Database.ExecuteSqlAsync(
            $"select pg_advisory_xact_lock(hashtext({nameof(EndTie)}), hashtext({$"{request.TieId}"}))", ct);
        if (await db.Set<AccountTie>().FindAsync([request.TieId], ct) is not { } tie)
        {
            return new Refusal("Tie_NotFound");
        }

        if (await db.Set<AccountTieEnd>().FindAsync([tie.Id], ct) is { } already) { return already; }

        if (Actor.Staff(tie.UserId).Name == request.By.Name) { return new Refusal("Tie_OwnEnd"); }

        if (request.Why?.Trim() is not { Length: > 0 and <= DeclareTie.LongestWhy } why)
        {
            return new Refusal("Tie_WhyMissing", DeclareTie.LongestWhy);
        }

        var end = new AccountTieEnd
        {
            TieId = tie.Id,
            Why = why,
            EndedBy = request.By.Name,
            EndedAt = clock.Now,
        };
        db.Add(end);
        db.Add(AuditEntry.Of(clock.Now, request.By.Name, nameof(EndTie), tie.CustomerAccountId, new
        {
            tie = tie.Id,
            user = tie.UserId,
        }));
        await db.SaveChangesAsync(ct);
        await tx.CommitAsync(ct);
        return end;
    }
}
