using Microsoft.EntityFrameworkCore;
using Portal.Core.Accounts.Flags;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Payments;

namespace Portal.Core.Staff;

/// <summary>
/// Records that a member of staff looks at a customer: who, when, why, which page, from where. Runs before the page
/// shows anything. Given no reason it takes the one given for the same account today, and refuses when there is none.
/// Of a sensitive account the reason is in words of one's own; of such an account, and of one's own, the household's or
/// a colleague's, somebody else is asked to review the look.
/// </summary>
public sealed class RecordCustomerView(PortalDbContext db, RaiseOfficeTask raise, BusinessClock clock)
{
    /// <summary>Reasons one may choose from; "other" needs words.</summary>
    public static readonly IReadOnlyList<string> Reasons = ["call", "counter", "letter", "billing", "other"];

    /// <summary>Letters of the words one may add.</summary>
    public const int LongestWords = 200;

    public async Task<Outcome<CustomerView>> RunAsync(Request request, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (!await db.CustomerAccounts.AnyAsync(a => a.Id == request.CustomerAccountId, ct))
        {
            return new Refusal("Account_NotFound");
        }

        var reason = request.Reason is null ? await ReasonOfTodayAsync(request, ct) : Written(request);
        var isSensitive = await db.IsFlaggedAsync(request.CustomerAccountId, FlagKind.Sensitive, ct);
        if (WhyNot(request, reason, isSensitive) is { } refusal)
        {
            return refusal;
        }

        await using var tx = await ActTransaction.BeginOrJoinAsync(db, ct);

        var view = new CustomerView
        {
            Id = Guid.CreateVersion7(clock.Now),
            At = clock.Now,
            StaffUserId = request.StaffUserId,
            CustomerAccountId = request.CustomerAccountId,
            Page = request.Page,
            Reason = reason!,
            Address = request.Address,
        };
        db.Add(view);
        await db.SaveChangesAsync(ct);
        if (isSensitive) { await AskReviewAsync(view, "a sensitive account", ct); }
        else if (await db.IsOwnAccountAsync(Actor.Staff(request.StaffUserId), request.CustomerAccountId, ct))
        {
            await AskReviewAsync(view, "an account of their own, their household's or a colleague's", ct);
        }

        await tx.CommitAsync(ct);
        return view;
    }

    private static Refusal? WhyNot(Request request, string? reason, bool isSensitive) =>
        reason is null ? new Refusal("View_ReasonMissing")
        : request.Reason is not null && !Reasons.Contains(request.Reason) ? new Refusal("View_ReasonMissing")
        : request.Words?.Length > LongestWords ? new Refusal("View_WordsTooLong", LongestWords)
        : reason == "other" ? new Refusal("View_WordsMissing")
        : isSensitive && !reason.Contains(": ", StringComparison.Ordinal) ? new Refusal("View_SensitiveWords")
        : null;

    /// <summary>Once for each person and day; who looked does not judge it (ck_office_task_view_of_another).</summary>
    private async Task AskReviewAsync(CustomerView view, string what, CancellationToken ct)
    {
        var name = await db.Users.Where(u => u.Id == view.StaffUserId).Select(u => u.DisplayName).SingleAsync(ct);
        await raise.RunAsync(
            new(
                DoneTask.SensitiveView,
                $"{DoneTask.SensitiveView}:{view.CustomerAccountId}:{view.StaffUserId}:{clock.Today.DayNumber}",
                $"{name} opened {what}. Reason given: {view.Reason}")
            {
                CustomerAccountId = view.CustomerAccountId,
            },
            ct);
    }

    private static string Written(Request request) =>
        string.IsNullOrWhiteSpace(request.Words) ? request.Reason! : $"{request.Reason}: {request.Words.Trim()}";

    /// <summary>
    /// A reason holds for the account until the city's day ends. One given for the PIN is for that alone, and to have
    /// been shown the name in a list is none.
    /// </summary>
    private async Task<string?> ReasonOfTodayAsync(Request request, CancellationToken ct)
    {
        var last = await db.CustomerViews
            .Where(v => v.StaffUserId == request.StaffUserId && v.CustomerAccountId == request.CustomerAccountId)
            .Where(v => !v.Page.EndsWith("/pin") && v.Reason != RecordListedCustomers.Reason)
            .OrderByDescending(v => v.At)
            .Select(v => new { v.At, v.Reason })
            .FirstOrDefaultAsync(ct);
        return last is not null && clock.DayOf(last.At) == clock.Today ? last.Reason : null;
    }

    /// <param name="Page">What is looked at: the page's path, or a field of it such as "…#pin".</param>
    /// <param name="Reason">One of <see cref="Reasons"/>; null to go by today's earlier one.</param>
    /// <param name="Words">Said besides, such as a ticket's number.</param>
    /// <param name="Address">Network address of who looks.</param>
    public sealed record Request(Guid StaffUserId, Guid CustomerAccountId, string Page, string? Address)
    {
        public string? Reason { get; init; }

        public string? Words { get; init; }
    }
}
