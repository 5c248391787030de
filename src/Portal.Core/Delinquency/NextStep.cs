using Portal.Core.Accounts;
using Portal.Core.Delinquency.Packs;
using Portal.Core.Money;

namespace Portal.Core.Delinquency;

/// <summary>What is known of one account on the day of a run.</summary>
public sealed record CaseFacts(Guid AccountId, bool IsClosed, Usd PastDue, DateOnly? DueOn, DateOnly? BillMailedOn)
{
    /// <summary>Of what is past due.</summary>
    public IReadOnlyList<UtilityService> Services { get; init; } = [];

    /// <summary>The open case; null when nothing is collected on it yet.</summary>
    public OpenCase? Case { get; init; }

    /// <summary>Kinds of holds that stand today.</summary>
    public IReadOnlyList<string> Holds { get; init; } = [];

    /// <summary>True where a hold stood over the day printed in the notice: it must be given again.</summary>
    public bool IsLapsed { get; init; }

    /// <summary>How far collections have come.</summary>
    public sealed record OpenCase(
        Guid Id, Guid PackId, string Ladder, CaseState State, DateOnly BillMailedOn, DateOnly DueOn,
        DateOnly? ShutOffOn, Usd ToStop)
    {
        /// <summary>Steps taken since its notices last began anew: codes, and the city's time of the last.</summary>
        public IReadOnlyDictionary<string, DateTime> Given { get; init; } = new Dictionary<string, DateTime>();

        /// <summary>Codes of what was told before that, too: nobody is reminded twice.</summary>
        public IReadOnlySet<string> Told { get; init; } = new HashSet<string>();
    }
}

/// <summary>
/// What happens next to an account, and by which step of its ladder; or why nothing does today.
/// </summary>
/// <param name="Skipped">A code with words under Skipped_; null where something happens.</param>
public sealed record NextStep(CaseEvent? Event, PackStep? Step, string? Skipped)
{
    /// <summary>A notice whose printed day lies further back than this is given again.</summary>
    public const int NoticeGoodDays = 30;

    /// <summary>Decides for one account. Pure: the same facts, pack and calendar say the same.</summary>
    /// <param name="pack">The pack in force, for a new case; the case's own for one that is open.</param>
    public static NextStep Of(CaseFacts facts, RulePack pack, ShutOffCalendar calendar, DateOnly today)
    {
        ArgumentNullException.ThrowIfNull(facts);
        ArgumentNullException.ThrowIfNull(pack);
        return facts.Case is { } open ? Of(facts, open, pack, calendar, today) : Begin(facts, pack);
    }

    private static NextStep Begin(CaseFacts facts, RulePack pack) =>
        facts.IsClosed ? Skip("account_closed")
        : facts.PastDue.Cents <= pack.DeMinimisCents ? Skip("de_minimis")
        : pack.LadderFor(facts.Services) is null ? Skip("no_ladder")
        : facts.Holds.Count > 0 ? Skip($"hold_{facts.Holds[0]}")
        : new(CaseEvent.FallPastDue, null, null);

    private static NextStep Of(
        CaseFacts facts, CaseFacts.OpenCase open, RulePack pack, ShutOffCalendar calendar, DateOnly today)
    {
        var isBefore = open.State is CaseState.PastDue or CaseState.Noticed or CaseState.Final or CaseState.FailedOrder;
        if (!isBefore) { return Skip(open.State == CaseState.Ordered ? "with_the_field" : "after_shut_off"); }

        if (!open.ToStop.IsPositive) { return new(CaseEvent.Pay, null, null); }

        if (facts.IsClosed) { return Skip("account_closed"); }

        if (facts.Holds.Count > 0) { return Skip($"hold_{facts.Holds[0]}"); }

        if (pack.Ladder(open.Ladder) is not { } ladder) { return Skip("no_ladder"); }

        return open.State == CaseState.PastDue
            ? Telling(open, ladder, calendar, today)
            : Noticed(facts, open, ladder, calendar, today);
    }

    /// <summary>The notice of shut-off once its day has come; before it, what reminds.</summary>
    private static NextStep Telling(
        CaseFacts.OpenCase open, PackLadder ladder, ShutOffCalendar calendar, DateOnly today)
    {
        var known = new NoticePlan.Facts(open.BillMailedOn, open.DueOn);
        var due = ladder.Steps
            .Where(s => s.Kind is StepKind.Reminder or StepKind.PastDue or StepKind.Disconnection)
            .Where(s => s.Kind == StepKind.Disconnection || !open.Told.Contains(s.Code))
            .Where(s => NoticePlan.Earliest(s, known, calendar) <= today)
            .MaxBy(s => s.Kind);
        return due is null ? Skip("not_yet")
            : due.Kind != StepKind.Disconnection ? new(CaseEvent.Tell, due, null)
            : calendar.MailOnOrAfter(today) != today ? Skip("no_mail_today")
            : new(CaseEvent.Notice, due, null);
    }

    private static NextStep Noticed(
        CaseFacts facts, CaseFacts.OpenCase open, PackLadder ladder, ShutOffCalendar calendar, DateOnly today)
    {
        if (facts.IsLapsed || open.ShutOffOn is { } printed && today > printed.AddDays(NoticeGoodDays))
        {
            return new(CaseEvent.Restart, null, null);
        }

        var known = new NoticePlan.Facts(open.BillMailedOn, open.DueOn);
        var final = ladder.Steps.FirstOrDefault(s => s.Kind == StepKind.Final && !open.Given.ContainsKey(s.Code)
            && (s.OnlyIn is null || s.OnlyIn.Holds(open.ShutOffOn ?? today)));
        return final is null || open.State == CaseState.FailedOrder ? Skip("for_the_list")
            : NoticePlan.Earliest(final, known, calendar) > today ? Skip("not_yet")
            : calendar.MailOnOrAfter(today) != today ? Skip("no_mail_today")
            : new(CaseEvent.GiveFinal, final, null);
    }

    private static NextStep Skip(string why) => new(null, null, why);
}
