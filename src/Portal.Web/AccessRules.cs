using Microsoft.AspNetCore.Mvc.RazorPages;
using Portal.Core.Staff;

namespace Portal.Web;

/// <summary>
/// Who may enter each folder of Pages, in one table. A page in none of these folders must be listed as open;
/// tests/Portal.Web.Tests/AccessTests.cs fails on one that is neither.
/// </summary>
public static class AccessRules
{
    /// <summary>Folders of Pages and the permission each asks for; the inner folder adds to the outer.</summary>
    public static readonly IReadOnlyDictionary<string, string> Folders = new Dictionary<string, string>
    {
        ["/Office"] = Can.WorkInOffice,
        ["/Office/Accounts"] = Can.SeeCustomers,
        ["/Office/Accounts/Adjust"] = Can.AdjustAccounts,
        ["/Office/Accounts/Autopay"] = Can.AdjustAccounts,
        ["/Office/Accounts/Budget"] = Can.AdjustAccounts,
        ["/Office/Accounts/Plan"] = Can.KeepArrangements,
        ["/Office/Accounts/Keep"] = Can.KeepAccounts,
        ["/Office/Appointments"] = Can.SeeCustomers,
        ["/Office/Arrangements"] = Can.KeepArrangements,
        ["/Office/Accounts/Deposits"] = Can.KeepDeposits,
        ["/Office/Deposits"] = Can.KeepDeposits,
        ["/Office/Suspense"] = Can.AdjustAccounts,
        ["/Office/Returns"] = Can.BookReturns,
        ["/Office/Returns/Lift"] = Can.ApproveAdjustments,
        ["/Office/UseAlerts"] = Can.SeeCustomers,
        ["/Office/Approvals"] = Can.SeeWork,
        ["/Office/LateCharges"] = Can.PrepareLateCharges,
        ["/Office/Letters"] = Can.SeeBilling,
        ["/Office/Letters/Templates/Draft"] = Can.KeepSettings,
        ["/Office/Delinquency"] = Can.KeepShutOffs,
        ["/Office/Billing"] = Can.SeeBilling,
        ["/Office/Billing/Calendar/Keep"] = Can.KeepSettings,
        ["/Office/Moves"] = Can.MoveCustomers,
        ["/Office/Billing/Rates/Draft"] = Can.DraftRates,
        ["/Office/Billing/Rates/Release"] = Can.ReleaseRates,
        ["/Office/Billing/Fees/Draft"] = Can.DraftRates,
        ["/Office/Billing/Fees/Release"] = Can.ReleaseRates,
        ["/Office/Accounts/Refunds"] = Can.RequestRefunds,
        ["/Office/Refunds"] = Can.SeeRefunds,
        ["/Office/Refunds/Approve"] = Can.ApproveRefunds,
        ["/Office/Refunds/Issue"] = Can.IssueRefunds,
        ["/Office/Checks"] = Can.KeepChecks,
        ["/Office/Unclaimed"] = Can.SeeRefunds,
        ["/Office/Unclaimed/Turnovers/Propose"] = Can.RequestRefunds,
        ["/Office/Requests"] = Can.AnswerRequests,
        ["/Office/Requests/Quality"] = Can.ReviewAnswers,
        ["/Office/Merges"] = Can.ApproveMerges,
        ["/Office/Records"] = Can.KeepAccounts,
        ["/Office/Records/Approve"] = Can.ApproveDestruction,
        ["/Office/Ledger"] = Can.SeeLedger,
        ["/Office/Ties"] = Can.SeeCustomers,
        ["/Office/Team"] = Can.SeePeople,
        ["/Office/Team/Keep"] = Can.ManagePeople,
        ["/Office/Settings"] = Can.KeepSettings,
        ["/My"] = Can.SeeOwnAccount,
        ["/Security"] = Can.KeepOwnSignIn,
    };

    /// <summary>Pages that ask for more than their folder.</summary>
    public static readonly IReadOnlyDictionary<string, string> Pages = new Dictionary<string, string>
    {
        ["/Office/Index"] = Can.SeeWork,
        ["/Office/Approvals/Request"] = Can.ApproveAdjustments,
        ["/Office/Approvals/Lend"] = Can.ApproveAdjustments,
        ["/Office/Billing/Reads/Exchange"] = Can.KeepReads,
        ["/Office/Delinquency/PackDraft"] = Can.KeepSettings,
    };

    /// <summary>
    /// What a form needs, by page and handler: of every page whose folder asks only to see something, or where a form
    /// needs more than its folder. "*" stands for every form of a page. A form that needs a line and has none is taken
    /// from nobody (<see cref="Security.FormRules"/>).
    /// </summary>
    public static readonly IReadOnlyDictionary<(string Page, string Handler), string> Forms =
        new Dictionary<(string Page, string Handler), string>
        {
            [("/Office/Index", "Done")] = Can.KeepWork,
            [("/Office/Index", "Lift")] = Can.KeepSettings,
            [("/Office/Accounts/Bill", "Doubt")] = Can.KeepReads,
            [("/Office/Accounts/Pin", "")] = Can.AnswerRequests,
            [("/Office/Accounts/Why", "")] = Can.SeeCustomers,
            [("/Office/Appointments/Index", "Cancel")] = Can.KeepAppointments,
            [("/Office/Billing/Index", "Prepare")] = Can.PrepareBills,
            [("/Office/Billing/Run", "Release")] = Can.ReleaseBills,
            [("/Office/Billing/Run", "Stop")] = Can.PrepareBills,
            [("/Office/Billing/Printing/Index", "*")] = Can.PrepareBills,
            [("/Office/Billing/Printing/Run", "*")] = Can.PrepareBills,
            [("/Office/Billing/Printing/Batch", "*")] = Can.PrepareBills,
            [("/Office/Billing/Batches/Index", "*")] = Can.AdjustAccounts,
            [("/Office/Billing/Batches/Batch", "Release")] = Can.ApproveAdjustments,
            [("/Office/Billing/Batches/Batch", "Halt")] = Can.ApproveAdjustments,
            [("/Office/Billing/Batches/Batch", "Resume")] = Can.ApproveAdjustments,
            [("/Office/Billing/Batches/Batch", "*")] = Can.AdjustAccounts,
            [("/Office/Billing/Reads/Exception", "Approve")] = Can.ApproveReads,
            [("/Office/Billing/Reads/Exception", "*")] = Can.KeepReads,
            [("/Office/Billing/Reads/Rereads", "*")] = Can.KeepReads,
            [("/Office/Billing/Reads/Import/Index", "*")] = Can.KeepReads,
            [("/Office/Billing/Reads/Import/File", "*")] = Can.KeepReads,
            [("/Office/Billing/Reads/Profiles/Edit", "*")] = Can.KeepReads,
            [("/Office/Billing/Rates/Version", "Submit")] = Can.DraftRates,
            [("/Office/Billing/Fees/Fee", "Submit")] = Can.DraftRates,
            [("/Office/LateCharges/Run", "Release")] = Can.ApproveAdjustments,
            [("/Office/Delinquency/Run", "Release")] = Can.ApproveShutOffs,
            [("/Office/Delinquency/List", "Approve")] = Can.ApproveShutOffs,
            [("/Office/Delinquency/Pack", "Release")] = Can.KeepSettings,
            [("/Office/Refunds/Refund", "Cancel")] = Can.RequestRefunds,
            [("/Office/Unclaimed/Item", "Answer")] = Can.ApproveRefunds,
            [("/Office/Unclaimed/Item", "*")] = Can.RequestRefunds,
            [("/Office/Unclaimed/Turnovers/Turnover", "*")] = Can.ApproveRefunds,
            [("/Office/Letters/Index", "*")] = Can.PrepareBills,
            [("/Office/Letters/Batch", "*")] = Can.PrepareBills,
            [("/Office/Letters/Templates/Version", "*")] = Can.KeepSettings,
            [("/Office/Ties/Index", "Declare")] = Can.KeepWork,
            [("/Office/Ties/Index", "End")] = Can.ReviewAccess,
            [("/Office/Team/Person", "Agree")] = Can.ReviewAccess,
            [("/Office/Team/Person", "Refuse")] = Can.ReviewAccess,
            [("/Office/Team/Person", "*")] = Can.ManagePeople,
            [("/Office/Team/Reviews", "*")] = Can.ReviewAccess,
            [("/Office/Team/Review", "*")] = Can.ReviewAccess,
            [("/Office/Requests/Request", "Identity")] = Can.SeeIdentity,
        };

    /// <summary>Every permission that sending a form of a page takes; empty when nobody decided.</summary>
    /// <param name="page">As in <see cref="Folders"/>, with the page's own name.</param>
    /// <param name="handler">Its name; empty for the page's only one.</param>
    public static IReadOnlyList<string> NeededToSend(string page, string handler)
    {
        var enter = NeededToEnter(page);
        var own = Forms.GetValueOrDefault((page, handler)) ?? Forms.GetValueOrDefault((page, "*"));
        return own is not null ? [.. enter, own]
            : enter.All(Can.Reading.Contains) ? []
            : enter;
    }

    /// <summary>Every permission that opening a page takes; ReadEverything stands in for each.</summary>
    public static IReadOnlyList<string> NeededToEnter(string page) =>
    [
        .. Folders.Where(f => page.StartsWith(f.Key + "/", StringComparison.Ordinal)).Select(f => f.Value)
            .Concat(Pages.TryGetValue(page, out var own) ? [own] : []).Distinct(),
    ];

    /// <summary>Folders in which every page is open to all.</summary>
    public static readonly IReadOnlyList<string> OpenFolders = ["/SignIn", "/Pay", "/Ask"];

    /// <summary>Single pages open to all.</summary>
    public static readonly IReadOnlyList<string> OpenPages =
        ["/Index", "/Problem", "/Accessibility", "/Privacy", "/PayAnotherWay", "/StopMail"];

    /// <summary>Writes the table into the conventions of the pages.</summary>
    public static void Apply(RazorPagesOptions options)
    {
        foreach (var (folder, permission) in Folders)
        {
            options.Conventions.AuthorizeFolder(folder, permission);
        }

        foreach (var (page, permission) in Pages) { options.Conventions.AuthorizePage(page, permission); }
        foreach (var folder in OpenFolders) { options.Conventions.AllowAnonymousToFolder(folder); }
        foreach (var page in OpenPages) { options.Conventions.AllowAnonymousToPage(page); }
    }
}
