using Microsoft.EntityFrameworkCore;
using Portal.Core.Accounts;
using Portal.Core.Accounts.Contacts;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Payments.Autopay;
using Portal.Core.Payments.Drafts;
using Portal.Core.Payments.Gateway;
using Portal.Core.Staff;

namespace Portal.Core.Payments.Wallet;

/// <summary>
/// Brings a visit to where the processor says it is: keeps the method once, or puts it in the place of the one it
/// replaces, which then is forgotten. What used the old one goes on with the new one, and autopay that it had stopped
/// goes on again. Tells its owner, and the office where a new method follows soon on a change of address.
/// </summary>
public sealed class KeepSavedMethod(
    PortalDbContext db, ICardGateway gateway, WatchForRedFlags watch, ResumeAutopay resume, TellOwner tellOwner,
    KeepGuestSchedule keepSchedule, RaiseOfficeTask raiseTask, BusinessClock clock)
{
    /// <param name="session">As the processor answered a moment ago.</param>
    public async Task RunAsync(CheckoutSession session, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(session);
        if (session.IsLive != gateway.IsLive)
        {
            await raiseTask.RunAsync(SettleAttempt.WrongMode(session.Id, session.IsLive), ct);
            return;
        }

        await using var tx = await db.Database.BeginTransactionAsync(ct);
        if (session.OperationId is not { } id || await db.LockSetupAsync(id, ct) is not { } setup
            || (setup.SessionId is not null && setup.SessionId != session.Id))
        {
            return;
        }

        setup.SessionId ??= session.Id;
        setup.SessionUrl ??= session.Url?.AbsoluteUri;
        if (setup.State is SetupState.Sending or SetupState.Unknown)
        {
            setup.Apply(SetupEvent.PageOpened, clock.Now);
        }

        if (setup.State == SetupState.AwaitingPayer && session is { State: CheckoutState.Complete, Kept: { } kept })
        {
            await KeepAsync(setup, kept, ct);
        }
        else if (setup.State == SetupState.AwaitingPayer && session.State == CheckoutState.Expired)
        {
            await CancelAsync(setup, ct);
        }

        await db.SaveChangesAsync(ct);
        await tx.CommitAsync(ct);
    }

    /// <summary>No page was opened: refused, not answered, or never heard of and over.</summary>
    internal async Task EndAsync(Guid setupId, SetupEvent e, CancellationToken ct)
    {
        await using var tx = await db.Database.BeginTransactionAsync(ct);
        var setup = (await db.LockSetupAsync(setupId, ct))!;
        if (e == SetupEvent.Cancel && setup.State == SetupState.Sending)
        {
            setup.Apply(SetupEvent.NoAnswer, clock.Now);
        }

        if (SetupMoves.Next(setup.State, e) is not null && setup.State is SetupState.Sending or SetupState.Unknown)
        {
            if (e == SetupEvent.NoAnswer)
            {
                setup.Apply(e, clock.Now);
            }
            else
            {
                await CancelAsync(setup, ct, e);
            }
        }

        await db.SaveChangesAsync(ct);
        await tx.CommitAsync(ct);
    }

    private async Task CancelAsync(MethodSetup setup, CancellationToken ct, SetupEvent e = SetupEvent.Cancel)
    {
        setup.Apply(e, clock.Now);
        if (setup.Purpose == SetupPurpose.GuestSchedule)
        {
            await keepSchedule.DropAsync(setup, ct);
        }
    }

    private async Task KeepAsync(MethodSetup setup, GatewayMethod kept, CancellationToken ct)
    {
        var by = setup.UserId is { } user ? Actor.Resident(user) : Actor.Guest;
        var replaced = setup.ReplacesId is { } old ? await db.LockMethodAsync(old, ct) : null;
        var method = replaced is { RemovedAt: null }
            ? await ReplaceAsync(replaced, kept, by, ct)
            : await AddAsync(setup, kept, by, ct);
        setup.MethodId = method.Id;
        setup.Apply(SetupEvent.Keep, clock.Now);
        db.Add(AuditEntry.Of(clock.Now, by.Name, nameof(KeepSavedMethod), setup.CustomerAccountId, new
        {
            method = method.Id,
            replaces = replaced?.Id,
        }));
        await db.SaveChangesAsync(ct);
        if (setup.UserId is { } owner)
        {
            foreach (var account in await db.PayableBy(owner).Select(a => a.Id).ToListAsync(ct))
            {
                await watch.RunAsync(account, RedFlagAct.NewPaymentMethod, setup.Id, ct);
            }

            var news = replaced is { RemovedAt: null } ? MethodNews.Replaced : MethodNews.Kept;
            await tellOwner.MethodAsync(method, news, setup.Id.ToString(), ct);
        }
        else if (setup.CustomerAccountId is { } account)
        {
            await watch.RunAsync(account, RedFlagAct.NewPaymentMethod, setup.Id, ct);
            await keepSchedule.RunAsync(setup, method, ct);
        }
    }

    private async Task<SavedMethod> AddAsync(MethodSetup setup, GatewayMethod kept, Actor by, CancellationToken ct)
    {
        var method = new SavedMethod { Id = setup.Id, UserId = setup.UserId, KeptAt = clock.Now };
        method.Become(kept, clock.Now);
        db.Add(method);
        await db.SaveChangesAsync(ct);
        db.Add(method.Event(1, SavedMethodEventKind.Kept, by, clock.Now));
        return method;
    }

    private async Task<SavedMethod> ReplaceAsync(
        SavedMethod method, GatewayMethod kept, Actor by, CancellationToken ct)
    {
        await db.ForgetLaterAsync(method.ProcessorMethodId, clock.Now, ct);
        method.Become(kept, clock.Now);
        await db.RecordAsync(method, SavedMethodEventKind.Replaced, by, clock.Now, ct);
        await resume.ReplacedAsync(method.Id, by, ct);
        return method;
    }
}
