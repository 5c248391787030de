using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Portal.Core.Accounts;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Money;
using Portal.Core.Payments.Gateway;
using Portal.Core.Payments.Returns;
using Portal.Core.Payments.Wallet;
using Portal.Core.People.Consents;
using Portal.Core.Staff;
using Portal.Core.Words;

namespace Portal.Core.Payments.Drafts;

/// <summary>
/// A resident schedules a payment with a method of theirs: at most so much, on a banking day within 90 days; no more is
/// taken than is due then. The agreement is kept with its words. The same form schedules once.
/// Refuses who may not pay the account, a method that is not theirs or will have expired, a day or amount out of range,
/// a fifth payment to come on one account, a bank account while none is taken, and who did not agree.
/// </summary>
public sealed class SchedulePayment(
    PortalDbContext db, KeepConsent keepConsent, TellDraft tell, BusinessClock clock)
{
    /// <summary>Payments to come on one account: so many of its residents, and as many of guests.</summary>
    public const int MostToCome = 4;

    /// <summary>Names the wording of the agreement.</summary>
    public const string Version = "scheduled-1";

    public sealed record Request(
        Guid OperationId, Guid UserId, Guid CustomerAccountId, Guid MethodId, Usd Amount, DateOnly On, bool Agreed,
        string Language, string? Address);

    public async Task<Outcome<Draft>> RunAsync(Request request, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(request);
        await using var tx = await db.Database.BeginTransactionAsync(ct);
        var account = await db.LockAccountAsync(request.CustomerAccountId, ct);
        if (account is null || !await db.PayableBy(request.UserId).AnyAsync(a => a.Id == account.Id, ct))
        {
            return new Refusal("Account_NotFound");
        }

        if (await db.Drafts.AsNoTracking().SingleOrDefaultAsync(d => d.Id == request.OperationId, ct) is { } same)
        {
            return same.UserId == request.UserId && same.CustomerAccountId == account.Id
                ? same : new Refusal("Pay_DifferentRequest");
        }

        var method = await db.LockMethodAsync(request.MethodId, ct);
        if (await WhyNotAsync(
                db, account.Id, isGuest: false, request.Amount, request.On, clock.Today, ct) is { } refusal)
        {
            return refusal;
        }

        if (WhyNot(method, request.UserId, request.On) is { } no)
        {
            return no;
        }

        if (method!.Tender == GatewayTender.BankDebit
            && await db.RestrictionAsync([account.Id], request.On, ct) is { } restriction)
        {
            return new Refusal("Schedule_NoDebits", restriction.EndsOn);
        }

        if (!request.Agreed) { return new Refusal("Schedule_NotAgreed"); }

        var words = ConsentWords(
            CultureInfo.GetCultureInfo($"{request.Language}-US"), Named.Of(method!), account.MaskedNumber,
            request.Amount, request.On);
        var consent = await keepConsent.RunAsync(
            new(ConsentKind.ScheduledPayment, account.Id, request.UserId, Version, request.Language, words,
                request.Address), ct);
        var draft = Make(request, consent);
        draft.SendFrom(DraftDay.SendFrom(clock, draft.PlannedOn), clock.Today);
        draft.Apply(DraftEvent.Promise, clock.Now);
        db.Add(draft);
        db.Add(AuditEntry.Of(clock.Now, Actor.Resident(request.UserId).Name, nameof(SchedulePayment), account.Id, new
        {
            draft = draft.Id,
            cents = draft.Amount.Cents,
            on = draft.PlannedOn,
        }));
        await db.SaveChangesAsync(ct);
        await db.RecordAsync(draft, DraftEvent.Promise, Actor.Resident(request.UserId), clock.Now, ct);
        await tell.PromisedAsync(draft, ct);
        await tx.CommitAsync(ct);
        return draft;
    }

    /// <summary>The whole text that is agreed to.</summary>
    /// <param name="method">Null for a guest, who gives it afterwards.</param>
    public static string ConsentWords(
        CultureInfo culture, Named? method, string maskedNumber, Usd amount, DateOnly on) =>
        Text.In(
            culture, "Wallet", "Schedule_Consent", amount, Mail.LetterWords.Day(culture, on),
            method?.In(culture) ?? Text.In(culture, "Wallet", "Schedule_Consent_NextPage"), maskedNumber);

    /// <summary>What is wrong with the amount or the day, or with one payment more; null when nothing is.</summary>
    internal static async Task<Refusal?> WhyNotAsync(
        PortalDbContext db, Guid accountId, bool isGuest, Usd amount, DateOnly on, DateOnly today,
        CancellationToken ct) =>
        ScheduleRules.WhyNot(amount, on, today)
        ?? (await db.Drafts.CountAsync(
            d => d.CustomerAccountId == accountId && d.Source == DraftSource.Scheduled && (d.UserId == null) == isGuest
                && (d.State == DraftState.AwaitingMethod || d.State == DraftState.Promised
                    || d.State == DraftState.Sending), ct) >= MostToCome
            ? new("Schedule_TooMany", MostToCome)
            : null);

    internal static Refusal? WhyNot(SavedMethod? method, Guid? userId, DateOnly on) =>
        method is not { RemovedAt: null } || method.UserId != userId ? new("Method_NotFound")
        : method.IsExpiredOn(on) ? new("Method_ExpiresBefore")
        : null;

    private Draft Make(Request request, Guid consent) => new()
    {
        Id = request.OperationId,
        Source = DraftSource.Scheduled,
        CustomerAccountId = request.CustomerAccountId,
        UserId = request.UserId,
        MethodId = request.MethodId,
        ConsentId = consent,
        Language = request.Language,
        Amount = request.Amount,
        PlannedOn = request.On,
        CreatedAt = clock.Now,
        ChangedAt = clock.Now,
    };
}
