using Portal.Core.Accounts;
using Portal.Core.Billing.Rules;

namespace Portal.Core.Delinquency.Packs;

/// <summary>
/// The least that the law of a jurisdiction asks of a ladder that names a service. A pack may give more time, never
/// less. Kept as data beside the packs, with where each figure is from.
/// </summary>
/// <param name="NoticeDays">From mailing to the shut-off, the mail's days among them.</param>
/// <param name="ContactHours">Before a shut-off somebody is to be spoken to; 0 where the law asks for none.</param>
/// <param name="PostingHours">Where nobody was reached.</param>
public sealed record PackFloor(
    string Jurisdiction, IReadOnlyList<UtilityService> Services, string Source, int DelinquentDays, int AfterBillDays,
    int NoticeDays, int NoticeBusinessDays, int ContactHours, int PostingHours, IReadOnlyList<string> Elements,
    IReadOnlyList<NoticeCopy> Copies, IReadOnlyList<string> Languages, bool HoldsForIllness)
{
    /// <summary>The most a reconnection may cost who has a small income, in the base year; null for no cap.</summary>
    public long? SmallIncomeInHoursCents { get; init; }

    public long? SmallIncomeAfterHoursCents { get; init; }

    /// <summary>In this time of year another step of so many days is asked for; null for none.</summary>
    public PackSeason? SecondNoticeIn { get; init; }

    public int SecondNoticeDays { get; init; }

    /// <summary>Every floor that is known.</summary>
    public static IReadOnlyList<PackFloor> All { get; } =
        MoneyRules.Read<List<PackFloor>>(RulePack.Resource("Portal.Core.Delinquency.Packs.floors.json"));
}
