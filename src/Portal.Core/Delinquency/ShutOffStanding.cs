using Microsoft.EntityFrameworkCore;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Money;

namespace Portal.Core.Delinquency;

/// <summary>
/// Where an account stands on its way to a shut-off and back: what its resident, the office and the field are told
/// alike.
/// </summary>
/// <param name="ShutOffOn">The city's day on the notice that stands; null while none does.</param>
/// <param name="ToPay">
/// What stops the shut-off, or restores service: <see cref="CaseSteps.AmountToStopAsync"/>; zero when it is paid.
/// </param>
/// <param name="HeldBy">What keeps it from being shut off today; null when nothing does.</param>
/// <param name="IsRestoring">Paid, and the crew is asked to restore service.</param>
public sealed record ShutOffStanding(
    Guid AccountId, Guid CaseId, CaseState State, DateOnly? ShutOffOn, Usd ToPay, string? HeldBy, bool IsRestoring)
{
    /// <summary>Service is off, or on again only once this is over.</summary>
    public bool IsOff => State == CaseState.Disconnected;

    /// <summary>A day was printed and can still be stopped.</summary>
    public bool IsAhead => ShutOffOn is not null
        && State is CaseState.Noticed or CaseState.Final or CaseState.Ordered or CaseState.FailedOrder;

    /// <summary>By account; an account on which nothing is collected is not among them.</summary>
    public static async Task<IReadOnlyDictionary<Guid, ShutOffStanding>> OfAsync(
        PortalDbContext db, IEnumerable<Guid> accountIds, BusinessClock clock, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        ArgumentNullException.ThrowIfNull(clock);
        Guid[] ids = [.. accountIds];
        if (ids.Length == 0) { return new Dictionary<Guid, ShutOffStanding>(); }

        var today = clock.Today;
        var rows = await db.Database.SqlQuery<Row>($"""
            select c.customer_account_id as "AccountId", c.id as "CaseId", c.state as "State",
              c.shut_off_on as "ShutOffOn", coalesce(amount_to_stop_cents(c.id), 0) as "Cents",
              (select min(h.kind) from standing_hold h
                where (h.customer_account_id = c.customer_account_id or h.customer_account_id is null)
                  and h.starts_on <= {today} and (h.ends_on is null or h.ends_on >= {today})) as "HeldBy",
              exists (select from reconnect_order r
                where r.case_id = c.id and r.done_at is null and r.canceled_at is null) as "IsRestoring"
            from delinquency_case c where c.closed_at is null and c.customer_account_id = any({ids})
            """).ToListAsync(ct);
        return rows.ToDictionary(r => r.AccountId, r => new ShutOffStanding(
            r.AccountId, r.CaseId, EnumWords<CaseState>.Read(r.State), r.ShutOffOn, new(Math.Max(r.Cents, 0)),
            r.HeldBy, r.IsRestoring));
    }

    private sealed record Row(
        Guid AccountId, Guid CaseId, string State, DateOnly? ShutOffOn, long Cents, string? HeldBy, bool IsRestoring);
}
