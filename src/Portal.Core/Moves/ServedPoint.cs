using Microsoft.EntityFrameworkCore;
using Portal.Core.Accounts;
using Portal.Core.Billing.Runs;
using Portal.Core.Data;
using Portal.Core.Staff;

namespace Portal.Core.Moves;

/// <summary>One service of an account: what it is billed by now, and from which days that may change.</summary>
/// <param name="Days">
/// First days of the periods that are not billed yet, up to today: the rates bill a whole period by one agreement.
/// </param>
public sealed record ServedPoint(
    ServiceAgreement Agreement, ServicePoint Point, Premise Place, AgreementFacts Facts, IReadOnlyList<DateOnly> Days)
{
    /// <summary>One change of the past, with who made it and why.</summary>
    public sealed record Change(ServiceAgreement Agreement, string? By, string? Note);

    private sealed record Row(ServiceAgreement Agreement, ServicePoint Point, Premise Place);

    /// <summary>The services that an account has today or later, place by place.</summary>
    public static async Task<IReadOnlyList<ServedPoint>> OfAsync(
        PortalDbContext db, Guid accountId, DateOnly today, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        var rows = await (
            from agreement in db.ServiceAgreements
            join point in db.ServicePoints on agreement.ServicePointId equals point.Id
            join place in db.Premises on point.PremiseId equals place.Id
            where agreement.CustomerAccountId == accountId
                && (agreement.EndsOn == null || agreement.EndsOn > today)
            orderby place.Line1, place.Line2, point.Service, point.MeterNumber
            select new Row(agreement, point, place)).AsNoTracking().ToListAsync(ct);
        var account = await db.CustomerAccounts.AsNoTracking().SingleAsync(a => a.Id == accountId, ct);
        var billed = await db.Bills
            .Where(b => b.CustomerAccountId == accountId && !db.BillCancellations.Any(c => c.BillId == b.Id))
            .MaxAsync(b => (DateOnly?)b.PeriodTo, ct);
        var served = new List<ServedPoint>(rows.Count);
        foreach (var row in rows)
        {
            served.Add(new(
                row.Agreement, row.Point, row.Place, AgreementFacts.Of(row.Agreement, row.Point, row.Place),
                await DaysAsync(db, account, row.Agreement.StartsOn, billed, today, ct)));
        }

        return served;
    }

    /// <summary>What a service was billed by before, newest first.</summary>
    public static async Task<IReadOnlyList<Change>> HistoryAsync(
        PortalDbContext db, Guid accountId, Guid pointId, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        var agreements = await db.ServiceAgreements.AsNoTracking()
            .Where(g => g.CustomerAccountId == accountId && g.ServicePointId == pointId)
            .OrderByDescending(g => g.StartsOn).ThenByDescending(g => g.Id).ToListAsync(ct);
        var told = (await db.Set<AuditEntry>().AsNoTracking()
            .Where(a => a.CustomerAccountId == accountId && a.Act == nameof(ChangeAgreement)).ToListAsync(ct))
            .Select(a => (Entry: a, Told: ChangeAgreement.Told.Of(a.Detail))).ToDictionary(a => a.Told.Agreement);
        var people = await db.Users.Where(u => db.StaffMembers.Any(s => s.UserId == u.Id))
            .ToDictionaryAsync(u => Actor.Staff(u.Id).Name, u => u.DisplayName, ct);
        return
        [
            .. agreements.Select(g => told.TryGetValue(g.Id, out var change)
                ? new Change(g, people.GetValueOrDefault(change.Entry.Actor, change.Entry.Actor), change.Told.Note)
                : new Change(g, null, null)),
        ];
    }

    private static async Task<IReadOnlyList<DateOnly>> DaysAsync(
        PortalDbContext db, CustomerAccount account, DateOnly startsOn, DateOnly? billed, DateOnly today,
        CancellationToken ct)
    {
        var cycle = await db.BillingCycles.AsNoTracking()
            .SingleOrDefaultAsync(c => c.Code == account.BillingCycle, ct);
        var day = billed > startsOn ? billed.Value : startsOn;
        var days = new List<DateOnly>();
        while (cycle is not null && day <= today)
        {
            days.Add(day);
            day = (await BillingPeriod.HoldingAsync(db, cycle, day, ct)).To;
        }

        return days;
    }
}
