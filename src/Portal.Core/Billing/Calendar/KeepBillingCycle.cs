using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using Portal.Core.Billing.Runs;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Staff;

namespace Portal.Core.Billing.Calendar;

/// <summary>
/// Adds a billing cycle or changes the rule of one, and plans its periods by it. Periods that are planned already stay
/// as they are: customers may have been told, and a run may have begun. Refuses what
/// <see cref="BillingCycle"/> does not allow, a code that is taken, and a change of what changed meanwhile. Audited.
/// </summary>
public sealed partial class KeepBillingCycle(PortalDbContext db, PlanBillingPeriods planPeriods, BusinessClock clock)
{
    private const int LongestName = 60;

    /// <param name="DaysToPay">From the bill: 21 or more (Roseville CA code 14.04).</param>
    /// <param name="VersionSeen">Of the cycle that was shown; null to add one.</param>
    public sealed record Request(
        string Code, string NameEn, string NameEs, int ReadDay, int Months, int DaysToBill, int DaysToPay,
        uint? VersionSeen, Actor By);

    public async Task<Outcome<BillingCycle>> RunAsync(Request request, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(request);
        var asked = request with
        {
            Code = request.Code.Trim().ToUpperInvariant(),
            NameEn = request.NameEn.Trim(),
            NameEs = request.NameEs.Trim(),
        };
        if (WhyNot(asked) is { } refusal)
        {
            return refusal;
        }

        await using var tx = await ActTransaction.BeginOrJoinAsync(db, ct);
        var cycle = await db.BillingCycles.SingleOrDefaultAsync(c => c.Code == asked.Code, ct);
        if (cycle is null != asked.VersionSeen is null || cycle?.Version != asked.VersionSeen)
        {
            return new Refusal(asked.VersionSeen is null ? "Cycle_Taken" : "Cycle_Changed", asked.Code);
        }

        try
        {
            cycle = await WriteAsync(cycle, asked, ct);
        }
        catch (DbUpdateConcurrencyException)
        {
            return new Refusal("Cycle_Changed", asked.Code);
        }
        catch (DbUpdateException fault) when (fault.InnerException is PostgresException
        {
            ConstraintName: "billing_cycle_pkey",
        })
        {
            return new Refusal("Cycle_Taken", asked.Code);
        }

        await planPeriods.RunAsync(ct);
        await tx.CommitAsync(ct);
        return cycle;
    }

    private async Task<BillingCycle> WriteAsync(BillingCycle? cycle, Request asked, CancellationToken ct)
    {
        if (cycle is null)
        {
            cycle = new() { Code = asked.Code, NameEn = asked.NameEn, NameEs = asked.NameEs, ReadDay = asked.ReadDay };
            db.Add(cycle);
        }

        (cycle.NameEn, cycle.NameEs, cycle.ReadDay) = (asked.NameEn, asked.NameEs, asked.ReadDay);
        (cycle.Months, cycle.DaysToBill, cycle.DaysToPay) = (asked.Months, asked.DaysToBill, asked.DaysToPay);
        db.Add(new AuditEntry
        {
            Id = Guid.CreateVersion7(),
            At = clock.Now,
            Actor = asked.By.Name,
            Act = nameof(KeepBillingCycle),
            Detail = JsonSerializer.Serialize(new
            {
                asked.Code,
                asked.NameEn,
                asked.NameEs,
                asked.ReadDay,
                asked.Months,
                asked.DaysToBill,
                asked.DaysToPay,
            }),
        });
        await db.SaveChangesAsync(ct);
        return cycle;
    }

    private static Refusal? WhyNot(Request asked) => asked switch
    {
        _ when !CodeShape().IsMatch(asked.Code) => new("Cycle_Code"),
        { NameEn.Length: 0 or > LongestName } => new("Cycle_NameEn", LongestName),
        { NameEs.Length: 0 or > LongestName } => new("Cycle_NameEs", LongestName),
        { ReadDay: < 1 or > 28 } => new("Cycle_ReadDay"),
        { Months: < 1 or > 3 } => new("Cycle_Months"),
        { DaysToBill: < 0 or > 31 } => new("Cycle_DaysToBill"),
        { DaysToPay: < 21 or > 60 } => new("Cycle_DaysToPay"),
        _ => null,
    };

    [GeneratedRegex("^[A-Z0-9-]{1,12}$")]
    internal static partial Regex CodeShape();
}
