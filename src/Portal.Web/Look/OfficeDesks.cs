using System.Security.Claims;
using Portal.Core.Staff;
using Portal.Web.People;

namespace Portal.Web.Look;

/// <summary>One entry of the office's left navigation.</summary>
/// <param name="Address">Where it leads; pages below it belong to the desk.</param>
/// <param name="Words">Its name in Words/Shared.resx.</param>
/// <param name="Icon">A file of wwwroot-theme/img/icons.</param>
/// <param name="Permission">What one must be able to do to see it.</param>
public sealed record OfficeDesk(string Address, string Words, string Icon, string Permission)
{
    /// <summary>Another letter for the keys, where the word's first one is taken.</summary>
    public char? Letter { get; init; }

    /// <summary>Keys that go there: g, then the first letter of its word.</summary>
    public string Shortcut => $"g {Letter ?? char.ToLowerInvariant(Words["Desk_".Length])}";

    /// <summary>True when a page belongs to this desk and to none with a longer address.</summary>
    public bool Holds(PathString path) => Covers(path)
        && !OfficeDesks.All.Any(other => other.Address.Length > Address.Length && other.Covers(path));

    private bool Covers(PathString path) =>
        Address == "/office" ? path == Address : path.StartsWithSegments(Address);
}

/// <summary>The desks of the office. A new desk is a line here, a name in Shared.resx, and its pages.</summary>
public sealed class OfficeDesks
{
    /// <summary>Every desk, in the order of the day.</summary>
    public static readonly IReadOnlyList<OfficeDesk> All =
    [
        new("/office", "Desk_Work", "inbox", Can.SeeWork),
        new("/office/accounts", "Desk_Customers", "people", Can.SeeCustomers),
        new("/office/requests", "Desk_Requests", "mail", Can.AnswerRequests) { Letter = 'q' },
        new("/office/billing", "Desk_Billing", "document", Can.SeeBilling),
        new("/office/billing/reads", "Desk_Reads", "gauge", Can.SeeBilling),
        new("/office/approvals", "Desk_Approvals", "check-circle", Can.ApproveAdjustments),
        new("/office/letters", "Desk_Letters", "mail", Can.SeeBilling) { Letter = 'y' },
        new("/office/latecharges", "Desk_OverdueCharges", "clock", Can.PrepareLateCharges),
        new("/office/delinquency", "Desk_ShutOffs", "drop", Can.KeepShutOffs) { Letter = 'h' },
        new("/office/returns", "Desk_Returns", "refresh", Can.BookReturns) { Letter = 'k' },
        new("/office/suspense", "Desk_MoneyToPlace", "search", Can.AdjustAccounts),
        new("/office/appointments", "Desk_Appointments", "phone", Can.SeeCustomers) { Letter = 'v' },
        new("/office/arrangements", "Desk_Plans", "check", Can.KeepArrangements),
        new("/office/billing/rates", "Desk_Rates", "chart", Can.SeeBilling) { Letter = 't' },
        new("/office/billing/fees", "Desk_Fees", "card", Can.SeeBilling),
        new("/office/usealerts", "Desk_UseAlerts", "drop", Can.SeeCustomers),
        new("/office/deposits", "Desk_Deposits", "drawer", Can.KeepDeposits),
        new("/office/refunds", "Desk_Refunds", "refresh", Can.SeeRefunds) { Letter = 'e' },
        new("/office/checks", "Desk_Checks", "document", Can.KeepChecks) { Letter = 'i' },
        new("/office/merges", "Desk_Merges", "people", Can.ApproveMerges) { Letter = 'j' },
        new("/office/records", "Desk_Records", "document", Can.KeepAccounts) { Letter = 'x' },
        new("/office/ledger", "Desk_Ledger", "book", Can.SeeLedger),
        new("/office/people", "Desk_People", "user", Can.SeePeople) { Letter = 'n' },
        new("/office/settings", "Desk_Settings", "settings", Can.KeepSettings),
    ];

    /// <summary>The desks a person may enter, to work there or to read.</summary>
    public static IReadOnlyList<OfficeDesk> OpenTo(ClaimsPrincipal person) =>
        [.. All.Where(desk => person.May(desk.Permission) || person.May(Can.ReadEverything))];
}
