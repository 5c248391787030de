using Portal.Core.Payments.Autopay;
using Portal.Core.Payments.Drafts;
using Portal.Core.Payments.Gateway;
using Xunit;

namespace Portal.Core.Tests.Payments.Drafts;

/// <summary>The rules without a database: moves, days, and what a bank's answer means.</summary>
public sealed class DraftRulesTests
{
    [Fact]
    public void These_moves_and_no_others_are_allowed()
    {
        var allowed =
            from state in Enum.GetValues<DraftState>()
            from e in Enum.GetValues<DraftEvent>()
            let next = DraftMoves.Next(state, e)
            where next is not null
            select $"{state} --{e}--> {next}";

        Assert.Equal(
        [
            "AwaitingMethod --Promise--> Promised",
            "AwaitingMethod --Skip--> Skipped",
            "AwaitingMethod --Cancel--> Canceled",
            "Promised --Change--> Promised",
            "Promised --Send--> Sending",
            "Promised --Fail--> Failed",
            "Promised --Skip--> Skipped",
            "Promised --Cancel--> Canceled",
            "Promised --Suspend--> InSuspense",
            "Sending --BankDebitStarted--> OnItsWay",
            "Sending --Succeed--> Paid",
            "Sending --TryAgain--> Promised",
            "Sending --Fail--> Failed",
            "Sending --Suspend--> InSuspense",
            "OnItsWay --Succeed--> Paid",
            "OnItsWay --TryAgain--> Promised",
            "OnItsWay --Fail--> Failed",
            "OnItsWay --Suspend--> InSuspense",
            "Failed --Suspend--> InSuspense",
        ], allowed);
    }

    [Theory]
    // Announced on Monday, November 16: the earliest day is Friday the 27th, for the 26th is Thanksgiving.
    [InlineData(AutopayRule.DueDate, null, "2026-12-07", "2026-12-07")]
    [InlineData(AutopayRule.DueDate, null, "2026-12-06", "2026-12-04")]
    [InlineData(AutopayRule.DueDate, null, "2026-12-25", "2026-12-24")]
    [InlineData(AutopayRule.DueDate, null, "2026-11-27", "2026-11-27")]
    [InlineData(AutopayRule.DueDate, null, "2026-11-26", null)]
    [InlineData(AutopayRule.DaysBefore, 3, "2026-12-07", "2026-12-04")]
    [InlineData(AutopayRule.DaysBefore, 10, "2026-12-02", "2026-11-27")]
    [InlineData(AutopayRule.DaysBefore, 1, "2026-11-26", null)]
    [InlineData(AutopayRule.DayOfMonth, 1, "2026-12-07", "2026-12-01")]
    [InlineData(AutopayRule.DayOfMonth, 28, "2026-12-07", "2026-11-27")]
    [InlineData(AutopayRule.DayOfMonth, 15, "2026-12-07", "2026-12-07")]
    [InlineData(AutopayRule.DayOfMonth, 7, "2026-12-07", "2026-12-07")]
    public void A_draft_is_taken_on_a_banking_day_ten_days_after_its_notice_and_never_late(
        AutopayRule rule, int? day, string due, string? taken) =>
        Assert.Equal(
            taken is null ? null : DateOnly.Parse(taken, System.Globalization.CultureInfo.InvariantCulture),
            DraftDay.Of(
                rule, day, DateOnly.Parse(due, System.Globalization.CultureInfo.InvariantCulture), new(2026, 11, 16)));

    [Theory]
    [InlineData("insufficient_funds", null, 1, 0, true, null)]
    [InlineData("insufficient_funds", null, 3, 0, false, null)]
    [InlineData("generic_decline", null, 2, 0, true, null)]
    [InlineData("lost_card", null, 1, 0, false, AutopayWhy.CardRefused)]
    [InlineData("expired_card", null, 1, 0, false, AutopayWhy.CardRefused)]
    [InlineData("authentication_required", null, 1, 0, false, AutopayWhy.CardNeedsPayer)]
    [InlineData("insufficient_funds", "R01", 1, 1, true, null)]
    [InlineData("insufficient_funds", "R09", 1, 2, false, AutopayWhy.TwoReturns)]
    [InlineData("account_closed", "R02", 1, 0, false, AutopayWhy.BankClosed)]
    [InlineData("debit_not_authorized", "R07", 1, 0, false, AutopayWhy.BankRevoked)]
    [InlineData("debit_not_authorized", "R08", 1, 0, false, AutopayWhy.StopPayment)]
    [InlineData("debit_not_authorized", "R14", 1, 0, false, AutopayWhy.HolderDied)]
    [InlineData("bank_account_restricted", "R16", 1, 0, false, AutopayWhy.BankFrozen)]
    [InlineData("could_not_process", "R13", 1, 0, false, null)]
    public void What_a_bank_says_decides_whether_it_is_tried_again_and_whether_autopay_stops(
        string code, string? returnCode, int tries, int returns, bool again, AutopayWhy? why)
    {
        var tender = returnCode is null ? GatewayTender.Card : GatewayTender.BankDebit;

        Assert.Equal(new DraftFailure(again, why), DraftFailure.Of(tender, code, returnCode, tries, returns));
    }
}
