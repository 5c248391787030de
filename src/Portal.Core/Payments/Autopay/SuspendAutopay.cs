using Microsoft.EntityFrameworkCore;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Staff;

namespace Portal.Core.Payments.Autopay;

/// <summary>
/// Stops an account's autopay until its owner does something, because a bank said so (domain.md §3.2). Part of the
/// caller's transaction, which holds the account's lock. One that is not active is left as it is.
/// </summary>
public sealed class SuspendAutopay(
    PortalDbContext db, RaiseOfficeTask raiseTask, TellAutopay tell, BusinessClock clock)
{
    /// <returns>True when it was active.</returns>
    public async Task<bool> RunAsync(Guid customerAccountId, AutopayWhy why, CancellationToken ct)
    {
        var standing = await db.AutopayEnrollments.SingleOrDefaultAsync(
            e => e.CustomerAccountId == customerAccountId && e.State == AutopayState.Active, ct);
        if (standing is null)
        {
            return false;
        }

        standing.Suspend(why, clock.Now);
        db.Add(AuditEntry.Of(clock.Now, Actor.System.Name, nameof(SuspendAutopay), customerAccountId, new
        {
            enrollment = standing.Id,
            why = $"{why}",
        }));
        await db.SaveChangesAsync(ct);
        await tell.SuspendedAsync(standing, ct);
        if (why is AutopayWhy.BankRevoked or AutopayWhy.HolderDied)
        {
            await raiseTask.RunAsync(
                new("autopay_stopped", $"autopay:{standing.Id}:{clock.Now.ToUnixTimeSeconds()}",
                    why == AutopayWhy.HolderDied
                        ? "The bank says that the payer or holder of the account has died"
                        : "The bank says that a draft was not authorized")
                {
                    CustomerAccountId = customerAccountId,
                },
                ct);
        }

        return true;
    }
}

/// <summary>
/// Lets autopay that a bank's answer stopped go on, because its method was replaced, or its card renewed. Where the
/// bank was told that we may not, only a new agreement does (<see cref="EnrollInAutopay"/>). Part of the caller's
/// transaction.
/// </summary>
public sealed class ResumeAutopay(PortalDbContext db, BusinessClock clock)
{
    /// <summary>Another method takes its place.</summary>
    public Task ReplacedAsync(Guid methodId, Actor by, CancellationToken ct) =>
        RunAsync(methodId, [.. Enum.GetValues<AutopayWhy>().Where(why => !why.NeedsAgreement())], by, ct);

    /// <summary>Its bank sent a new card: what the old one was refused for is over.</summary>
    public Task RenewedAsync(Guid methodId, CancellationToken ct) =>
        RunAsync(methodId, [AutopayWhy.CardRefused], Actor.System, ct);

    private async Task RunAsync(Guid methodId, AutopayWhy[] whys, Actor by, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(by);
        string[] over = [.. whys.Select(why => SnakeCase.Snake($"{why}"))];
        var resumed = await db.Database.SqlQuery<Guid>($"""
            update autopay_enrollment set state = 'active', why = null, changed_at = {clock.Now}
            where method_id = {methodId} and state = 'suspended' and why = any({over})
            returning customer_account_id as "Value"
            """).ToListAsync(ct);
        db.AddRange(resumed.Select(account =>
            AuditEntry.Of(clock.Now, by.Name, nameof(ResumeAutopay), account, new { method = methodId })));
    }
}
