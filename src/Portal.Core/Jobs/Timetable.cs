using Microsoft.Extensions.DependencyInjection;
using Portal.Core.Accounts.Flags;
using Portal.Core.Appointments;
using Portal.Core.Billing.Approvals;
using Portal.Core.Billing.Budget;
using Portal.Core.Billing.LateCharges;
using Portal.Core.Billing.Runs;
using Portal.Core.Delinquency.Runs;
using Portal.Core.Ledger;
using Portal.Core.Payments;
using Portal.Core.Payments.Arrangements;
using Portal.Core.Payments.Checks;
using Portal.Core.Payments.Returns;
using Portal.Core.Payments.Wallet;
using Portal.Core.Reads.Validation;
using Portal.Core.Requests;
using Portal.Core.Requests.Calendar;
using Portal.Core.SecurityDeposits;
using Portal.Core.Usage.Alerts;

namespace Portal.Core.Jobs;

/// <summary>
/// What the worker does by the clock: the whole list. Times are the city's. However many workers run, one of them runs
/// a job when its time has come; a time missed while none ran is made up for once. Every job is bounded and safe to
/// run twice.
/// </summary>
public static class Timetable
{
    public static readonly IReadOnlyList<TimedJob> All =
    [
        new("sweep payments", "0 0/15 * * * ?", (work, ct) => work.GetRequiredService<SweepPayments>().RunAsync(ct)),
        new("sweep wallet", "0 7/15 * * * ?", (work, ct) => work.GetRequiredService<SweepWallet>().RunAsync(ct)),
        new("card expiries", "0 10 7 * * ?", (work, ct) => work.GetRequiredService<TellExpiries>().RunAsync(ct)),
        new("late charges", "0 5/15 * * * ?",
            (work, ct) => work.GetRequiredService<PostReleasedLateCharges>().RunAsync(ct)),
        new("delinquency", "0 6/15 * * * ?",
            (work, ct) => work.GetRequiredService<PostReleasedDelinquency>().RunAsync(ct)),
        new("check books", "0 30 2 * * ?", (work, ct) => work.GetRequiredService<CheckBooksNightly>().RunAsync(ct)),
        new("validate reads", "0 40 1 * * ?", async (work, ct) =>
            (int)(await work.GetRequiredService<ValidateReads>().RunAsync(new(), ct)).Added),
        new("open periods", "0 5 0 * * ?", (work, ct) => work.GetRequiredService<OpenPeriods>().RunAsync(ct))
        {
            AlsoAtStart = true,
        },
        new("plan billing periods", "0 10 0 * * ?", (work, ct) =>
            work.GetRequiredService<PlanBillingPeriods>().RunAsync(ct))
        {
            AlsoAtStart = true,
        },
        new("deposit interest", "0 15 1 * * ?", (work, ct) =>
            work.GetRequiredService<CreditDepositInterest>().RunAsync(ct)),
        new("deposit tasks", "0 50 1 * * ?", (work, ct) => work.GetRequiredService<RaiseDepositTasks>().RunAsync(ct)),
        new("stale checks", "0 35 1 * * ?", (work, ct) => work.GetRequiredService<MarkStaleChecks>().RunAsync(ct)),
        new("watch use", "0 20 2 * * ?", (work, ct) => work.GetRequiredService<WatchUse>().RunAsync(ct)),
        new("return rates", "0 25 6 * * ?", (work, ct) =>
            work.GetRequiredService<WatchReturnRates>().RunAsync(ct)),
        new("missed budgets", "0 55 1 * * ?", (work, ct) =>
            work.GetRequiredService<RemoveMissedBudgets>().RunAsync(ct)),
        new("arrangements", "0 10 7 * * ?", (work, ct) =>
            work.GetRequiredService<FollowArrangements>().RunAsync(ct)),
        new("appointment reminders", "0 0 8 * * ?", (work, ct) =>
            work.GetRequiredService<RemindOfAppointments>().RunAsync(ct)),
        new("late requests", "0 15 6 * * ?", (work, ct) =>
            work.GetRequiredService<RaiseLateRequests>().RunAsync(ct)),
        new("flag reviews", "0 25 6 * * ?", (work, ct) =>
            work.GetRequiredService<RaiseFlagReviews>().RunAsync(ct)),
        new("late approvals", "0 35 6 * * ?", (work, ct) =>
            work.GetRequiredService<EscalateApprovals>().RunAsync(ct)),
        new("calendar end", "0 20 6 * * ?", (work, ct) =>
            work.GetRequiredService<WarnOfCalendarEnd>().RunAsync(ct)),
        new("forget limits", "0 20 3 * * ?", (work, ct) => work.GetRequiredService<ForgetLimits>().RunAsync(ct)),
    ];
}

/// <summary>One job of the timetable.</summary>
/// <param name="Name">For the log, and its key in the scheduler's tables.</param>
/// <param name="Cron">Seconds, minutes, hours, day of month, month, day of week, in the city's time.</param>
/// <param name="Run">Does it and says how many things it did or found.</param>
public sealed record TimedJob(string Name, string Cron, Func<IServiceProvider, CancellationToken, Task<int>> Run)
{
    /// <summary>Run when a worker starts, too: nothing works without it.</summary>
    public bool AlsoAtStart { get; init; }
}
