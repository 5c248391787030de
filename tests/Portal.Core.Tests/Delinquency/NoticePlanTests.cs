using System.Globalization;
using Portal.Core.Delinquency.Packs;
using Portal.Core.Payments;
using Portal.Core.Requests;
using Xunit;

namespace Portal.Core.Tests.Delinquency;

public sealed class NoticePlanTests
{
    private static readonly OfficeDays Weekdays = new([6, 7], []);

    /// <summary>The worked timeline of 2026: bill mailed 5 January, due 26 January.</summary>
    [Fact]
    public void Water_in_California_is_shut_off_on_30_March_2026_and_not_before()
    {
        var plan = Plan("us-ca", "water", Weekdays);

        Assert.Equal(Day("2026-03-27"), plan.DelinquentOn);
        Assert.Equal(Day("2026-03-30"), plan.ShutOffOn);
        Assert.Equal(Day("2026-03-13"), plan.For(StepKind.Disconnection)!.Latest);
        Assert.Equal(Day("2026-03-19"), plan.For(StepKind.Final)!.Latest);
        Assert.Equal(Day("2026-03-27"), plan.For(StepKind.Contact)!.Latest);
        Assert.Equal(Day("2026-03-27"), plan.For(StepKind.Posting)!.Latest);
    }

    [Fact]
    public void A_notice_mailed_late_moves_the_shut_off_later()
    {
        var facts = Facts() with
        {
            Given = new Dictionary<string, DateTime> { ["disconnection"] = Day("2026-03-20").ToDateTime(new(9, 0)) },
        };

        var plan = NoticePlan.For(
            RulePack.Read(RulePack.ShippedText("us-ca")).Ladder("water")!, facts, new(Weekdays));

        // 20 March and fifteen days is Saturday 4 April.
        Assert.Equal(Day("2026-04-06"), plan.ShutOffOn);
    }

    [Fact]
    public void An_office_closed_on_Fridays_counts_back_further()
    {
        var plan = Plan("us-ca", "water", new([5, 6, 7], []));

        Assert.Equal(Day("2026-03-30"), plan.ShutOffOn);
        // Seven open days back: 26, 25, 24, 23, 19, 18, 17 March.
        Assert.Equal(Day("2026-03-17"), plan.For(StepKind.Final)!.Latest);
        Assert.Equal(Day("2026-03-12"), plan.For(StepKind.Disconnection)!.Latest);
        Assert.Equal(Day("2026-03-26"), plan.For(StepKind.Contact)!.Latest);
    }

    [Fact]
    public void A_closed_day_moves_the_shut_off_later_and_the_notices_stay_early_enough()
    {
        var plan = Plan("us-ca", "water", new([6, 7], [Day("2026-03-30"), Day("2026-03-31")]));

        Assert.Equal(Day("2026-04-01"), plan.ShutOffOn);
        Assert.Equal(Day("2026-03-17"), plan.For(StepKind.Disconnection)!.Latest);
        Assert.Equal(Day("2026-03-19"), plan.For(StepKind.Final)!.Latest);
    }

    [Fact]
    public void Other_services_in_California_get_nineteen_days_and_fifteen()
    {
        var plan = Plan("us-ca", "other", Weekdays);

        // Mailed 5 January: not before the 24th, past due from the 27th, and fifteen days more.
        Assert.Equal(Day("2026-01-27"), plan.For(StepKind.Disconnection)!.Earliest);
        Assert.Equal(Day("2026-02-11"), plan.ShutOffOn);
        Assert.Equal(Day("2026-01-27"), plan.For(StepKind.Disconnection)!.Latest);
        Assert.Equal(Day("2026-02-09"), plan.For(StepKind.Contact)!.Latest);
        Assert.Equal(Day("2026-02-06"), plan.For(StepKind.Posting)!.Latest);
    }

    [Fact]
    public void Wisconsin_asks_for_a_second_notice_in_winter_only()
    {
        var winter = Plan("us-wi", "all", Weekdays);
        var summer = NoticePlan.For(
            RulePack.Read(RulePack.ShippedText("us-wi")).Ladder("all")!,
            new(Day("2026-06-01"), Day("2026-06-22")), new(Weekdays));

        Assert.Equal("winter_notice", winter.For(StepKind.Final)!.Step.Code);
        Assert.Equal(Day("2026-02-16"), winter.ShutOffOn);
        Assert.Equal(Day("2026-02-06"), winter.For(StepKind.Final)!.Latest);
        Assert.Null(summer.For(StepKind.Final));
        Assert.Equal(Day("2026-07-13"), summer.ShutOffOn);
    }

    [Theory]
    [InlineData("2026-03-26T09:00", 1, "2026-03-27T09:00")]
    [InlineData("2026-03-28T08:00", 2, "2026-03-30T08:00")]
    public void Hours_are_counted_to_the_minute(string given, int days, string over)
    {
        var step = new PackStep("posting", StepKind.Posting, "contact_posting") { LeadHours = 24 * days };

        Assert.Equal(
            DateTime.Parse(over, CultureInfo.InvariantCulture),
            NoticePlan.Over(step, DateTime.Parse(given, CultureInfo.InvariantCulture), new(Weekdays)));
    }

    [Fact]
    public void No_plan_of_any_pack_ever_gives_less_than_its_steps_ask()
    {
        var random = new Random(2026);
        foreach (var code in RulePack.Shipped)
        {
            foreach (var ladder in RulePack.Read(RulePack.ShippedText(code)).Ladders)
            {
                for (var i = 0; i < 400; i++)
                {
                    var mailed = Day("2026-01-01").AddDays(random.Next(900));
                    var closed = Enumerable.Range(0, 40).Select(_ => mailed.AddDays(random.Next(200)));
                    var calendar = new ShutOffCalendar(new OfficeDays(i % 3 == 0 ? [5, 6, 7] : [6, 7], closed));
                    AssertLawful(ladder, NoticePlan.For(
                        ladder, new(mailed, mailed.AddDays(random.Next(15, 31))), calendar), calendar);
                }
            }
        }
    }

    private static void AssertLawful(PackLadder ladder, NoticePlan plan, ShutOffCalendar calendar)
    {
        Assert.True(calendar.Allows(plan.ShutOffOn, ladder));
        Assert.True(plan.ShutOffOn > plan.DueOn.AddDays(ladder.DelinquentDays));
        var hour = plan.ShutOffOn.ToDateTime(ladder.ShutOff.From);
        foreach (var days in plan.Steps)
        {
            Assert.True(calendar.IsOpen(days.Latest));
            Assert.True(NoticePlan.Over(days.Step, days.Latest.ToDateTime(new(23, 59)), calendar) <= hour
                || NoticePlan.Over(days.Step, days.Latest.ToDateTime(TimeOnly.MinValue), calendar) <= hour);
            Assert.True(days.Step.Kind is StepKind.Contact or StepKind.Posting || days.Earliest <= days.Latest);
        }
    }

    private static NoticePlan Plan(string pack, string ladder, OfficeDays office) =>
        NoticePlan.For(RulePack.Read(RulePack.ShippedText(pack)).Ladder(ladder)!, Facts(), new(office));

    private static NoticePlan.Facts Facts() => new(Day("2026-01-05"), Day("2026-01-26"));

    private static DateOnly Day(string text) => DateOnly.ParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture);
}
