using Microsoft.EntityFrameworkCore;
using Portal.Core.Data;
using static Portal.Core.Staff.Can;

namespace Portal.Core.Staff;

/// <summary>What somebody in the office is. Each is a bundle of permissions.</summary>
public enum StaffRole
{
    /// <summary>The daily work: customers, bills, reads, small corrections, refunds that others approve.</summary>
    Technician,

    /// <summary>Releases and approves what technicians made, and keeps the city's settings.</summary>
    Supervisor,

    /// <summary>A technician who approves what is larger.</summary>
    SeniorTechnician,

    /// <summary>At the counter: finds customers, answers them.</summary>
    Cashier,

    /// <summary>Releases and approves the largest, makes nothing.</summary>
    FinanceManager,

    /// <summary>Follows what is overdue.</summary>
    Collections,

    /// <summary>Reads what a case needs, identities too.</summary>
    Legal,

    /// <summary>Reads everything, changes nothing.</summary>
    Auditor,

    /// <summary>Manages people, never money.</summary>
    Administrator,
}

/// <summary>The bundles, and how far each role's word reaches where an amount decides (decision 0050).</summary>
public static class StaffRoles
{
    private static readonly IReadOnlyList<string> Office = [KeepOwnSignIn, WorkInOffice];

    private static readonly IReadOnlyList<string> Looking = [.. Office, SeeWork, SeeCustomers, SeeBilling, SeePayments];

    private static readonly IReadOnlyList<string> Serving = [KeepWork, AnswerRequests, KeepAppointments];

    private static readonly IReadOnlyList<string> Technician =
    [
        .. Looking, .. Serving, PrepareBills, DraftRates, MoveCustomers, SeeLedger, KeepReads, AdjustAccounts,
        KeepArrangements, PrepareLateCharges, KeepDeposits, BookReturns, SeeRefunds, RequestRefunds, ApproveRefunds,
        IssueRefunds, KeepChecks, KeepAccounts, KeepShutOffs,
    ];

    private static readonly IReadOnlyList<string> SeniorTechnician =
        [.. Technician, ApproveReads, ApproveAdjustments, ApproveShutOffs, SeeIdentity];

    private static readonly IReadOnlyList<string> Supervisor =
    [
        .. SeniorTechnician, ReleaseBills, ReleaseRates, KeepSettings, ApproveMerges, ApproveDestruction, SeePeople,
        ReviewAccess, ReviewAnswers,
    ];

    private static readonly IReadOnlyList<string> FinanceManager =
    [
        .. Looking, KeepWork, SeeLedger, SeeRefunds, ApproveAdjustments, ApproveRefunds, ReleaseBills, ReleaseRates,
        KeepSettings, SeePeople, ReviewAccess, KeepShutOffs, ApproveShutOffs,
    ];

    private static readonly Dictionary<StaffRole, IReadOnlyList<string>> Bundles = new()
    {
        [StaffRole.Technician] = Technician,
        [StaffRole.SeniorTechnician] = SeniorTechnician,
        [StaffRole.Supervisor] = Supervisor,
        [StaffRole.FinanceManager] = FinanceManager,
        [StaffRole.Cashier] = [.. Looking, .. Serving],
        [StaffRole.Collections] = [.. Looking, .. Serving, SeeLedger, KeepArrangements, KeepShutOffs],
        [StaffRole.Legal] = [.. Looking, .. Serving, KeepAccounts, SeeLedger, SeeRefunds, SeeIdentity],
        [StaffRole.Auditor] = [KeepOwnSignIn, .. Reading],
        [StaffRole.Administrator] = [.. Office, SeePeople, ReviewAccess, .. OverPeople],
    };

    /// <summary>What a role may do.</summary>
    public static IReadOnlyList<string> BundleOf(StaffRole role) =>
        Bundles.TryGetValue(role, out var bundle)
            ? bundle
            : throw new InvalidOperationException($"Unknown role {role}.");

    /// <summary>What somebody of several roles may do.</summary>
    public static IReadOnlyList<string> HeldBy(IEnumerable<StaffRole> roles) =>
        [.. roles.SelectMany(BundleOf).Distinct()];

    /// <summary>
    /// How far the word of a role reaches where an amount decides (staff_rank): a finance manager's farthest; 0 for who
    /// approves no money.
    /// </summary>
    public static int RankOf(StaffRole role) => role switch
    {
        StaffRole.Technician => 1,
        StaffRole.SeniorTechnician => 2,
        StaffRole.Supervisor => 3,
        StaffRole.FinanceManager => 4,
        _ => 0,
    };

    /// <summary>How far the word of whoever acts reaches, by the highest of their roles (staff_reach).</summary>
    internal static async Task<int> ReachOfAsync(this PortalDbContext db, Actor by, CancellationToken ct)
    {
        var staff = await db.StaffMembers.AsNoTracking()
            .SingleOrDefaultAsync(s => by.Name == "staff:" + s.UserId && s.SuspendedAt == null, ct);
        return staff?.Roles.Max(RankOf) ?? 0;
    }

    /// <summary>The word that the database and the operator's verb have for a role.</summary>
    public static string WordOf(StaffRole role) => EnumWords<StaffRole>.Of(role);

    /// <summary>The role of a word; null for none.</summary>
    public static StaffRole? OfWord(string? word) =>
        Enum.GetValues<StaffRole>().Where(r => WordOf(r) == word).Select(r => (StaffRole?)r).SingleOrDefault();
}
