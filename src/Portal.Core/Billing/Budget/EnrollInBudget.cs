using Microsoft.EntityFrameworkCore;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Staff;

namespace Portal.Core.Billing.Budget;

/// <summary>
/// Puts an account on budget billing from its next bill on, under the rule of today. The same operation enrolls once.
/// Refuses an unknown or closed account, one that is enrolled or still leaving, one that owes something late or has no
/// year of monthly bills, a class the city offers no plan, an offer other than the one shown, and a resident who did
/// not agree.
/// </summary>
public sealed class EnrollInBudget(PortalDbContext db, BusinessClock clock)
{
    /// <param name="OperationId">Made with the form.</param>
    /// <param name="Seen">What the page offered (<see cref="BudgetOffer.Seen"/>).</param>
    /// <param name="Consent">The words that a resident agreed to; null when the office enrolls.</param>
    public sealed record Request(
        Guid OperationId, Guid CustomerAccountId, string? Seen, string? Consent, Actor By);

    public async Task<Outcome<BudgetEnrollment>> RunAsync(Request request, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(request);
        await using var tx = await ActTransaction.BeginOrJoinAsync(db, ct);
        if (await db.LockAccountAsync(request.CustomerAccountId, ct) is not { } account)
        {
            return new Refusal("Account_NotFound");
        }

        if (await db.Set<BudgetEnrollment>().SingleOrDefaultAsync(e => e.Id == request.OperationId, ct) is { } already)
        {
            return already.CustomerAccountId == account.Id ? already : new Refusal("Account_NotFound");
        }

        var state = await db.Set<BudgetEnrollment>()
            .Where(e => e.CustomerAccountId == account.Id && e.State != BudgetEnrollmentState.Ended)
            .Select(e => (BudgetEnrollmentState?)e.State).SingleOrDefaultAsync(ct);
        var offer = await BudgetOffer.OfAsync(db, account, clock.Today, ct);
        if ((WhyNot(state) ?? offer.WhyNot ?? Unagreed(request) ?? Otherwise(request, offer)) is { } refusal)
        {
            return refusal;
        }

        var enrollment = new BudgetEnrollment
        {
            Id = request.OperationId,
            CustomerAccountId = account.Id,
            RuleId = offer.Rule!.Id,
            Kind = offer.Kind!.Value,
            HistoryCents = [.. offer.History.Select(m => m.Charges.Cents)],
            FirstAmount = offer.Plan!.Amount,
            EnrolledOn = clock.Today,
            EnrolledAt = clock.Now,
            EnrolledBy = request.By.Name,
            Consent = request.Consent,
        };
        db.Add(enrollment);
        db.Add(AuditEntry.Of(clock.Now, request.By.Name, nameof(EnrollInBudget), account.Id, new
        {
            enrollment = enrollment.Id,
            kind = SnakeCase.Snake($"{enrollment.Kind}"),
            cents = enrollment.FirstAmount.Cents,
        }));
        await db.SaveChangesAsync(ct);
        await tx.CommitAsync(ct);
        return enrollment;
    }

    /// <summary>Why an account in this state cannot enroll, for page and act; null when nothing hinders.</summary>
    /// <param name="live">Of its enrollment that has not ended; null when it has none.</param>
    public static Refusal? WhyNot(BudgetEnrollmentState? live) => live switch
    {
        BudgetEnrollmentState.Active => new("Budget_Already"),
        BudgetEnrollmentState.Leaving => new("Budget_StillLeaving"),
        _ => null,
    };

    private static Refusal? Otherwise(Request request, BudgetOffer offer) =>
        request.Seen == offer.Seen ? null : new("Budget_OfferChanged", offer.Plan!.Amount);

    private static Refusal? Unagreed(Request request) =>
        request.By.IsResident && string.IsNullOrWhiteSpace(request.Consent) ? new("Budget_NotAgreed") : null;
}
