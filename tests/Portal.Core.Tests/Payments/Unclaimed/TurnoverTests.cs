using Microsoft.EntityFrameworkCore;
using Portal.Core.Ledger;
using Portal.Core.Money;
using Portal.Core.Payments;
using Portal.Core.Payments.Checks;
using Portal.Core.Payments.Unclaimed;
using Portal.Core.Payments.Unidentified;
using Portal.Core.Staff;
using Portal.Core.Tests.Payments.Refunds;
using Portal.Testing;
using static Portal.Core.Tests.Payments.Refunds.RefundTown;

namespace Portal.Core.Tests.Payments.Unclaimed;

/// <summary>What nobody claims becomes the city's, by two people, in good order (Cal. Gov. Code 50050).</summary>
public sealed class TurnoverTests : IAsyncLifetime
{
    private readonly RefundTown _town = new();

    private City City => _town.City;

    public Task InitializeAsync() => _town.InitializeAsync();

    public Task DisposeAsync() => _town.DisposeAsync();

    [Fact]
    public async Task After_letter_and_notice_a_check_and_suspense_become_the_citys_once()
    {
        var (check, item) = (await _town.StaleAsync(), await _town.HeldAsync(20_00));
        await _town.YearsAsync(3);
        Assert.Equal("Unclaimed_Changed", Refused(await _town.ProposeAsync(_town.ByNotice(45_00))));
        City.Done(await _town.WriteAsync(UnclaimedKind.Check, check.Id));
        City.Clock.Advance(TimeSpan.FromDays(30));
        var form = _town.ByNotice(45_00);
        var turnover = City.Done(await _town.ProposeAsync(form));
        City.Done(await _town.ProposeAsync(form));

        City.Done(await _town.ApproveAsync(turnover));
        City.Done(await _town.ApproveAsync(turnover, _town.SecondSupervisor));

        Assert.Equal(new Usd(45_00), await _town.CreditedAsync(GlAccounts.UnclaimedMoney));
        Assert.Equal(Usd.Zero, await _town.CreditedAsync(GlAccounts.UnclaimedChecks));
        Assert.Equal(CheckState.TurnedOver, (await _town.CheckOfAsync(check.RefundId)).State);
        Assert.Equal(SuspenseEnd.TurnedOver, await City.ReadAsync(db =>
            db.Set<SuspenseResolution>().Where(r => r.ItemId == item.Id).Select(r => r.Kind).SingleAsync()));
        Assert.Equal(0, (await _town.ListAsync(UnclaimedList.Part.All)).Count);
        var report = await City.ReadAsync(db => TurnoverList.ReportAsync(db, turnover.BecomesOn.Year, default));
        Assert.Equal([check.Id, item.Id], report.Select(r => r.Row.SubjectId));
        Assert.Equal("Unclaimed_TurnoverOver", Refused(await _town.DeclineAsync(turnover, "Too late")));
        await City.AssertBooksAsync();
    }

    [Fact]
    public async Task A_small_credit_needs_no_notice_and_its_payment_is_not_taken_back()
    {
        var account = await _town.LeftOverAsync(12_00);
        await _town.PayInCashAsync(account, 2_00);
        await _town.YearsAsync(1);
        var turnover = City.Done(await _town.ProposeAsync(_town.ByResolution(14_00)));

        City.Done(await _town.ApproveAsync(turnover));

        Assert.Equal(Usd.Zero, await City.BalanceAsync(account));
        Assert.Equal(2, await City.ReadAsync(db => db.Set<UnclaimedTurnoverPart>().CountAsync()));
        var payment = await City.ReadAsync(db => db.Payments.FirstAsync(p => p.CustomerAccountId == account.Id));
        Assert.Equal("Payment_TurnedOver", Refused(
            await City.AskAsync<ReversePayment, Core.Common.Outcome<PaymentReversal>>(
                act => act.RunAsync(new(payment.Id, "test", Actor.System), default))));
        await City.AssertBooksAsync();
    }

    [Fact]
    public async Task Approved_and_claimed_at_once_it_is_one_of_them_and_posted_once()
    {
        for (var round = 0; round < 20; round++)
        {
            var account = await _town.LeftOverAsync(3_00 + round);
            await _town.YearsAsync(1);
            var turnover = City.Done(await _town.ProposeAsync(_town.ByResolution(3_00 + round)));
            var before = await _town.CreditedAsync(GlAccounts.UnclaimedMoney);

            var claim = Task.Run(() => _town.ClaimAsync(_town.ClaimOf(UnclaimedKind.Credit, account.Id)));
            await Task.WhenAll(
                Task.Run(() => _town.ApproveAsync(turnover)),
                Task.Run(() => _town.ApproveAsync(turnover, _town.SecondSupervisor)), claim);

            var posted = await _town.CreditedAsync(GlAccounts.UnclaimedMoney) - before;
            var isClaimed = await claim is Core.Common.Outcome<UnclaimedClaim>.Done;
            Assert.Equal(isClaimed ? Usd.Zero : turnover.Total, posted);
            Assert.Equal(isClaimed ? -turnover.Total : Usd.Zero, await City.BalanceAsync(account));
            if (isClaimed)
            {
                City.Done(await _town.DeclineAsync(turnover, "Claimed"));
                City.Done(await _town.AnswerAsync(await OpenAsync(account.Id), isAccepted: true));
                City.Done(await _town.RequestAsync(_town.Form(account, 3_00 + round)));
            }
        }

        await City.AssertBooksAsync();
    }

    [Fact]
    public async Task It_takes_another_person_a_supervisor_the_day_and_the_total_that_was_shown()
    {
        var account = await _town.LeftOverAsync(9_00);
        await _town.YearsAsync(1);
        var tomorrow = _town.ByResolution(9_00) with { BecomesOn = City.Today.AddDays(1) };
        var turnover = City.Done(await _town.ProposeAsync(tomorrow));
        Assert.Equal("Unclaimed_NothingDue", Refused(await _town.ProposeAsync(_town.ByResolution(9_00))));
        Assert.Equal("Unclaimed_NotYet", Refused(await _town.ApproveAsync(turnover)));
        City.Clock.Advance(TimeSpan.FromDays(1));
        var theirs = await _town.StaffAsync(StaffRole.Supervisor, account);

        Assert.Equal("Approval_OwnRequest", Refused(await _town.ApproveAsync(turnover, _town.Asker)));
        Assert.Equal("Unclaimed_AboveRole", Refused(await _town.ApproveAsync(turnover, _town.Reviewer)));
        Assert.Equal("Approval_OwnAccount", Refused(await _town.ApproveAsync(turnover, theirs)));
        Assert.Equal("Unclaimed_Changed", Refused(await _town.ApproveAsync(turnover, seen: new Usd(8_00))));
        await _town.PayInCashAsync(account, 1_00);
        Assert.Equal("Unclaimed_RowChanged", Refused(await _town.ApproveAsync(turnover)));
        Assert.Equal("Approval_OwnRequest", Refused(await _town.DeclineAsync(turnover, "No", _town.Asker)));
        Assert.Equal("Unclaimed_NoteMissing", Refused(await _town.DeclineAsync(turnover, " ")));
        City.Done(await _town.DeclineAsync(turnover, "It changed"));
        City.Done(await _town.DeclineAsync(turnover, "It changed"));
        Assert.Equal(Usd.Zero, await _town.CreditedAsync(GlAccounts.UnclaimedMoney));
    }

    [Fact]
    public async Task A_notice_is_printed_twice_a_week_apart_and_waits_its_days()
    {
        await _town.HeldAsync(20_00);
        await _town.YearsAsync(3);
        var form = _town.ByNotice(20_00);

        Assert.Equal("Unclaimed_ResolutionMissing", Refused(await _town.ProposeAsync(form with { Resolution = "" })));
        Assert.Equal("Unclaimed_PaperMissing", Refused(await _town.ProposeAsync(form with { PublishedIn = null })));
        Assert.Equal("Unclaimed_PrintDays", Refused(await _town.ProposeAsync(
            form with { NextPublishedOn = form.FirstPublishedOn!.Value.AddDays(6) })));
        Assert.Equal("Unclaimed_NoticeDays", Refused(await _town.ProposeAsync(
            form with { BecomesOn = form.FirstPublishedOn!.Value.AddDays(44) })));
        Assert.Equal("Unclaimed_DayWrong", Refused(await _town.ProposeAsync(form with { BecomesOn = null })));
        City.Done(await _town.ProposeAsync(form));
    }

    private Task<UnclaimedClaim> OpenAsync(Guid subject) => City.ReadAsync(db =>
        db.Set<UnclaimedClaim>().SingleAsync(c => c.SubjectId == subject && c.State == ClaimState.Open));
}
