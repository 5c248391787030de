using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Portal.Core.Accounts;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Staff;

namespace Portal.Core.Moves;

/// <summary>
/// Changes what a service of an account is billed by, from the first day of a period that is not billed yet: the rates
/// bill a whole period by one agreement. The agreement there was ends on that day and another begins, so that its
/// history stays; what belongs to the point or the place (carts, hard surface, area) holds from the next bill on.
/// Audited with what it was. The same operation changes once. Refuses: a service the account does not have, a day not
/// offered, what somebody changed meanwhile, figures that cannot be meant, what holds already, an area of the rates
/// where others are served too, no note.
/// </summary>
public sealed class ChangeAgreement(PortalDbContext db, BusinessClock clock)
{
    /// <param name="OperationId">Becomes the new agreement's id.</param>
    public sealed record Request(
        Guid OperationId, Guid CustomerAccountId, Guid ServicePointId, DateOnly From, AgreementFacts Facts, string Note,
        Actor By)
    {
        /// <summary>What held when the form was filled in: what others changed since is not undone.</summary>
        public required AgreementFacts Seen { get; init; }
    }

    /// <summary>What its audit entry says.</summary>
    public sealed record Told(Guid Agreement, DateOnly From, AgreementFacts Was, AgreementFacts Now, string Note)
    {
        public static Told Of(string detail) => JsonSerializer.Deserialize<Told>(detail)
            ?? throw new JsonException("An audit entry is never null.");
    }

    public async Task<Outcome<ServiceAgreement>> RunAsync(Request request, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(request);
        await using var tx = await ActTransaction.BeginOrJoinAsync(db, ct);
        if (await db.LockAccountAsync(request.CustomerAccountId, ct) is not { } account)
        {
            return new Refusal("Account_NotFound");
        }

        var already = await db.ServiceAgreements.AsNoTracking()
            .SingleOrDefaultAsync(g => g.Id == request.OperationId, ct);
        if (already is not null)
        {
            return already;
        }

        var served = (await ServedPoint.OfAsync(db, account.Id, clock.Today, ct))
            .FirstOrDefault(s => s.Point.Id == request.ServicePointId);
        var facts = request.Facts.Trimmed();
        if ((WhyNot(request, facts, served) ?? await SharedAsync(facts, served!, account.Id, ct)) is { } refusal)
        {
            return refusal;
        }

        var made = await ChangeAsync(request, facts, served!, ct);
        await tx.CommitAsync(ct);
        return made;
    }

    private static Refusal? WhyNot(Request request, AgreementFacts facts, ServedPoint? served) =>
        served is null ? new("Agreement_NotServed")
        : !served.Days.Contains(request.From) ? new("Agreement_Day")
        : request.Seen != served.Facts ? new("Agreement_Changed")
        : facts.WhyNot() is { } wrong ? wrong
        : facts == served.Facts ? new("Agreement_Same")
        : string.IsNullOrWhiteSpace(request.Note) ? new("Adjust_NoteMissing")
        : null;

    /// <summary>The area of the rates is the place's: it would change what others there are billed.</summary>
    private async Task<Refusal?> SharedAsync(
        AgreementFacts facts, ServedPoint served, Guid account, CancellationToken ct) =>
        facts.RateArea != served.Facts.RateArea && await (
            from agreement in db.ServiceAgreements
            join point in db.ServicePoints on agreement.ServicePointId equals point.Id
            where point.PremiseId == served.Place.Id && agreement.CustomerAccountId != account
                && (agreement.EndsOn == null || agreement.EndsOn > clock.Today)
            select agreement.Id).AnyAsync(ct)
            ? new("Agreement_AreaShared")
            : null;

    private async Task<ServiceAgreement> ChangeAsync(
        Request request, AgreementFacts facts, ServedPoint served, CancellationToken ct)
    {
        var before = await db.ServiceAgreements.SingleAsync(g => g.Id == served.Agreement.Id, ct);
        var made = new ServiceAgreement
        {
            Id = request.OperationId,
            CustomerAccountId = before.CustomerAccountId,
            ServicePointId = before.ServicePointId,
            CustomerClass = before.CustomerClass,
            StartsOn = request.From,
            EndsOn = before.EndsOn,
            Dwellings = facts.Dwellings,
            Choice = facts.Choice,
            Frequency = facts.Frequency,
            ExtraPickups = facts.ExtraPickups,
            Exemptions = before.Exemptions,
            Discounts = before.Discounts,
        };
        // A point has one agreement at a time: the old one makes room first.
        before.EndsOn = request.From;
        await db.SaveChangesAsync(ct);
        db.Add(made);
        db.Add(AuditEntry.Of(
            clock.Now, request.By.Name, nameof(ChangeAgreement), before.CustomerAccountId,
            new Told(made.Id, request.From, served.Facts, facts, request.Note.Trim())));
        await db.SaveChangesAsync(ct);
        await db.ServicePoints.Where(p => p.Id == served.Point.Id).ExecuteUpdateAsync(
            set => set.SetProperty(p => p.Carts, facts.Carts).SetProperty(p => p.AreaSqft, facts.AreaSqft), ct);
        await db.Premises.Where(p => p.Id == served.Place.Id).ExecuteUpdateAsync(
            set => set.SetProperty(p => p.RateArea, facts.RateArea), ct);
        return made;
    }
}
