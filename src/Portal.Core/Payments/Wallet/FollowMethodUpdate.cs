using Microsoft.EntityFrameworkCore;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Payments.Autopay;
using Portal.Core.Payments.Drafts;
using Portal.Core.Payments.Gateway;
using Portal.Core.Staff;

namespace Portal.Core.Payments.Wallet;

/// <summary>
/// The processor tells that a kept method changed: a bank sent a new card, or it is no longer kept there. Asks how it
/// is now and follows; whose it is is told. Told again, changes nothing.
/// </summary>
public sealed class FollowMethodUpdate(
    PortalDbContext db, ICardGateway gateway, StopMethod stopMethod, ResumeAutopay resume, TellOwner tellOwner,
    BusinessClock clock)
{
    /// <returns>What came of it; null without a usable answer.</returns>
    public async Task<string?> RunAsync(string processorMethodId, CancellationToken ct)
    {
        var id = await db.SavedMethods.Where(m => m.ProcessorMethodId == processorMethodId && m.RemovedAt == null)
            .Select(m => (Guid?)m.Id).SingleOrDefaultAsync(ct);
        if (id is null)
        {
            return "No method of ours";
        }

        return await gateway.FindMethodAsync(processorMethodId, ct) switch
        {
            GatewayAnswer<GatewayMethod>.Accepted(var told) => await RecordAsync(id.Value, told, ct),
            GatewayAnswer<GatewayMethod>.Refused => await GoneAsync(id.Value, processorMethodId, ct),
            _ => null,
        };
    }

    private async Task<string> RecordAsync(Guid id, GatewayMethod told, CancellationToken ct)
    {
        if (told.CustomerId is null)
        {
            return await GoneAsync(id, told.Id, ct);
        }

        await using var tx = await db.Database.BeginTransactionAsync(ct);
        var method = await db.LockMethodAsync(id, ct);
        if (method is not { RemovedAt: null } || method.ProcessorMethodId != told.Id
            || (method.LastFour == told.LastFour && method.ExpiresOn == told.ExpiresOn && method.Brand == told.Brand))
        {
            return "Nothing has changed";
        }

        method.Become(told, clock.Now);
        await db.RecordAsync(method, SavedMethodEventKind.Updated, Actor.System, clock.Now, ct);
        await resume.RenewedAsync(id, ct);
        await db.SaveChangesAsync(ct);
        var news = method.Tender == GatewayTender.BankDebit ? MethodNews.BankCorrected : MethodNews.Updated;
        await tellOwner.MethodAsync(method, news, $"{id}:{told.LastFour}:{told.ExpiresOn:yyyyMMdd}", ct);
        await tx.CommitAsync(ct);
        return "Method updated";
    }

    private async Task<string> GoneAsync(Guid id, string processorMethodId, CancellationToken ct)
    {
        var accounts = await db.AutopayEnrollments.Where(e => e.MethodId == id && e.State == AutopayState.Active)
            .Select(e => e.CustomerAccountId)
            .Union(db.Drafts.Where(d => d.MethodId == id && d.State == DraftState.Promised)
                .Select(d => d.CustomerAccountId)).ToListAsync(ct);
        await using var tx = await db.Database.BeginTransactionAsync(ct);
        await db.LockAccountsAsync(accounts, ct);
        var method = await db.LockMethodAsync(id, ct);
        if (method is not { RemovedAt: null } || method.ProcessorMethodId != processorMethodId)
        {
            return "Nothing has changed";
        }

        await stopMethod.RunAsync(id, AutopayWhy.MethodGone, ct);
        await tx.CommitAsync(ct);
        return "The processor no longer holds the method: autopay with it is suspended";
    }
}
