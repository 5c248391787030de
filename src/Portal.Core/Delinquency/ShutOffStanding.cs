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
            select a.id as "AccountId", s.case_id as "CaseId", s.state as "State", s.shut_off_on as "ShutOffOn",
              s.to_pay_cents as "Cents", s.held_by as "HeldBy", s.is_restoring as "IsRestoring"
            from unnest({ids}) a (id) cross join lateral shut_off_standing(a.id, {today}) s
            """).ToListAsync(ct);
        return rows.ToDictionary(r => r.AccountId, r => Of(
            r.AccountId, r.CaseId, r.State, r.ShutOffOn, r.Cents, r.HeldBy, r.IsRestoring));
    }

    /// <summary>Of a row of the database's function shut_off_standing.</summary>
    internal static ShutOffStanding Of(
        Guid account, Guid caseId, string state, DateOnly? shutOffOn, long cents, string? heldBy, bool isRestoring) =>
        new(account, caseId, EnumWords<CaseState>.Read(state), shutOffOn, new(cents), heldBy, isRestoring);

    private sealed record Row(
        Guid AccountId, Guid CaseId, string State, DateOnly? ShutOffOn, long Cents, string? HeldBy, bool IsRestoring);
}
