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
        ["/Office/Accounts/Plan"] = Can.AdjustAccounts,
        ["/Office/Appointments"] = Can.SeeCustomers,
        ["/Office/Arrangements"] = Can.AdjustAccounts,
        ["/Office/Accounts/Deposits"] = Can.KeepDeposits,
        ["/Office/Deposits"] = Can.KeepDeposits,
        ["/Office/UseAlerts"] = Can.SeeCustomers,
        ["/Office/Approvals"] = Can.ApproveAdjustments,
        ["/Office/LateCharges"] = Can.AdjustAccounts,
        ["/Office/Billing"] = Can.SeeBilling,
        ["/Office/Billing/Calendar/Keep"] = Can.ManageStaff,
        ["/Office/Moves"] = Can.MoveCustomers,
        ["/Office/Billing/Rates/Draft"] = Can.DraftRates,
        ["/Office/Billing/Rates/Release"] = Can.ReleaseRates,
        ["/Office/Billing/Fees/Draft"] = Can.DraftRates,
        ["/Office/Billing/Fees/Release"] = Can.ReleaseRates,
        ["/Office/Requests"] = Can.AnswerRequests,
        ["/Office/Ledger"] = Can.SeeLedger,
        ["/Office/Settings"] = Can.ManageStaff,
        ["/My"] = Can.SeeOwnAccount,
        ["/Security"] = Can.KeepOwnSignIn,
    };

    /// <summary>Folders in which every page is open to all.</summary>
    public static readonly IReadOnlyList<string> OpenFolders = ["/SignIn", "/Pay", "/Ask"];

    /// <summary>Single pages open to all.</summary>
    public static readonly IReadOnlyList<string> OpenPages =
        ["/Index", "/Problem", "/Accessibility", "/Privacy", "/PayAnotherWay"];

    /// <summary>Writes the table into the conventions of the pages.</summary>
    public static void Apply(RazorPagesOptions options)
    {
        foreach (var (folder, permission) in Folders)
        {
            options.Conventions.AuthorizeFolder(folder, permission);
        }

        foreach (var folder in OpenFolders) { options.Conventions.AllowAnonymousToFolder(folder); }
        foreach (var page in OpenPages) { options.Conventions.AllowAnonymousToPage(page); }
    }
}
