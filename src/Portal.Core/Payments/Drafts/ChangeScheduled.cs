using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Money;
using Portal.Core.Payments.Wallet;
using Portal.Core.People;
using Portal.Core.People.Consents;
using Portal.Core.Staff;
using Portal.Core.Words;

namespace Portal.Core.Payments.Drafts;

/// <summary>Who asks about a scheduled payment: a resident, or a guest with the secret of the mailed link.</summary>
public sealed record DraftPayer(Guid? UserId, string? Secret)
{
    internal Actor By => UserId is { } user ? Actor.Resident(user) : Actor.Guest;

    /// <summary>The drafts that are theirs; nothing without a user and without a secret.</summary>
    public IQueryable<Draft> Of(PortalDbContext db)
    {
        ArgumentNullException.ThrowIfNull(db);
        if (UserId is { } user)
        {
            return db.Drafts.Where(d => d.UserId == user);
        }

        var hash = Portal.Core.People.Secret.HashOf(Secret ?? "");
        return db.Drafts.Where(d => d.UserId == null && d.SecretHash == hash);
    }
}

/// <summary>
/// Its payer changes a scheduled payment until it is sent: amount, day, and a resident the method. Refuses one that is
/// not theirs or is being sent, a day, amount or method out of range, and who did not agree to it: each change is an
/// agreement of its own, kept with exactly the words that were shown. The same again changes nothing.
/// </summary>
public sealed class ChangeScheduled(
    PortalDbContext db, KeepConsent keepConsent, EndConsent endConsent, TellDraft tell, BusinessClock clock)
{
    /// <summary>Names the wording of the agreement.</summary>
    public const string Version = "scheduled-change-1";

    /// <param name="MethodId">Null leaves it.</param>
    /// <param name="Language">"en" or "es": of the words that were shown.</param>
    /// <param name="Address">Network address it is agreed from.</param>
    public sealed record Request(
        DraftPayer Payer, Guid DraftId, Usd Amount, DateOnly On, Guid? MethodId, bool Agreed, string Language,
        string? Address);

    /// <summary>The whole text that is agreed to, beside the fields that it speaks of.</summary>
    public static string ConsentWords(CultureInfo culture) => Text.In(culture, "Wallet", "Schedule_ConsentChange");

    public async Task<Outcome<Draft>> RunAsync(Request request, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(request);
        await using var tx = await db.Database.BeginTransactionAsync(ct);
        if (await db.LockOwnAsync(request.Payer, request.DraftId, ct) is not { Source: DraftSource.Scheduled } draft)
        {
            return new Refusal("Schedule_NotFound");
        }

        if (draft.Amount == request.Amount && draft.PlannedOn == request.On
            && (request.MethodId is null || request.MethodId == draft.MethodId))
        {
            return draft;
        }

        var method = await db.LockMethodAsync(request.MethodId ?? draft.MethodId!.Value, ct);
        if (WhyNot(request, draft, method) is { } refusal)
        {
            return refusal;
        }

        await AgreeAsync(request, draft, ct);
        (draft.Amount, draft.PlannedOn) = (request.Amount, request.On);
        draft.MethodId = request.MethodId ?? draft.MethodId;
        draft.SendFrom(DraftDay.SendFrom(clock, request.On), clock.Today);
        draft.Apply(DraftEvent.Change, clock.Now);
        await db.RecordAsync(draft, DraftEvent.Change, request.Payer.By, clock.Now, ct);
        db.Add(AuditEntry.Of(clock.Now, request.Payer.By.Name, nameof(ChangeScheduled), draft.CustomerAccountId, new
        {
            draft = draft.Id,
            cents = draft.Amount.Cents,
            on = draft.PlannedOn,
        }));
        await db.SaveChangesAsync(ct);
        await tell.ChangedAsync(draft, ct);
        await tx.CommitAsync(ct);
        return draft;
    }

    private Refusal? WhyNot(Request request, Draft draft, SavedMethod? method) =>
        !draft.CanBeChanged ? new("Schedule_TooLateToChange")
        : ScheduleRules.WhyNot(request.Amount, request.On, clock.Today)
        ?? SchedulePayment.WhyNot(method, request.Payer.UserId, request.On)
        ?? (request.Agreed ? null : new("Schedule_NotAgreed"));

    /// <summary>What is agreed to now takes the place of what was agreed to before.</summary>
    private async Task AgreeAsync(Request request, Draft draft, CancellationToken ct)
    {
        var words = ConsentWords(CultureInfo.GetCultureInfo($"{request.Language}-US"));
        if (draft.ConsentId is { } before)
        {
            await endConsent.RunAsync(before, request.Payer.By, ct);
        }

        draft.ConsentId = await keepConsent.RunAsync(
            new(ConsentKind.ScheduledPayment, draft.CustomerAccountId, request.Payer.UserId, Version,
                request.Language, words, request.Address), ct);
    }
}

/// <summary>
/// Its payer, or the office, cancels a draft that was not sent: one of autopay is then not taken for its bill, and
/// autopay goes on with the next. Asked again, answers with the same. Refuses one that is not theirs or is being sent.
/// </summary>
public sealed class CancelDraft(PortalDbContext db, TellDraft tell, BusinessClock clock)
{
    public async Task<Outcome<Draft>> RunAsync(DraftPayer payer, Guid draftId, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(payer);
        await using var tx = await db.Database.BeginTransactionAsync(ct);
        return await db.LockOwnAsync(payer, draftId, ct) is { } draft
            ? await CancelAsync(draft, DraftWhy.ByPayer, payer.By, () => tx.CommitAsync(ct), ct)
            : new Refusal("Schedule_NotFound");
    }

    /// <summary>By the office.</summary>
    public async Task<Outcome<Draft>> RunAsync(Guid customerAccountId, Guid draftId, Actor by, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(by);
        await using var tx = await db.Database.BeginTransactionAsync(ct);
        await db.LockAccountAsync(customerAccountId, ct);
        return await db.LockDraftAsync(draftId, ct) is { } draft && draft.CustomerAccountId == customerAccountId
            ? await CancelAsync(draft, DraftWhy.ByOffice, by, () => tx.CommitAsync(ct), ct)
            : new Refusal("Schedule_NotFound");
    }

    private async Task<Outcome<Draft>> CancelAsync(
        Draft draft, DraftWhy why, Actor by, Func<Task> commit, CancellationToken ct)
    {
        if (draft.State == DraftState.Canceled)
        {
            return draft;
        }

        // One that failed and waits to be tried again can still be stopped.
        if (draft.State != DraftState.Promised)
        {
            return new Refusal("Schedule_TooLateToCancel");
        }

        draft.Apply(DraftEvent.Cancel, clock.Now, why);
        await db.RecordAsync(draft, DraftEvent.Cancel, by, clock.Now, ct);
        db.Add(AuditEntry.Of(
            clock.Now, by.Name, nameof(CancelDraft), draft.CustomerAccountId, new { draft = draft.Id }));
        await db.SaveChangesAsync(ct);
        await tell.CanceledAsync(draft, ct);
        await commit();
        return draft;
    }
}

/// <summary>How a payer's own draft is locked.</summary>
internal static class OwnDrafts
{
    public static async Task<Draft?> LockOwnAsync(
        this PortalDbContext db, DraftPayer payer, Guid draftId, CancellationToken ct)
    {
        var account = await payer.Of(db).Where(d => d.Id == draftId).Select(d => (Guid?)d.CustomerAccountId)
            .SingleOrDefaultAsync(ct);
        if (account is null) { return null; }

        await db.LockAccountAsync(account.Value, ct);
        return await db.LockDraftAsync(draftId, ct);
    }
}
