using Microsoft.EntityFrameworkCore;
using Portal.Core.Billing;
using Portal.Core.Billing.Rating;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Delinquency;
using Portal.Core.Money;
using Portal.Core.Payments.Arrangements;
using Portal.Core.People.Consents;

namespace Portal.Core.Accounts.Record;

/// <summary>
/// What else the office sees of an account: what is open charge by charge, the latest reads of each meter, what was
/// agreed to pay later, what its people agreed to, and where it stands on the way to a shut-off.
/// </summary>
public sealed record AccountWhole(
    IReadOnlyList<AccountWhole.OpenCharge> Open,
    int OpenCount,
    ILookup<Guid, MeterRead> Reads,
    IReadOnlyList<PaymentArrangement> Arrangements,
    IReadOnlyList<AccountWhole.Agreed> Consents,
    ShutOffStanding? ShutOff)
{
    /// <summary>Charges shown; the rest are counted.</summary>
    public const int OpenShown = 50;

    /// <summary>Reads of each meter.</summary>
    public const int ReadsShown = 3;

    private const int Shown = 10;

    /// <param name="Label">Of a charge outside bills.</param>
    public sealed record OpenCharge(
        Guid Id, long? BillNumber, ChargeLabel? Label, UtilityService Service, ChargeKind ChargeKind, string Fund,
        DateOnly BilledOn, DateOnly DueOn, Usd Amount, Usd Open, bool IsDisputed);

    public sealed record Agreed(ConsentKind Kind, DateTimeOffset GivenAt, DateTimeOffset? EndedAt, string? Who);

    /// <param name="points">The service points of the account.</param>
    public static async Task<AccountWhole> OfAsync(
        PortalDbContext db, Guid accountId, IEnumerable<Guid> points, BusinessClock clock, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        var open = await OpenAsync(db, accountId, ct);
        Guid[] asked = [.. points];
        var reads = await db.Set<MeterRead>().FromSql($"""
            select r.* from unnest({asked}) as p (id) cross join lateral (
              select * from meter_read m where m.service_point_id = p.id order by m.read_on desc limit {ReadsShown}) r
            """).AsNoTracking().ToListAsync(ct);
        return new(
            open,
            open.Count < OpenShown ? open.Count : await db.OpenItems.CountAsync(
                i => i.CustomerAccountId == accountId && i.Open > Usd.Zero, ct),
            reads.OrderByDescending(r => r.ReadOn).ToLookup(r => r.ServicePointId),
            await db.Set<PaymentArrangement>().AsNoTracking().Where(a => a.CustomerAccountId == accountId)
                .OrderByDescending(a => a.AgreedAt).Take(Shown).ToListAsync(ct),
            await (
                from consent in db.Consents
                join ended in db.ConsentEnds on consent.Id equals ended.ConsentId into ends
                from ended in ends.DefaultIfEmpty()
                join user in db.Users on consent.UserId equals user.Id into users
                from user in users.DefaultIfEmpty()
                where consent.CustomerAccountId == accountId
                orderby consent.GivenAt descending
                select new Agreed(
                    consent.Kind, consent.GivenAt, ended == null ? null : ended.EndedAt,
                    user == null ? null : user.DisplayName)).Take(Shown).ToListAsync(ct),
            (await ShutOffStanding.OfAsync(db, [accountId], clock, ct)).GetValueOrDefault(accountId));
    }

    private static async Task<IReadOnlyList<OpenCharge>> OpenAsync(
        PortalDbContext db, Guid accountId, CancellationToken ct) =>
        await (
            from item in db.OpenItems
            join bill in db.Bills on item.BillId equals bill.Id into bills
            from bill in bills.DefaultIfEmpty()
            join adjustment in db.Adjustments on item.AdjustmentId equals adjustment.Id into adjustments
            from adjustment in adjustments.DefaultIfEmpty()
            where item.CustomerAccountId == accountId && item.Open > Usd.Zero
            orderby item.DueOn, item.BilledOn, item.Id
            select new OpenCharge(
                item.Id, bill == null ? null : bill.Number,
                adjustment == null ? null : new(adjustment.LabelEn, adjustment.LabelEs), item.Service, item.ChargeKind,
                item.Fund, item.BilledOn, item.DueOn, item.Amount, item.Open, item.IsDisputed))
            .Take(OpenShown).ToListAsync(ct);
}
