using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Staff;

namespace Portal.Core.Billing.Calendar;

/// <summary>
/// Adds a meter reader's route to a cycle. Refuses a code that is no code or is taken, and a cycle that is not there.
/// Audited.
/// </summary>
public sealed class AddRoute(PortalDbContext db, BusinessClock clock)
{
    public sealed record Request(string Code, string BillingCycle, Actor By);

    public async Task<Outcome<MeterRoute>> RunAsync(Request request, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(request);
        var code = request.Code.Trim().ToUpperInvariant();
        if (!KeepBillingCycle.CodeShape().IsMatch(code))
        {
            return new Refusal("Route_Code");
        }

        var route = new MeterRoute { Code = code, BillingCycle = request.BillingCycle };
        db.Add(route);
        db.Add(new AuditEntry
        {
            Id = Guid.CreateVersion7(),
            At = clock.Now,
            Actor = request.By.Name,
            Act = nameof(AddRoute),
            Detail = JsonSerializer.Serialize(new { route.Code, route.BillingCycle }),
        });
        try
        {
            await db.SaveChangesAsync(ct);
        }
        catch (DbUpdateException fault) when (fault.InnerException is PostgresException
        {
            ConstraintName: "route_pkey" or "fk_route_billing_cycle",
        } rule)
        {
            return rule.ConstraintName == "route_pkey"
                ? new Refusal("Route_Taken", code)
                : new Refusal("Route_NoCycle");
        }

        return route;
    }
}
