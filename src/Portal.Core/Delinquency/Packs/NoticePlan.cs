namespace Portal.Core.Delinquency.Packs;

/// <summary>Every day that matters before one account is shut off, by a pack's ladder and the calendars.</summary>
/// <param name="DelinquentOn">The last day that must pass with the bill unpaid.</param>
/// <param name="Steps">Each step that this shut-off needs, with its first and last day.</param>
/// <param name="ShutOffOn">The first day on which service may be shut off.</param>
public sealed record NoticePlan(
    DateOnly DueOn, DateOnly DelinquentOn, IReadOnlyList<NoticePlan.StepDays> Steps, DateOnly ShutOffOn)
{
    /// <summary>From when and until when a step is taken for the shut-off to be on its day.</summary>
    public sealed record StepDays(PackStep Step, DateOnly Earliest, DateOnly Latest);

    /// <summary>What is known of an account.</summary>
    /// <param name="BillMailedOn">The day on which the oldest unpaid bill was mailed.</param>
    /// <param name="DueOn">Its due day.</param>
    public sealed record Facts(DateOnly BillMailedOn, DateOnly DueOn)
    {
        /// <summary>Steps already taken: their code, and the city's day and hour.</summary>
        public IReadOnlyDictionary<string, DateTime> Given { get; init; } = new Dictionary<string, DateTime>();

        /// <summary>Steps not taken yet count from this day; null plans from the due day, as far as possible.</summary>
        public DateOnly? From { get; init; }
    }

    /// <summary>The first and last day of a kind of step; null when this shut-off needs none.</summary>
    public StepDays? For(StepKind kind) => Steps.FirstOrDefault(s => s.Step.Kind == kind);

    /// <summary>Plans by one ladder of a pack.</summary>
    public static NoticePlan For(PackLadder ladder, Facts facts, ShutOffCalendar calendar)
    {
        ArgumentNullException.ThrowIfNull(ladder);
        ArgumentNullException.ThrowIfNull(facts);
        ArgumentNullException.ThrowIfNull(calendar);
        var delinquent = facts.DueOn.AddDays(ladder.DelinquentDays);
        var day = calendar.AllowedOnOrAfter(delinquent.AddDays(1), ladder);
        for (var settled = false; !settled;)
        {
            var needed = ladder.Steps.Where(s => s.OnlyIn is null || s.OnlyIn.Holds(day)).ToList();
            var soonest = needed.Where(IsNotice).Select(s => Allows(s, facts, calendar))
                .Append(day).Max();
            var next = calendar.AllowedOnOrAfter(soonest, ladder);
            (settled, day) = (next == day, next);
        }

        return new(
            facts.DueOn, delinquent,
            [
                .. ladder.Steps.Where(s => s.OnlyIn is null || s.OnlyIn.Holds(day))
                    .Select(s => new StepDays(s, Earliest(s, facts, calendar), Latest(s, day, ladder, calendar))),
            ],
            day);
    }

    /// <summary>The first day on which a step may be taken.</summary>
    public static DateOnly Earliest(PackStep step, Facts facts, ShutOffCalendar calendar)
    {
        ArgumentNullException.ThrowIfNull(step);
        ArgumentNullException.ThrowIfNull(facts);
        ArgumentNullException.ThrowIfNull(calendar);
        var (afterDue, afterBill) =
            (facts.DueOn.AddDays(step.AfterDueDays), facts.BillMailedOn.AddDays(step.AfterBillDays));
        return calendar.MailOnOrAfter(afterDue > afterBill ? afterDue : afterBill);
    }

    /// <summary>The first moment at which a step that was taken lets a shut-off be, in the city's time.</summary>
    public static DateTime Over(PackStep step, DateTime given, ShutOffCalendar calendar)
    {
        ArgumentNullException.ThrowIfNull(step);
        ArgumentNullException.ThrowIfNull(calendar);
        var on = DateOnly.FromDateTime(given);
        var days = on.AddDays(step.NoticeDays);
        // A notice of a closed day is as good as one of the next open day.
        var open = step.LeadBusinessDays == 0 ? on : calendar.Add(calendar.OpenOnOrAfter(on), step.LeadBusinessDays);
        var whole = (days > open ? days : open).ToDateTime(TimeOnly.MinValue);
        var hours = given.AddHours(step.LeadHours);
        return whole > hours ? whole : hours;
    }

    private static bool IsNotice(PackStep step) => step.Kind is not (StepKind.Contact or StepKind.Posting);

    private static DateOnly Allows(PackStep step, Facts facts, ShutOffCalendar calendar)
    {
        var given = facts.Given.TryGetValue(step.Code, out var at)
            ? at
            : Later(Earliest(step, facts, calendar), facts.From, calendar).ToDateTime(TimeOnly.MinValue);
        var over = Over(step, given, calendar);
        var day = DateOnly.FromDateTime(over);
        return over.TimeOfDay == TimeSpan.Zero ? day : day.AddDays(1);
    }

    private static DateOnly Later(DateOnly day, DateOnly? from, ShutOffCalendar calendar) =>
        from is { } first && first > day ? calendar.MailOnOrAfter(first) : day;

    /// <summary>Counted back from the shut-off; hours asked for end before the first allowed hour.</summary>
    private static DateOnly Latest(PackStep step, DateOnly shutOff, PackLadder ladder, ShutOffCalendar calendar)
    {
        if (step.LeadHours > 0)
        {
            var hour = shutOff.ToDateTime(ladder.ShutOff.From).AddHours(-step.LeadHours);
            return calendar.OpenOnOrBefore(DateOnly.FromDateTime(hour).AddDays(-1));
        }

        var (byDays, byOpen) = (shutOff.AddDays(-step.NoticeDays), calendar.Back(shutOff, step.LeadBusinessDays));
        return calendar.MailOnOrBefore(byDays < byOpen ? byDays : byOpen);
    }
}
