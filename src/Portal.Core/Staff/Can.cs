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

    /// <summary>See what waits for the office, and how its mail stands.</summary>
    public const string SeeWork = nameof(SeeWork);

    /// <summary>Mark what waited as done.</summary>
    public const string KeepWork = nameof(KeepWork);

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

    /// <summary>Correct charges, cancel bills; large ones wait for a second person.</summary>
    public const string AdjustAccounts = nameof(AdjustAccounts);

    /// <summary>Be that second person: approve large adjustments, release late charges.</summary>
    public const string ApproveAdjustments = nameof(ApproveAdjustments);

    /// <summary>Agree with a customer to pay later, and end it.</summary>
    public const string KeepArrangements = nameof(KeepArrangements);

    /// <summary>Preview and prepare a month's late charges; releasing them is ApproveAdjustments.</summary>
    public const string PrepareLateCharges = nameof(PrepareLateCharges);

    /// <summary>
    /// Preview a run of the ladder, log contacts, place and end holds, list shut-offs, record what the field did.
    /// </summary>
    public const string KeepShutOffs = nameof(KeepShutOffs);

    /// <summary>Release a run of the ladder and approve a list of shut-offs that somebody else made.</summary>
    public const string ApproveShutOffs = nameof(ApproveShutOffs);

    /// <summary>Demand, take, return and move security deposits; large returns wait for a second person.</summary>
    public const string KeepDeposits = nameof(KeepDeposits);

    /// <summary>Book payments that came back, from a paper or a bank's file.</summary>
    public const string BookReturns = nameof(BookReturns);

    /// <summary>See refunds and what became of them.</summary>
    public const string SeeRefunds = nameof(SeeRefunds);

    /// <summary>Ask that a credit is paid back, and take the request back.</summary>
    public const string RequestRefunds = nameof(RequestRefunds);

    /// <summary>Say yes or no to a refund that somebody else asked for, as far as their role's band goes.</summary>
    public const string ApproveRefunds = nameof(ApproveRefunds);

    /// <summary>Send out refunds that others asked for and approved.</summary>
    public const string IssueRefunds = nameof(IssueRefunds);

    /// <summary>Print, mail, void, stop and reconcile checks.</summary>
    public const string KeepChecks = nameof(KeepChecks);

    /// <summary>Take and answer what customers ask; see the PIN by which they prove who they are.</summary>
    public const string AnswerRequests = nameof(AnswerRequests);

    /// <summary>Review a month's sample of what colleagues answered.</summary>
    public const string ReviewAnswers = nameof(ReviewAnswers);

    /// <summary>Keep flags, notes and details of accounts, and their documents.</summary>
    public const string KeepAccounts = nameof(KeepAccounts);

    /// <summary>Decide that two customers are one person, where somebody else asked for it.</summary>
    public const string ApproveMerges = nameof(ApproveMerges);

    /// <summary>Say yes to a list of documents to be destroyed that somebody else made.</summary>
    public const string ApproveDestruction = nameof(ApproveDestruction);

    /// <summary>Open proofs of identity and other restricted files; every look is recorded.</summary>
    public const string SeeIdentity = nameof(SeeIdentity);

    /// <summary>Cancel customers' appointments.</summary>
    public const string KeepAppointments = nameof(KeepAppointments);

    /// <summary>Draft and release the city's settings and rules about money, its calendar and hours.</summary>
    public const string KeepSettings = nameof(KeepSettings);

    /// <summary>See who works in the office and what they may do.</summary>
    public const string SeePeople = nameof(SeePeople);

    /// <summary>Review the rights of colleagues each quarter; second looks at changes that give much.</summary>
    public const string ReviewAccess = nameof(ReviewAccess);

    /// <summary>Invite people to the office, give and take roles, suspend. Never held with anything of money.</summary>
    public const string ManagePeople = nameof(ManagePeople);

    /// <summary>
    /// Open every page of the office, as if one held what it asks for, and send none of its forms: it stands in for
    /// another permission where a page is read, nowhere else.
    /// </summary>
    public const string ReadEverything = nameof(ReadEverything);

    /// <summary>Permissions that show and change nothing; what only they guard names each of its forms.</summary>
    public static readonly IReadOnlyList<string> Reading =
    [
        WorkInOffice, SeeWork, SeeCustomers, SeeBilling, SeePayments, SeeLedger, SeeRefunds, SeeIdentity,
        SeePeople, ReadEverything,
    ];

    /// <summary>Permissions that move money, or decide how much it is.</summary>
    public static readonly IReadOnlyList<string> Money =
    [
        PrepareBills, ReleaseBills, DraftRates, ReleaseRates, MoveCustomers, KeepReads, ApproveReads, AdjustAccounts,
        ApproveAdjustments, KeepArrangements, PrepareLateCharges, KeepDeposits, BookReturns, RequestRefunds,
        ApproveRefunds, IssueRefunds, KeepChecks, KeepSettings, KeepShutOffs, ApproveShutOffs,
    ];

    /// <summary>Permissions to work for customers without moving money.</summary>
    public static readonly IReadOnlyList<string> Working =
    [
        KeepWork, AnswerRequests, KeepAppointments, KeepAccounts, ApproveMerges, ApproveDestruction, ReviewAccess,
        ReviewAnswers,
    ];

    /// <summary>Permissions over colleagues.</summary>
    public static readonly IReadOnlyList<string> OverPeople = [ManagePeople];

    /// <summary>Every permission there is.</summary>
    public static readonly IReadOnlyList<string> All =
        [SeeOwnAccount, KeepOwnSignIn, .. Reading, .. Money, .. Working, .. OverPeople];

    /// <summary>What a resident may do.</summary>
    public static readonly IReadOnlyList<string> Resident = [SeeOwnAccount, KeepOwnSignIn];

    /// <summary>What a role may do. A sign-in of staff is not a resident's: it sees no account as its own.</summary>
    /// <param name="role">Null for a resident.</param>
    public static IReadOnlyList<string> BundleOf(StaffRole? role) =>
        role is { } staff ? StaffRoles.BundleOf(staff) : Resident;
}
