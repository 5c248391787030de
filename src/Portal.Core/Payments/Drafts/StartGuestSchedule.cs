using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Mail;
using Portal.Core.Money;
using Portal.Core.Payments.Wallet;
using Portal.Core.People.Consents;

namespace Portal.Core.Payments.Drafts;

/// <summary>
/// A guest schedules a payment: what they agreed to and the visit to the processor's page are committed, then they are
/// sent there to give a card or bank account; with it the payment is scheduled (<see cref="KeepGuestSchedule"/>). The
/// same form schedules once. The caller has proved that the guest may pay the account.
/// Refuses a day or amount out of range, one payment too many, a bad e-mail address, and who did not agree.
/// </summary>
public sealed class StartGuestSchedule(
    PortalDbContext db, KeepConsent keepConsent, FollowSetup follow, BusinessClock clock)
{
    public sealed record Request(
        Guid OperationId, Guid CustomerAccountId, Usd Amount, DateOnly On, string Email, bool Agreed, string Language,
        string? Address);

    public async Task<Outcome<StartSavingMethod.Started>> RunAsync(Request request, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (await RecordAsync(request, ct) is { } refusal)
        {
            return refusal;
        }

        return StartSavingMethod.Of(await follow.RunAsync(request.OperationId, ct));
    }

    private async Task<Refusal?> RecordAsync(Request request, CancellationToken ct)
    {
        await using var tx = await db.Database.BeginTransactionAsync(ct);
        if (await db.LockAccountAsync(request.CustomerAccountId, ct) is not { } account)
        {
            return new("Account_NotFound");
        }

        if (await db.Drafts.AsNoTracking().SingleOrDefaultAsync(d => d.Id == request.OperationId, ct) is { } same)
        {
            return same.CustomerAccountId == account.Id && same.UserId is null && same.Amount == request.Amount
                && same.PlannedOn == request.On ? null : new("Pay_DifferentRequest");
        }

        if (MailRecipient.WhyNot(request.Email) is not null)
        {
            return new("Schedule_EmailWrong");
        }

        if (await SchedulePayment.WhyNotAsync(
                db, account.Id, isGuest: true, request.Amount, request.On, clock.Today, ct) is { } no)
        {
            return no;
        }

        if (!request.Agreed)
        {
            return new("Schedule_NotAgreed");
        }

        var words = SchedulePayment.ConsentWords(
            CultureInfo.GetCultureInfo($"{request.Language}-US"), null, account.MaskedNumber, request.Amount,
            request.On);
        var consent = await keepConsent.RunAsync(
            new(ConsentKind.ScheduledPayment, account.Id, null, SchedulePayment.Version, request.Language, words,
                request.Address), ct);
        db.Add(StartSavingMethod.Make(
            request.OperationId, SetupPurpose.GuestSchedule, null, account.Id, null, request.Language, request.Email,
            clock.Now));
        await db.SaveChangesAsync(ct);
        db.Add(new Draft
        {
            Id = request.OperationId,
            Source = DraftSource.Scheduled,
            CustomerAccountId = account.Id,
            UserId = null,
            SetupId = request.OperationId,
            ConsentId = consent,
            Language = request.Language,
            Email = request.Email,
            Amount = request.Amount,
            PlannedOn = request.On,
            CreatedAt = clock.Now,
            ChangedAt = clock.Now,
        });
        await db.SaveChangesAsync(ct);
        await tx.CommitAsync(ct);
        return null;
    }
}
