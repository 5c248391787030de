using System.Security.Claims;
using Microsoft.AspNetCore.Authorization;
using Portal.Core.Billing.Approvals;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Reads.Exceptions;
using Portal.Core.Requests;
using Portal.Core.Requests.Desk;
using Portal.Core.Staff;
using Portal.Web.Security;

namespace Portal.Web.Pages.Office;

/// <summary>A list somebody has to see to, with how many are in it.</summary>
/// <param name="Words">Its name in Words/Office.resx.</param>
/// <param name="Presses">It is late, or due today.</param>
public sealed record WaitingList(string Words, string Address, int Count, bool Presses = false);

/// <summary>
/// What waits for a person, as far as they may see to it: each count is asked of the list that it leads to.
/// </summary>
public sealed class WaitingLists(
    PortalDbContext db, IAuthorizationService permissions, LoadApprovalInbox inbox, BusinessClock clock)
{
    private static readonly string[] TaskKinds = ["suspense", "bill_run", "print_fault"];

    public async Task<IReadOnlyList<WaitingList>> OfAsync(
        ClaimsPrincipal person, OfficeWork work, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(work);
        var lists = new List<WaitingList>();
        if (await MayAsync(person, Can.AnswerRequests))
        {
            var waiting = await WaitingRequests.OfAsync(db, person.Id(), clock.Today, ct);
            lists.AddRange(WaitingRequests.Parts.Select(part => new WaitingList(
                $"Waits_{part}", $"/office/requests?show={part}", waiting[part],
                part is RequestPart.ToTake or RequestPart.DueToday or RequestPart.Late)));
        }

        var approvals = await inbox.CountAsync(Actor.Staff(person.Id()), ct);
        if (approvals.All > 0 || await MayAsync(person, Can.ApproveAdjustments))
        {
            lists.Add(new("Waits_Approvals", "/office/approvals", approvals.All));
            if (approvals.Overdue > 0)
            {
                lists.Add(new("Waits_ApprovalsLate", "/office/approvals?overdue=true", approvals.Overdue, true));
            }
        }

        if (await MayAsync(person, Can.SeeBilling))
        {
            lists.Add(new(
                "Waits_Reads", $"/office/billing/reads?show={ReadQueue.View.Unresolved}",
                await ReadQueue.CountAsync(db, ReadQueue.View.Unresolved, ct)));
        }

        lists.AddRange(TaskKinds.Select(
            kind => new WaitingList($"Task_{kind}", $"/office?kind={kind}", work.CountOf(kind))));
        return lists;
    }

    private async Task<bool> MayAsync(ClaimsPrincipal person, string permission) =>
        (await permissions.AuthorizeAsync(person, permission)).Succeeded;
}
