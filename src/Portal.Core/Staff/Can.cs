namespace Portal.Core.Staff;

/// <summary>
/// What a person may do, one constant per permission. Roles are bundles of these; pages, acts and menus ask for the
/// permission, never for the role.
/// </summary>
public static class Can
{
    /// <summary>A resident who signed in: their own accounts and nothing else.</summary>
    public const string SeeOwnAccount = nameof(SeeOwnAccount);

    /// <summary>Anyone signed in: their own password, passkeys, authenticator app and sessions.</summary>
    public const string KeepOwnSignIn = nameof(KeepOwnSignIn);

    /// <summary>
    /// Staff who signed in with two factors or a passkey. Every other staff permission needs this one.
    /// </summary>
    public const string WorkInOffice = nameof(WorkInOffice);

    /// <summary>Find customers and open their accounts; every view is recorded.</summary>
    public const string SeeCustomers = nameof(SeeCustomers);

    /// <summary>See rates, reads and bills of every account.</summary>
    public const string SeeBilling = nameof(SeeBilling);

    /// <summary>Draft rates and settings, import and edit them. Releasing is another permission.</summary>
    public const string DraftRates = nameof(DraftRates);

    /// <summary>Put rates in force that somebody else drafted.</summary>
    public const string ReleaseRates = nameof(ReleaseRates);

    /// <summary>Prepare, stop and abandon bill runs; print their bills.</summary>
    public const string PrepareBills = nameof(PrepareBills);

    /// <summary>Let a bill run that another person prepared be issued.</summary>
    public const string ReleaseBills = nameof(ReleaseBills);

    /// <summary>See payments, their state and what they paid.</summary>
    public const string SeePayments = nameof(SeePayments);

    /// <summary>Begin and end service, with the final bill, and keep landlord agreements.</summary>
    public const string MoveCustomers = nameof(MoveCustomers);

    /// <summary>See journal entries and balances of the general ledger.</summary>
    public const string SeeLedger = nameof(SeeLedger);

    /// <summary>Import reads, decide about doubtful ones, send somebody to a meter.</summary>
    public const string KeepReads = nameof(KeepReads);

    /// <summary>Say yes or no to a correction of a read that is too large for one person.</summary>
    public const string ApproveReads = nameof(ApproveReads);

    /// <summary>Correct charges, cancel bills, preview late charges; large ones wait for a second person.</summary>
    public const string AdjustAccounts = nameof(AdjustAccounts);

    /// <summary>Be that second person: approve large adjustments, release late charges.</summary>
    public const string ApproveAdjustments = nameof(ApproveAdjustments);

    /// <summary>Demand, take, return and move security deposits; large returns wait for a second person.</summary>
    public const string KeepDeposits = nameof(KeepDeposits);

    /// <summary>Take and answer what customers ask.</summary>
    public const string AnswerRequests = nameof(AnswerRequests);

    /// <summary>Open proofs of identity and other restricted files; every look is recorded.</summary>
    public const string SeeIdentity = nameof(SeeIdentity);

    /// <summary>Change who may do what, and the city's settings.</summary>
    public const string ManageStaff = nameof(ManageStaff);

    /// <summary>Every permission there is.</summary>
    public static readonly IReadOnlyList<string> All =
    [
        SeeOwnAccount, KeepOwnSignIn, WorkInOffice, SeeCustomers, SeeBilling, PrepareBills, ReleaseBills, DraftRates,
        ReleaseRates, SeePayments, MoveCustomers, SeeLedger, KeepReads, ApproveReads, AdjustAccounts,
        ApproveAdjustments, KeepDeposits, AnswerRequests, SeeIdentity, ManageStaff,
    ];

    private static readonly IReadOnlyList<string> Resident = [SeeOwnAccount, KeepOwnSignIn];

    private static readonly IReadOnlyList<string> Technician =
    [
        KeepOwnSignIn, WorkInOffice, SeeCustomers, SeeBilling, PrepareBills, DraftRates, SeePayments, MoveCustomers,
        SeeLedger, KeepReads, AdjustAccounts, KeepDeposits, AnswerRequests,
    ];

    private static readonly IReadOnlyList<string> Supervisor =
        [.. Technician, ReleaseBills, ReleaseRates, ApproveReads, ApproveAdjustments, SeeIdentity, ManageStaff];

    /// <summary>What a role may do. A sign-in of staff is not a resident's: it sees no account as its own.</summary>
    /// <param name="role">Null for a resident.</param>
    public static IReadOnlyList<string> BundleOf(StaffRole? role) => role switch
    {
        null => Resident,
        StaffRole.Technician => Technician,
        StaffRole.Supervisor => Supervisor,
        _ => throw new InvalidOperationException($"Unknown role {role}."),
    };
}
