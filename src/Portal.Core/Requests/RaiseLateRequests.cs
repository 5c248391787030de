using Microsoft.EntityFrameworkCore;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Payments;

namespace Portal.Core.Requests;

/// <summary>
/// Every morning: puts before the office each request that nobody took within the city's clock, and each that was not
/// answered by the day its customer was told. One task for each request, day and cause. Safe to run twice.
/// </summary>
public sealed class RaiseLateRequests(PortalDbContext db, RaiseOfficeTask raise, BusinessClock clock)
{
    /// <summary>The oldest that have no task yet; the rest come the day after.</summary>
    public const int Most = 500;

    /// <returns>New tasks.</returns>
    public async Task<int> RunAsync(CancellationToken ct)
    {
        var today = clock.Today;
        var late = await WithoutTask(today).AsNoTracking()
            .Where(r => (r.State == RequestState.New && r.AcknowledgeBy < today)
                || ((r.State == RequestState.New || r.State == RequestState.Acknowledged
                    || r.State == RequestState.Reopened) && r.ExpectedOn < today))
            .OrderBy(r => r.ExpectedOn).ThenBy(r => r.Number).Take(Most).ToListAsync(ct);
        var raised = 0;
        foreach (var request in late)
        {
            var isUnanswered = request.ExpectedOn < today;
            var (day, what) = isUnanswered ? (request.ExpectedOn, "answered") : (request.AcknowledgeBy, "taken");
            var key = $"request_late:{request.Id}:{what}:{day:yyyy-MM-dd}";
            raised += await raise.RunAsync(
                new("request_late", key, $"{request.Label} should have been {what} by {day:yyyy-MM-dd}.")
                {
                    CustomerAccountId = request.CustomerAccountId,
                },
                ct) ? 1 : 0;
        }

        return raised;
    }

    /// <summary>For what they are late with today nothing was put before the office yet.</summary>
    private IQueryable<CustomerRequest> WithoutTask(DateOnly today) => db.Set<CustomerRequest>().FromSql($"""
        select q.* from customer_request q where not exists (
          select from office_task t where t.dedupe_key = 'request_late:' || q.id || case
            when q.expected_on < {today} then ':answered:' || to_char(q.expected_on, 'YYYY-MM-DD')
            else ':taken:' || to_char(q.acknowledge_by, 'YYYY-MM-DD') end)
        """);
}
