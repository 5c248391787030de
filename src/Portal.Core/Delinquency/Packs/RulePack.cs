using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.Json.Serialization.Metadata;
using Portal.Core.Accounts;
using Portal.Core.Billing.Rules;

namespace Portal.Core.Delinquency.Packs;

/// <summary>
/// What a jurisdiction and its city allow before, at and after a shut-off for nonpayment, as data. The city adopts one
/// pack at a time. <c>CheckPack</c> compares it with the law's floors.
/// </summary>
/// <param name="Code">Of the pack: <c>us-ca</c>.</param>
/// <param name="Jurisdiction">Whose floors hold: <c>US-CA</c>.</param>
/// <param name="Source">The law and ordinance it was written from, in words.</param>
/// <param name="Languages">In which every notice is written.</param>
/// <param name="DeMinimisCents">An account past due with no more than this is left alone.</param>
public sealed record RulePack(
    string Code, string Jurisdiction, string En, string Es, string Source, IReadOnlyList<string> Languages,
    long DeMinimisCents, IReadOnlyList<PackLadder> Ladders, PackFees Fees)
{
    private static readonly Assembly Here = typeof(RulePack).Assembly;

    private static readonly JsonSerializerOptions Written = new(MoneyRules.Json)
    {
        WriteIndented = true, TypeInfoResolver = new DefaultJsonTypeInfoResolver(),
    };

    /// <summary>The packs that come with the program, by their codes.</summary>
    public static IReadOnlyList<string> Shipped { get; } =
    [
        .. Here.GetManifestResourceNames()
            .Where(n => n.Contains(".Packs.Shipped.", StringComparison.Ordinal))
            .Select(n => n.Split('.')[^2]).Order(StringComparer.Ordinal),
    ];

    /// <summary>A pack from its JSON.</summary>
    /// <exception cref="JsonException">It is not of the shape that the schema says.</exception>
    public static RulePack Read(string document) => MoneyRules.Read<RulePack>(document);

    /// <summary>The JSON of a pack that comes with the program.</summary>
    public static string ShippedText(string code) => Resource($"Portal.Core.Delinquency.Packs.Shipped.{code}.json");

    /// <summary>JSON as people read it: a document comes out of the database on one line.</summary>
    public static string Pretty(string document) => JsonNode.Parse(document)!.ToJsonString(Written);

    /// <summary>The JSON schema of a pack, published beside this file.</summary>
    public static string Schema() =>
        Written.GetJsonSchemaAsNode(typeof(RulePack), new() { TreatNullObliviousAsNonNullable = true })
            .ToJsonString(Written);

    /// <summary>
    /// The ladder of an account that is served these: the one for water where it has water, for the law of water is the
    /// strictest; else the first that names one of its services. Null when none does: nothing is shut off.
    /// </summary>
    public PackLadder? LadderFor(IReadOnlyCollection<UtilityService> services) =>
        Ladders.Where(l => l.Services.Any(services.Contains)).MaxBy(l => l.DelinquentDays);

    /// <summary>The ladder of a code; null when there is none.</summary>
    public PackLadder? Ladder(string code) => Ladders.FirstOrDefault(l => l.Code == code);

    internal static string Resource(string name)
    {
        using var stream = Here.GetManifestResourceStream(name)
            ?? throw new ArgumentException($"There is no {name}.", nameof(name));
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}

/// <summary>The steps and limits for some services.</summary>
/// <param name="Code">Within the pack: <c>water</c>.</param>
/// <param name="DelinquentDays">Whole days past due that must be over before service is shut off.</param>
/// <param name="Steps">In the order in which they are taken.</param>
public sealed record PackLadder(
    string Code, IReadOnlyList<UtilityService> Services, int DelinquentDays, IReadOnlyList<PackStep> Steps,
    ShutOffHours ShutOff, MedicalRule Medical)
{
    /// <summary>Times of year without shut-offs.</summary>
    public IReadOnlyList<PackSeason> Seasons { get; init; } = [];

    /// <summary>At or below this many degrees Fahrenheit nothing is shut off; null for no such limit.</summary>
    public int? ColdFahrenheit { get; init; }

    /// <summary>At or above this many degrees Fahrenheit nothing is shut off; null for no such limit.</summary>
    public int? HeatFahrenheit { get; init; }

    /// <summary>The first step of a kind; null when the ladder has none.</summary>
    public PackStep? Step(StepKind kind) => Steps.FirstOrDefault(s => s.Kind == kind);
}

/// <summary>One step before a shut-off.</summary>
/// <param name="Code">Within the ladder.</param>
/// <param name="Notice">The kind of notice that is written; null for a step that is a call or a visit only.</param>
public sealed record PackStep(string Code, StepKind Kind, string? Notice)
{
    /// <summary>Days after the due day from which it may be taken.</summary>
    public int AfterDueDays { get; init; } = 1;

    /// <summary>Days after the bill was mailed from which it may be taken.</summary>
    public int AfterBillDays { get; init; }

    /// <summary>Days from mailing until its time begins to run: what the mail is given.</summary>
    public int MailDays { get; init; }

    /// <summary>Days of notice before a shut-off, counted from the end of <see cref="MailDays"/>.</summary>
    public int LeadDays { get; init; }

    /// <summary>Days of an open office that lie before a shut-off, the day of the notice not counted.</summary>
    public int LeadBusinessDays { get; init; }

    /// <summary>Whole hours before a shut-off.</summary>
    public int LeadHours { get; init; }

    /// <summary>It is asked for only where the shut-off would fall in this time of year.</summary>
    public PackSeason? OnlyIn { get; init; }

    /// <summary>What the notice must say; each is proved when it is written.</summary>
    public IReadOnlyList<string> Elements { get; init; } = [];

    /// <summary>Who is written to besides the customer.</summary>
    public IReadOnlyList<NoticeCopy> Copies { get; init; } = [];

    /// <summary>How the customer is told. E-mail is a copy where paper is named too.</summary>
    public IReadOnlyList<NoticeChannel> Channels { get; init; } = [];

    /// <summary>Days from its mailing to the first day on which it allows a shut-off.</summary>
    public int NoticeDays => MailDays + LeadDays;
}

/// <summary>What a step is.</summary>
public enum StepKind
{
    /// <summary>A kind word before anything is late or just after.</summary>
    Reminder,

    /// <summary>The account is past due.</summary>
    PastDue,

    /// <summary>Notice of delinquency and impending shut-off.</summary>
    Disconnection,

    /// <summary>The last written notice before the shut-off.</summary>
    Final,

    /// <summary>An adult is spoken to, by phone or in person.</summary>
    Contact,

    /// <summary>A notice left at the door where nobody was spoken to.</summary>
    Posting,
}

/// <summary>Who gets a copy of a notice.</summary>
public enum NoticeCopy
{
    Occupant,
    ThirdParty,
    Agency,
}

/// <summary>How a notice goes.</summary>
public enum NoticeChannel
{
    Paper,
    Email,
    Phone,
    Door,
}

/// <summary>When service may be shut off; never on a day on which the office is closed.</summary>
/// <param name="Weekdays">1 is Monday.</param>
/// <param name="From">The city's time.</param>
/// <param name="Until">Nothing is shut off at or after this.</param>
/// <param name="NotBeforeClosedDay">True where the office must be open on the day after, to restore.</param>
public sealed record ShutOffHours(
    IReadOnlyList<int> Weekdays, TimeOnly From, TimeOnly Until, bool NotBeforeClosedDay);

/// <summary>A time of the year, both days in it; it may run over New Year.</summary>
/// <param name="From">Month and day: <c>11-01</c>.</param>
/// <param name="To">Month and day: <c>04-15</c>.</param>
public sealed record PackSeason(string From, string To)
{
    /// <summary>True when a day lies in it.</summary>
    public bool Holds(DateOnly day)
    {
        var at = day.ToString("MM-dd", System.Globalization.CultureInfo.InvariantCulture);
        var (after, before) = (string.CompareOrdinal(at, From) >= 0, string.CompareOrdinal(at, To) <= 0);
        return string.CompareOrdinal(From, To) <= 0 ? after && before : after || before;
    }
}

/// <summary>What a certificate of illness does.</summary>
/// <param name="Holds">True: nothing is shut off while it stands.</param>
/// <param name="NeedsInability">Only with inability to pay (Cal. H&amp;S 116910).</param>
/// <param name="NeedsPlan">Only with willingness to enter a plan.</param>
/// <param name="Days">How long one certificate lasts at most; 0 for until it is reviewed.</param>
public sealed record MedicalRule(bool Holds, bool NeedsInability, bool NeedsPlan, int Days);

/// <summary>What a reconnection costs, and the most it may cost those of small income.</summary>
/// <param name="InHoursCents">In the office's hours.</param>
/// <param name="AfterHoursCents">Outside them.</param>
public sealed record PackFees(long InHoursCents, long AfterHoursCents)
{
    public FeeCap? SmallIncome { get; init; }

    /// <summary>What a reconnection costs in a year.</summary>
    public long Reconnect(bool isAfterHours, bool isSmallIncome, int year)
    {
        var fee = isAfterHours ? AfterHoursCents : InHoursCents;
        return isSmallIncome && SmallIncome is { } cap ? Math.Min(fee, cap.Of(isAfterHours, year)) : fee;
    }
}

/// <summary>A cap that follows an index of prices from a base year.</summary>
/// <param name="Index">Points by year. A year without points is capped as the last before it that has some.</param>
public sealed record FeeCap(
    long InHoursCents, long AfterHoursCents, int BaseYear, IReadOnlyDictionary<string, decimal> Index)
{
    /// <summary>The cap in a year, in cents; rounded down, for the customer.</summary>
    public long Of(bool isAfterHours, int year)
    {
        var cents = isAfterHours ? AfterHoursCents : InHoursCents;
        var points = Points(year);
        var first = Points(BaseYear);
        return points is null || first is null ? cents : (long)Math.Floor(cents * points.Value / first.Value);
    }

    private decimal? Points(int year) =>
        Index.Where(i => int.Parse(i.Key, System.Globalization.CultureInfo.InvariantCulture) <= year)
            .OrderByDescending(i => i.Key, StringComparer.Ordinal).Select(i => (decimal?)i.Value).FirstOrDefault();
}
