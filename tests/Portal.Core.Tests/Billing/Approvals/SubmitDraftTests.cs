using Microsoft.EntityFrameworkCore;
using Portal.Core.Billing.Approvals;
using Portal.Core.Billing.Rules;
using Portal.Core.Common;
using Portal.Core.Staff;
using Portal.Core.Tests.Billing.Adjustments;
using Portal.Testing;
using Xunit;

namespace Portal.Core.Tests.Billing.Approvals;

/// <summary>A draft waits for a second person from the moment on that somebody submitted it.</summary>
public sealed class SubmitDraftTests(City city) : IClassFixture<City>
{
    private static readonly Actor Maker = Actor.Staff(new("00000000-0000-0000-0000-00000000000d"));

    [Fact]
    public async Task It_waits_once_it_is_submitted_and_eight_at_once_submit_it_once()
    {
        var reader = await city.StaffAsync(StaffRole.Supervisor);
        var draft = await DraftAsync("77");
        Assert.DoesNotContain((await InboxAsync(reader)).Rows, r => r.Id == draft);

        var all = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => SubmitAsync(draft)));

        Assert.All(all, s => Assert.Equal(draft, City.Done(s).DraftId));
        Assert.True(Assert.Single((await InboxAsync(reader)).Rows, r => r.Id == draft).MayDecide);
        Assert.True(await city.ReadAsync(db => SubmitDraft.IsSubmittedAsync(db, DraftKind.MoneyRule, draft, default)));
    }

    [Theory]
    [InlineData(DraftKind.MoneyRule)]
    [InlineData(DraftKind.FeeRate)]
    [InlineData(DraftKind.Rates)]
    public async Task What_is_no_draft_is_refused_and_the_table_says_the_same(DraftKind kind)
    {
        Assert.Equal("Approval_NoDraft", AdjustingCity.Refused(await SubmitAsync(Guid.NewGuid(), kind)));
        Assert.Equal("ck_draft_submission_draft", await city.Database.RuleThatRefusesAsync(
            $"insert into draft_submission values ('{kind}', gen_random_uuid(), 'staff:a', now())"));
    }

    [Fact]
    public async Task A_submission_is_of_a_known_kind_and_stays()
    {
        City.Done(await SubmitAsync(await DraftAsync("78")));

        Assert.Equal("ck_draft_submission_kind", await city.Database.RuleThatRefusesAsync(
            "insert into draft_submission values ('Gift', gen_random_uuid(), 'staff:a', now())"));
        Assert.Equal("tr_draft_submission_append_only", await city.Database.RuleThatRefusesAsync(
            "delete from draft_submission"));
    }

    [Fact]
    public async Task Every_kind_that_has_bands_is_known_to_the_code_and_to_the_schema()
    {
        var acts = await city.AskAsync<IEnumerable<IApprovedAct>, List<string>>(
            all => Task.FromResult(all.Select(a => a.Kind).ToList()));
        var schema = await city.ReadAsync(db => db.Database
            .SqlQuery<string>($"select unnest(approval_kinds()) as \"Value\"").ToListAsync());

        Assert.Equal(acts.Append(ApprovalKinds.Refund).Order(), ApprovalKinds.Banded.Order());
        Assert.Equal(ApprovalKinds.Banded.Order(), schema.Order());
    }

    [Fact]
    public async Task Bands_of_a_kind_that_there_is_not_are_no_rule()
    {
        const string Document = """
            {"limits": {}, "reasons": [{"code": "a", "en": "A", "es": "A"}],
              "bands": [{"up_to_cents": 1, "role": "supervisor"},
                {"up_to_cents": 1, "role": "supervisor", "kind": "Gift"}]}
            """;
        Assert.Equal("Rules_OutOfRange", MoneyRuleShape.WhyNot(MoneyRuleKind.Adjustments, Document)?.Key);

        Assert.Equal("ck_money_rule_band_kinds", await city.Database.RuleThatRefusesAsync($"""
            insert into money_rule values (gen_random_uuid(), 'adjustments', '2030-01-01', '{Document}', 'a', now())
            """));
    }

    private async Task<Guid> DraftAsync(string dollars) =>
        City.Done(await city.AskAsync<DraftMoneyRule, Outcome<MoneyRule>>(act => act.RunAsync(
            new(Guid.CreateVersion7(), MoneyRuleKind.Adjustments, city.Today.AddDays(1), $$"""
                {"limits": {"correction": {{dollars}}00}, "reasons": [{"code": "a", "en": "A", "es": "A"}]}
                """, Maker), default))).Id;

    private Task<Outcome<DraftSubmission>> SubmitAsync(Guid draft, DraftKind kind = DraftKind.MoneyRule) =>
        city.AskAsync<SubmitDraft, Outcome<DraftSubmission>>(act => act.RunAsync(new(kind, draft, Maker), default));

    private Task<ApprovalInbox> InboxAsync(Actor reader) => city.AskAsync<LoadApprovalInbox, ApprovalInbox>(
        load => load.RunAsync(new(reader) { Whole = true }, default));
}
