using Microsoft.EntityFrameworkCore;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Payments.Wallet;
using Portal.Core.People;
using Portal.Core.Staff;

namespace Portal.Core.Payments.Drafts;

/// <summary>
/// A guest gave a card or bank account: the payment they had asked for is scheduled, and a link to change or cancel it
/// is mailed; only the hash of its secret is kept. Where they never did, it is dropped; where the card expires before
/// the day, nothing is scheduled, and they are told. Part of the transaction that keeps the method.
/// </summary>
public sealed class KeepGuestSchedule(PortalDbContext db, TellDraft tell, BusinessClock clock)
{
    public async Task RunAsync(MethodSetup setup, SavedMethod method, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(method);
        if (await WaitingAsync(setup, ct) is not { } draft) { return; }

        if (method.IsExpiredOn(draft.PlannedOn))
        {
            draft.MethodId = method.Id;
            draft.Apply(DraftEvent.Skip, clock.Now, DraftWhy.MethodExpired);
            await db.RecordAsync(draft, DraftEvent.Skip, Actor.Guest, clock.Now, ct);
            await tell.LeftAsync(draft, ct);
            return;
        }

        var secret = Secret.New();
        draft.SecretHash = Secret.HashOf(secret);
        draft.MethodId = method.Id;
        draft.SendFrom(DraftDay.SendFrom(clock, draft.PlannedOn), clock.Today);
        draft.Apply(DraftEvent.Promise, clock.Now);
        db.Add(AuditEntry.Of(clock.Now, Actor.Guest.Name, nameof(SchedulePayment), draft.CustomerAccountId, new
        {
            draft = draft.Id,
            cents = draft.Amount.Cents,
            on = draft.PlannedOn,
        }));
        await db.RecordAsync(draft, DraftEvent.Promise, Actor.Guest, clock.Now, ct);
        await tell.PromisedAsync(draft, ct, secret);
    }

    internal async Task DropAsync(MethodSetup setup, CancellationToken ct)
    {
        if (await WaitingAsync(setup, ct) is { } draft)
        {
            draft.Apply(DraftEvent.Cancel, clock.Now, DraftWhy.NotFinished);
            await db.RecordAsync(draft, DraftEvent.Cancel, Actor.Guest, clock.Now, ct);
        }
    }

    private async Task<Draft?> WaitingAsync(MethodSetup setup, CancellationToken ct)
    {
        var id = await db.Drafts.Where(d => d.SetupId == setup.Id).Select(d => d.Id).SingleAsync(ct);
        return await db.LockDraftAsync(id, ct) is { State: DraftState.AwaitingMethod } draft ? draft : null;
    }
}
