using Microsoft.EntityFrameworkCore;
using Portal.Core.Billing.Approvals;
using Portal.Core.Common;
using Portal.Core.Ledger;
using Portal.Core.Staff;
using Portal.Core.Tests.Billing.Adjustments;
using Portal.Testing;
using Xunit;

namespace Portal.Core.Tests.Billing.Approvals;

/// <summary>Who is away lends how much they approve, and no more than that.</summary>
public sealed class LendBandTests(City city) : IClassFixture<City>
{
    [Fact]
    public async Task A_colleague_approves_more_while_it_is_lent_and_the_audit_says_by_whom()
    {
        var (sue, terry) = await PeopleAsync();
        var asked = await AskedAsync(AdjustingCity.Technician);
        Assert.Equal("Approval_AboveBand", await WhyNotAsync(asked, terry));
        var lent = City.Done(await LendAsync(sue, terry));
        Assert.True(await MayDecideAsync(asked, terry));
        var revoked = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => RevokeAsync(lent.Id, sue)));
        Assert.All(revoked, r => City.Done(r));
        Assert.Equal("Approval_AboveBand", await WhyNotAsync(asked, terry));
        Assert.False(await MayDecideAsync(asked, terry));
        City.Done(await LendAsync(sue, terry));

        Assert.Null(await WhyNotAsync(asked, terry));

        var audit = await city.ReadAsync(db => db.AuditEntries.AsNoTracking()
            .Where(e => e.Actor == terry.Name && e.Act == nameof(DecideApproval)).SingleAsync());
        Assert.Contains(sue.Name, audit.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_does_not_hold_for_what_the_lender_asked_for_nor_before_its_day_nor_once_they_are_suspended()
    {
        var (sue, terry) = await PeopleAsync();
        City.Done(await LendAsync(sue, terry));
        Assert.Equal("Approval_AboveBand", await WhyNotAsync(await AskedAsync(sue), terry));
        var (late, early) = await PeopleAsync();
        City.Done(await LendAsync(late, early, from: 1));
        Assert.Equal("Approval_AboveBand", await WhyNotAsync(await AskedAsync(AdjustingCity.Technician), early));
        var id = Guid.Parse(sue.Name[6..]);
        await city.ReadAsync(db => db.StaffMembers.Where(s => s.UserId == id)
            .ExecuteUpdateAsync(s => s.SetProperty(
                m => m.SuspendedAt, (DateTimeOffset?)city.Clock.GetUtcNow())));

        Assert.Equal("Approval_AboveBand", await WhyNotAsync(await AskedAsync(AdjustingCity.Technician), terry));
    }

    [Fact]
    public async Task What_cannot_be_meant_is_refused_and_the_same_wish_lends_once()
    {
        var (sue, terry) = await PeopleAsync();
        var operation = Guid.CreateVersion7();
        Assert.Equal("Lend_ToNobody", Refused(await LendAsync(sue, sue)));
        Assert.Equal("Lend_ToNobody", Refused(await LendAsync(sue, await city.StaffAsync(StaffRole.Technician))));
        Assert.Equal("Lend_Nothing", Refused(await LendAsync(terry, sue)));
        Assert.Equal("Lend_Days", Refused(await LendAsync(sue, terry, from: -1)));
        Assert.Equal("Lend_Days", Refused(await LendAsync(sue, terry, days: 61)));
        Assert.Equal("Lend_WhyMissing", Refused(await LendAsync(sue, terry, why: " ")));

        var lent = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => LendAsync(sue, terry, operation: operation)));

        Assert.All(lent, l => Assert.Equal(operation, City.Done(l).Id));
        Assert.Equal("Lend_OfAnother", AdjustingCity.Refused(await RevokeAsync(operation, terry)));
        Assert.Equal("Lend_NotFound", AdjustingCity.Refused(await RevokeAsync(Guid.NewGuid(), terry)));
    }

    [Theory]
    [InlineData("ck_approval_delegation_why", """{"why": " "}""")]
    [InlineData("ck_approval_delegation_days", """{"to_on": "2000-01-01"}""")]
    public async Task A_row_is_sound(string rule, string wrong)
    {
        await EndedAsync();

        Assert.Equal(rule, await city.Database.RuleThatRefusesAsync($"""
            insert into approval_delegation select (jsonb_populate_record(s, '{wrong}')).*
            from approval_delegation s limit 1
            """));
    }

    [Theory]
    [InlineData("ck_approval_delegation_of_two", """
        insert into approval_delegation select gen_random_uuid(), lender_id, lender_id, from_on, to_on, why, made_at
        from approval_delegation limit 1
        """)]
    [InlineData("tr_approval_delegation_append_only", "update approval_delegation set to_on = to_on + 1")]
    [InlineData("tr_approval_delegation_end_append_only", "delete from approval_delegation_end")]
    public async Task What_was_lent_and_revoked_stays(string rule, string sql)
    {
        await EndedAsync();

        Assert.Equal(rule, await city.Database.RuleThatRefusesAsync(sql));
    }

    private async Task EndedAsync()
    {
        var (sue, terry) = await PeopleAsync();
        City.Done(await RevokeAsync(City.Done(await LendAsync(sue, terry)).Id, sue));
    }

    private async Task<(Actor Lender, Actor Borrower)> PeopleAsync() =>
        (await city.StaffAsync(StaffRole.Supervisor), await city.StaffAsync(StaffRole.SeniorTechnician));

    private async Task<ApprovalRequest> AskedAsync(Actor by)
    {
        var account = await city.AccountOwingAsync(2_000.00m);
        return City.Done(await city.AdjustAsync(
            (await city.AdjustmentAsync(account, Side.Credit, 600_00)) with { By = by })).Waiting!;
    }

    private async Task<string?> WhyNotAsync(ApprovalRequest asked, Actor by) =>
        (await city.DecideAsync(asked.Id, Decision.Approved, by) as Outcome<ApprovalDecision>.Refused)?.Refusal.Key;

    private async Task<bool> MayDecideAsync(ApprovalRequest asked, Actor by) =>
        (await city.AskAsync<LoadApprovalInbox, ApprovalInbox>(load => load.RunAsync(
            new(by) { Whole = true }, default))).Rows.Single(r => r.Id == asked.Id).MayDecide;

    private Task<Outcome<ApprovalDelegation>> LendAsync(
        Actor lender, Actor borrower, int from = 0, int days = 7, string why = "On leave", Guid? operation = null) =>
        city.AskAsync<LendBand, Outcome<ApprovalDelegation>>(act => act.RunAsync(
            new(operation ?? Guid.CreateVersion7(), Guid.Parse(lender.Name[6..]), Guid.Parse(borrower.Name[6..]),
                city.Today.AddDays(from), city.Today.AddDays(from + days), why), default));

    private Task<Outcome<ApprovalDelegationEnd>> RevokeAsync(Guid delegation, Actor by) =>
        city.AskAsync<RevokeBand, Outcome<ApprovalDelegationEnd>>(act => act.RunAsync(new(delegation, by), default));

    private static string Refused(Outcome<ApprovalDelegation> outcome) => AdjustingCity.Refused(outcome);
}
