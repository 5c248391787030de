using System.Text.Json;
using Portal.Core.Common;

namespace Portal.Core.Delinquency.Packs;

/// <summary>
/// Says everything that is wrong with a pack: that it is not of the schema's shape, that its steps cannot lead to a
/// lawful shut-off, and where it gives less than the law of its jurisdiction. A jurisdiction whose law is not known
/// here is refused: nobody could say that the pack is lawful.
/// </summary>
public static class CheckPack
{
    private static readonly string[] NoticeKinds =
        ["reminder", "past_due", "disconnection", "final", "contact_posting"];

    /// <summary>All faults of a document; none when it may be adopted.</summary>
    public static IReadOnlyList<Refusal> Of(string document)
    {
        try
        {
            var pack = RulePack.Read(document);
            return [.. Faults(pack), .. pack.Ladders.SelectMany(l => Faults(l).Concat(BelowLaw(pack, l)))];
        }
        catch (JsonException fault)
        {
            return [new("Pack_Document", fault.Path ?? $"{fault.LineNumber + 1}")];
        }
    }

    private static IEnumerable<Refusal> Faults(RulePack pack)
    {
        if (pack.Ladders.Count == 0 || pack.Ladders.DistinctBy(l => l.Code).Count() < pack.Ladders.Count)
        {
            yield return new("Pack_OutOfRange", "ladders");
        }

        if (!PackFloor.All.Any(f => f.Jurisdiction == pack.Jurisdiction))
        {
            yield return new("Pack_LawUnknown", pack.Jurisdiction);
        }

        if (pack.DeMinimisCents < 0) { yield return new("Pack_OutOfRange", "de_minimis_cents"); }

        if (pack.Fees.InHoursCents < 0 || pack.Fees.AfterHoursCents < pack.Fees.InHoursCents)
        {
            yield return new("Pack_OutOfRange", "fees");
        }
    }

    private static IEnumerable<Refusal> Faults(PackLadder ladder)
    {
        if (ladder.Step(StepKind.Disconnection) is not { NoticeDays: > 0 } notice || notice.OnlyIn is not null)
        {
            yield return new("Pack_NoNotice", ladder.Code);
        }

        foreach (var step in ladder.Steps)
        {
            if (step.Kind is not StepKind.Contact && !NoticeKinds.Contains(step.Notice))
            {
                yield return new("Pack_StepWithoutNotice", $"{ladder.Code}.{step.Code}");
            }

            if (step.Kind is StepKind.Disconnection or StepKind.Final && !step.Channels.Contains(NoticeChannel.Paper))
            {
                yield return new("Pack_NotOnPaper", $"{ladder.Code}.{step.Code}");
            }

            if (IsOutOfRange(step)) { yield return new("Pack_OutOfRange", $"{ladder.Code}.{step.Code}"); }
        }

        if (ladder.Steps.DistinctBy(s => s.Code).Count() < ladder.Steps.Count
            || ladder.Step(StepKind.Posting) is not null && ladder.Step(StepKind.Contact) is null)
        {
            yield return new("Pack_OutOfRange", $"{ladder.Code}.steps");
        }

        if (ladder.ShutOff.From >= ladder.ShutOff.Until || ladder.ShutOff.Weekdays.Count == 0
            || ladder.ShutOff.Weekdays.Any(d => d is < 1 or > 7))
        {
            yield return new("Pack_OutOfRange", $"{ladder.Code}.shut_off");
        }
    }

    private static bool IsOutOfRange(PackStep step) =>
        step.AfterDueDays is < 0 or > 400 || step.AfterBillDays is < 0 or > 400 || step.MailDays is < 0 or > 30
        || step.LeadDays is < 0 or > 120 || step.LeadBusinessDays is < 0 or > 60 || step.LeadHours is < 0 or > 480;

    /// <summary>Where a ladder gives less than the law does of one of its services.</summary>
    private static IEnumerable<Refusal> BelowLaw(RulePack pack, PackLadder ladder)
    {
        foreach (var floor in PackFloor.All.Where(f =>
            f.Jurisdiction == pack.Jurisdiction && f.Services.Any(ladder.Services.Contains)))
        {
            var notice = ladder.Step(StepKind.Disconnection);
            (string Path, long Is, long Least)[] figures =
            [
                ("delinquent_days", ladder.DelinquentDays, floor.DelinquentDays),
                ("after_bill_days", notice?.AfterBillDays ?? 0, floor.AfterBillDays),
                ("notice_days", notice?.NoticeDays ?? 0, floor.NoticeDays),
                ("lead_business_days", ladder.Steps.Max(s => s.LeadBusinessDays), floor.NoticeBusinessDays),
                ("contact.lead_hours", ladder.Step(StepKind.Contact)?.LeadHours ?? 0, floor.ContactHours),
                ("posting.lead_hours", ladder.Step(StepKind.Posting)?.LeadHours ?? 0, floor.PostingHours),
                ("second_notice", SecondNotice(ladder, floor), floor.SecondNoticeDays),
            ];
            foreach (var (path, _, least) in figures.Where(f => f.Is < f.Least))
            {
                yield return new("Pack_BelowLaw", $"{ladder.Code}.{path}", least, floor.Source);
            }

            foreach (var missing in Missing(pack, ladder, notice, floor))
            {
                yield return new("Pack_LawAsks", $"{ladder.Code}", missing, floor.Source);
            }
        }
    }

    private static int SecondNotice(PackLadder ladder, PackFloor floor) =>
        ladder.Steps.Where(s => floor.SecondNoticeIn is { } season && s.OnlyIn == season)
            .Select(s => s.NoticeDays).DefaultIfEmpty(0).Max();

    private static IEnumerable<string> Missing(
        RulePack pack, PackLadder ladder, PackStep? notice, PackFloor floor)
    {
        IEnumerable<string> missing =
        [
            .. floor.Elements.Except(notice?.Elements ?? []),
            .. floor.Copies.Except(notice?.Copies ?? []).Select(c => Data.SnakeCase.Snake($"{c}")),
            .. floor.Languages.Except(pack.Languages),
        ];
        foreach (var each in missing) { yield return each; }

        if (floor.HoldsForIllness && !ladder.Medical.Holds) { yield return "medical"; }

        if (IsOverCap(pack.Fees.SmallIncome, floor)) { yield return "small_income"; }

        if (ladder.ShutOff.Weekdays.Any(d => d > 5)) { yield return "weekdays"; }
    }

    private static bool IsOverCap(FeeCap? cap, PackFloor floor) =>
        floor.SmallIncomeInHoursCents is { } inHours
        && (cap is null || cap.InHoursCents > inHours || cap.AfterHoursCents > floor.SmallIncomeAfterHoursCents);
}
