using Microsoft.EntityFrameworkCore;
using Portal.Core.Ledger;
using Portal.Core.Mail;
using Portal.Core.Money;
using Portal.Core.Notices;
using Portal.Core.Payments.Checks;
using Portal.Core.Payments.Unclaimed;
using Portal.Core.Staff;
using Portal.Core.Tests.Payments.Refunds;
using Portal.Testing;
using static Portal.Core.Tests.Payments.Refunds.RefundTown;

namespace Portal.Core.Tests.Payments.Unclaimed;

/// <summary>Owners of unclaimed money are written to, and come for it.</summary>
public sealed class ClaimTests(RefundTown town) : IClassFixture<RefundTown>
{
    private City City => town.City;

    [Fact]
    public async Task The_owner_is_written_to_once_a_day_and_the_day_is_kept()
    {
        var account = await town.LeftOverAsync(18_20);

        var letter = City.Done(await town.WriteAsync(UnclaimedKind.Credit, account.Id));
        City.Done(await town.WriteAsync(UnclaimedKind.Credit, account.Id, town.Reviewer));

        Assert.Equal((City.Today, new Usd(18_20)), (letter.WrittenOn, letter.Amount));
        var notice = await City.ReadAsync(db => db.Set<Notice>().SingleAsync(n => n.CustomerAccountId == account.Id));
        Assert.Equal((WriteToOwner.Letter, true), (notice.Kind, notice.IsMailed));
        Assert.Contains("$18.20", notice.Subject, StringComparison.Ordinal);
        Assert.Equal(1, await City.ReadAsync(db => db.Set<OutboxMail>()
            .CountAsync(m => m.CustomerAccountId == account.Id && m.Kind.Contains("unclaimed"))));
        Assert.Equal(City.Today, (await RowAsync(account.Id))!.LetterOn);
    }

    [Fact]
    public async Task Of_ten_who_write_at_once_one_letter_leaves()
    {
        var account = await town.LeftOverAsync(16_00);

        await Task.WhenAll(Enumerable.Range(0, 10).Select(_ =>
            Task.Run(() => town.WriteAsync(UnclaimedKind.Credit, account.Id))));

        Assert.Equal(1, await City.ReadAsync(db => db.Set<UnclaimedLetter>()
            .CountAsync(l => l.SubjectId == account.Id)));
    }

    [Fact]
    public async Task Nobody_is_written_to_whose_address_nobody_knows_or_whose_money_went()
    {
        var item = await town.HeldAsync(20_00);
        var open = await town.OverpaidInCashAsync(5_00);

        Assert.Equal("Unclaimed_NoAddress", Refused(await town.WriteAsync(UnclaimedKind.Suspense, item.Id)));
        Assert.Equal("Unclaimed_NotThere", Refused(await town.WriteAsync(UnclaimedKind.Credit, open.Id)));
    }

    [Fact]
    public async Task A_stale_check_is_claimed_and_paid_by_another()
    {
        var check = await town.StaleAsync(31_00);
        var form = town.ClaimOf(UnclaimedKind.Check, check.Id);
        var claim = City.Done(await town.ClaimAsync(form));
        City.Done(await town.ClaimAsync(form));

        City.Done(await town.AnswerAsync(claim, isAccepted: true, ClaimWay.Check));
        City.Done(await town.AnswerAsync(claim, isAccepted: true, ClaimWay.Check));

        var next = await town.CheckOfAsync(check.RefundId);
        Assert.Equal((check.Id, new Usd(31_00), CheckState.Issued), (next.ReplacesId, next.Amount, next.State));
        Assert.Null(await RowAsync(check.Id));
        await City.AssertBooksAsync();
    }

    [Fact]
    public async Task A_stale_check_is_claimed_as_credit_and_pays_what_is_owed()
    {
        var check = await town.StaleAsync(32_00);
        var accountId = await City.ReadAsync(db => db.Set<Core.Payments.Refunds.Refund>()
            .Where(r => r.Id == check.RefundId).Select(r => r.CustomerAccountId).SingleAsync());
        var claim = City.Done(await town.ClaimAsync(town.ClaimOf(UnclaimedKind.Check, check.Id)));

        var both = await Task.WhenAll(
            Task.Run(() => town.AnswerAsync(claim, isAccepted: true, ClaimWay.Credit)),
            Task.Run(() => town.AnswerAsync(claim, isAccepted: true, ClaimWay.Credit, town.Supervisor)));

        Assert.All(both, o => City.Done(o));
        Assert.Equal(CheckState.Credited, (await town.CheckOfAsync(check.RefundId)).State);
        Assert.Equal(new Usd(-32_00), await City.ReadAsync(db =>
            db.CustomerAccounts.Where(a => a.Id == accountId).Select(a => a.Balance).SingleAsync()));
        await City.AssertBooksAsync();
    }

    [Fact]
    public async Task A_claim_is_recorded_whole_once_and_answered_by_another()
    {
        var account = await town.LeftOverAsync(40_00);
        var form = town.ClaimOf(UnclaimedKind.Credit, account.Id);

        Assert.Equal("Unclaimed_ClaimantMissing", Refused(await town.ClaimAsync(form with { Claimant = " " })));
        Assert.Equal("Unclaimed_ProofMissing", Refused(await town.ClaimAsync(form with { Proof = null })));
        Assert.Equal("Unclaimed_ClaimDay", Refused(await town.ClaimAsync(
            form with { ClaimedOn = City.Today.AddDays(1) })));
        var theirs = await town.StaffAsync(StaffRole.Technician, account);
        Assert.Equal("Refund_OwnAccount", Refused(await town.ClaimAsync(form with { By = theirs })));
        var claim = City.Done(await town.ClaimAsync(form));
        Assert.Equal("Unclaimed_ClaimedAlready", Refused(await town.ClaimAsync(
            form with { OperationId = Guid.CreateVersion7() })));

        Assert.Equal("Unclaimed_OwnClaim", Refused(await town.AnswerAsync(claim, true, by: town.Asker)));
        Assert.Equal("Unclaimed_NoteMissing", Refused(await town.AnswerAsync(claim, true, note: "")));
        Assert.Equal("Refund_OwnAccount", Refused(await town.AnswerAsync(claim, true, by: theirs)));
        var rejected = City.Done(await town.AnswerAsync(claim, isAccepted: false));

        Assert.Equal((ClaimState.Rejected, City.Today), (rejected.State, rejected.DecidedOn));
        Assert.Equal("Unclaimed_Answered", Refused(await town.AnswerAsync(claim, isAccepted: true)));
        Assert.False((await RowAsync(account.Id))!.IsClaimed);
        Assert.Equal(2, await City.ReadAsync(db => db.AuditEntries.CountAsync(
            a => a.CustomerAccountId == account.Id && (a.Act == "RecordClaim" || a.Act == "AnswerClaim"))));
    }

    [Fact]
    public async Task A_check_is_not_accepted_without_a_way_nor_twice()
    {
        var check = await town.StaleAsync(33_00);
        var claim = City.Done(await town.ClaimAsync(town.ClaimOf(UnclaimedKind.Check, check.Id)));

        Assert.Equal("Unclaimed_WayMissing", Refused(await town.AnswerAsync(claim, isAccepted: true)));
        City.Done(await City.AskAsync<ReissueCheck, Core.Common.Outcome<BankCheck>>(
            act => act.RunAsync(new(check.Id, "Asked at the desk", town.Reconciler), default)));
        Assert.Equal("Unclaimed_NotThere", Refused(await town.AnswerAsync(claim, true, ClaimWay.Credit)));
        Assert.Equal(Usd.Zero, await town.CreditedAsync(GlAccounts.UnclaimedMoney));
    }

    private async Task<UnclaimedRow?> RowAsync(Guid id) =>
        (await City.ReadAsync(db => UnclaimedList.AllAsync(
            db, UnclaimedList.Part.All, new(City.Clock, TimeZoneInfo.Utc), default))).SingleOrDefault(r => r.Id == id);
}
