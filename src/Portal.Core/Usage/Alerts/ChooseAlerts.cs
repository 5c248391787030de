using Microsoft.EntityFrameworkCore;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Staff;

namespace Portal.Core.Usage.Alerts;

/// <summary>
/// Sets what a customer is told about their use. Refused: an account that is not theirs to manage, and a threshold that
/// is not one of <see cref="UseAlertChoice.Percents"/>.
/// </summary>
public sealed class ChooseAlerts(PortalDbContext db, BusinessClock clock)
{
    /// <param name="HighPercent">Null for never.</param>
    public sealed record Request(Guid CustomerAccountId, bool Leak, int? HighPercent, bool Away, Actor By);

    public async Task<Outcome<UseAlertChoice>> RunAsync(Request request, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (request.HighPercent is { } percent && !UseAlertChoice.Percents.Contains(percent))
        {
            return new Refusal("Use_NoSuchThreshold");
        }

        await using var tx = await ActTransaction.BeginOrJoinAsync(db, ct);
        if (await db.LockManagedAsync(request.CustomerAccountId, request.By, ct) is not { } account)
        {
            return new Refusal("Account_NotFound");
        }

        var choice = await db.Set<UseAlertChoice>().SingleOrDefaultAsync(c => c.CustomerAccountId == account.Id, ct);
        if (choice is null)
        {
            choice = UseAlertChoice.Usual(account.Id);
            db.Add(choice);
        }

        var before = new { leak = choice.TellsLeak, high = choice.HighPercent, away = choice.TellsAway };
        (choice.TellsLeak, choice.HighPercent, choice.TellsAway) = (request.Leak, request.HighPercent, request.Away);
        (choice.ChangedAt, choice.ChangedBy) = (clock.Now, request.By.Name);
        db.Add(AuditEntry.Of(clock.Now, request.By.Name, nameof(ChooseAlerts), account.Id, new
        {
            before,
            now = new { leak = choice.TellsLeak, high = choice.HighPercent, away = choice.TellsAway },
        }));
        await db.SaveChangesAsync(ct);
        await tx.CommitAsync(ct);
        return choice;
    }
}
