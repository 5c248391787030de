using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Portal.Core.Accounts;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Look;
using Portal.Core.Payments.Drafts;
using Portal.Core.Payments.Wallet;
using Portal.Core.People.Consents;
using Portal.Core.Staff;

namespace Portal.Core.Payments.Autopay;

/// <summary>
/// Turns autopay on for an account, or changes its terms: both are an agreement, kept with its words, time and address,
/// and mailed to who agreed. Drafts that were announced before keep their day and amount; a bill that is open and has
/// ten days left is announced at once. The same form enrolls once.
/// Refuses who may not pay the account, a method that is not theirs or has expired, terms out of range, a closed
/// account, what somebody else has turned on, and who did not agree.
/// </summary>
public sealed class EnrollInAutopay(
    PortalDbContext db, KeepConsent keepConsent, EndConsent endConsent, PromiseDrafts promise, TellAutopay tell,
    CityProfile city, BusinessClock clock)
{
    /// <param name="Language">"en" or "es": of the words agreed to.</param>
    /// <param name="Address">Network address it is agreed from.</param>
    public sealed record Request(
        Guid OperationId, Guid UserId, Guid CustomerAccountId, AutopayTerms Terms, bool Agreed, string Language,
        string? Address);

    public async Task<Outcome<AutopayEnrollment>> RunAsync(Request request, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(request);
        await using var tx = await db.Database.BeginTransactionAsync(ct);
        var account = await db.LockAccountAsync(request.CustomerAccountId, ct);
        if (account is null || !await db.PayableBy(request.UserId).AnyAsync(a => a.Id == account.Id, ct))
        {
            return new Refusal("Account_NotFound");
        }

        if (await db.AutopayEnrollments.AsNoTracking()
                .SingleOrDefaultAsync(e => e.Id == request.OperationId, ct) is { } same)
        {
            return same.UserId == request.UserId && same.CustomerAccountId == account.Id
                && same.State != AutopayState.Ended
                ? same : new Refusal("Pay_DifferentRequest");
        }

        var standing = await db.AutopayEnrollments
            .SingleOrDefaultAsync(e => e.CustomerAccountId == account.Id && e.State != AutopayState.Ended, ct);
        var method = await db.LockMethodAsync(request.Terms.MethodId, ct);
        if (WhyNot(request, account, standing, method) is { } refusal)
        {
            return refusal;
        }

        if (standing is { State: AutopayState.Active } && standing.Terms == request.Terms)
        {
            // The same agreement again: a button pressed twice.
            return standing;
        }

        var words = request.Terms.Words(
            CultureInfo.GetCultureInfo($"{request.Language}-US"), Named.Of(method!), account.MaskedNumber, city.City);
        var consent = await keepConsent.RunAsync(
            new(ConsentKind.Autopay, account.Id, request.UserId, AutopayTerms.Version, request.Language, words,
                request.Address), ct);
        var enrollment = await AgreeAsync(request, standing, consent, ct);
        await promise.OfEnrollmentAsync(enrollment, ct);
        await tell.AgreedAsync(enrollment, isNew: standing is null, words, consent, ct);
        await tx.CommitAsync(ct);
        return enrollment;
    }

    /// <summary>Why an account cannot be on autopay now, whatever the terms; null when it can.</summary>
    public static Refusal? WhyNot(CustomerAccount account, AutopayEnrollment? standing, Guid userId)
    {
        ArgumentNullException.ThrowIfNull(account);
        return account.ClosedOn is not null ? new("Autopay_AccountClosed")
            : standing is not null && standing.UserId != userId ? new("Autopay_OnByOther")
            : null;
    }

    private Refusal? WhyNot(
        Request request, CustomerAccount account, AutopayEnrollment? standing, SavedMethod? method) =>
        WhyNot(account, standing, request.UserId)
        ?? (method is not { RemovedAt: null } || method.UserId != request.UserId ? new("Method_NotFound")
            : method.IsExpiredOn(clock.Today) ? new("Method_Expired")
            : request.Terms.WhyNot() ?? (request.Agreed ? null : new("Autopay_NotAgreed")));

    private async Task<AutopayEnrollment> AgreeAsync(
        Request request, AutopayEnrollment? standing, Guid consent, CancellationToken ct)
    {
        if (standing is not null)
        {
            await endConsent.RunAsync(standing.ConsentId, Actor.Resident(request.UserId), ct);
        }

        var enrollment = standing ?? new AutopayEnrollment
        {
            Id = request.OperationId,
            CustomerAccountId = request.CustomerAccountId,
            UserId = request.UserId,
            EnrolledAt = clock.Now,
        };
        enrollment.Agree(request.Terms, consent, clock.Now);
        if (standing is null)
        {
            db.Add(enrollment);
        }

        db.Add(AuditEntry.Of(
            clock.Now, Actor.Resident(request.UserId).Name, nameof(EnrollInAutopay), request.CustomerAccountId, new
            {
                enrollment = enrollment.Id,
                rule = $"{request.Terms.Rule}",
                day = request.Terms.RuleDay,
                cap = request.Terms.Cap?.Cents,
                consent,
            }));
        await db.SaveChangesAsync(ct);
        return enrollment;
    }
}
