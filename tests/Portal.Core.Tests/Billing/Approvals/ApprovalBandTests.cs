using Portal.Core.Billing.Approvals;
using Portal.Core.Billing.Rules;
using Portal.Core.Common;
using Portal.Core.Ledger;
using Portal.Core.Money;
using Portal.Core.Staff;
using Portal.Core.Tests.Billing.Adjustments;
using Portal.Testing;
using Xunit;

namespace Portal.Core.Tests.Billing.Approvals;

/// <summary>Who approves how much is the city's data, and the table keeps it too.</summary>
public sealed class ApprovalBandTests(City city) : IClassFixture<City>
{
    [Theory]
    [InlineData(StaffRole.SeniorTechnician, 500_00, true)]
    [InlineData(StaffRole.SeniorTechnician, 500_01, false)]
    [InlineData(StaffRole.Supervisor, 500_01, true)]
    [InlineData(StaffRole.Supervisor, 10_000_01, false)]
    [InlineData(StaffRole.FinanceManager, 10_000_01, true)]
    public async Task A_role_approves_as_far_as_its_band_and_the_table_says_the_same(
        StaffRole role, long cents, bool may)
    {
        var account = await city.AccountOwingAsync(20_000.00m);
        var asked = City.Done(await city.AdjustAsync(await city.AdjustmentAsync(account, Side.Debit, cents))).Waiting!;
        var by = await city.StaffAsync(role);
        var row = (await city.AskAsync<LoadApprovalInbox, ApprovalInbox>(load => load.RunAsync(
            new(by) { Whole = true }, default))).Rows.Single(r => r.Id == asked.Id);
        var table = $"""
            insert into approval_decision (request_id, decision, note, decided_by, decided_at, decided_on)
            values ('{asked.Id}', 'approved', '', '{by.Name}', now(), '{city.Today:yyyy-MM-dd}')
            """;
        Assert.Equal(may, row.MayDecide);
        if (!may) { Assert.Equal("ck_approval_decision_band", await city.Database.RuleThatRefusesAsync(table)); }

        var outcome = await city.DecideAsync(asked.Id, Decision.Approved, by);

        Assert.Equal(may ? null : "Approval_AboveBand", (outcome as Outcome<ApprovalDecision>.Refused)?.Refusal.Key);
    }

    [Fact]
    public async Task Who_may_not_approve_so_much_may_decline_it()
    {
        var account = await city.AccountOwingAsync(2_000.00m);
        var asked = City.Done(await city.AdjustAsync(
            await city.AdjustmentAsync(account, Side.Credit, 600_00))).Waiting!;

        City.Done(await city.DecideAsync(
            asked.Id, Decision.Declined, await city.StaffAsync(StaffRole.SeniorTechnician), "Wrong bill"));
    }

    [Theory]
    [InlineData("AdjustAccount", 1)]
    [InlineData("AdjustAccount", 100)]
    [InlineData("AdjustAccount", 101)]
    [InlineData("WaiveCharge", 10)]
    [InlineData("WaiveCharge", 11)]
    [InlineData("WaiveCharge", 50)]
    public async Task A_kind_may_have_bands_of_its_own_and_both_readers_of_the_rule_agree(string kind, long cents)
    {
        await using var town = await City.CreateAsync();
        foreach (var sql in new[]
        {
            """
            insert into money_rule (id, kind, effective_on, document, made_by, made_at)
              select '20000000-0000-7000-8000-000000000001', 'adjustments', '2026-01-01', document || '{"bands": [
                {"up_to_cents": 50, "role": "senior_technician"}, {"up_to_cents": 100, "role": "finance_manager"},
                {"up_to_cents": 10, "role": "supervisor", "kind": "WaiveCharge"}]}', 'a', now()
              from money_rule where kind = 'adjustments' and document ? 'bands' order by id desc limit 1
            """,
            "insert into money_rule_release values ('20000000-0000-7000-8000-000000000001', 'b', now())",
        })
        {
            await using var command = town.Database.App.CreateCommand(sql);
            await command.ExecuteNonQueryAsync();
        }

        var rules = await town.ReadAsync(db => db.RulesOnAsync<AdjustmentRules>(
            MoneyRuleKind.Adjustments, town.Today, default));
        await using var ask = town.Database.App.CreateCommand(
            $"select approval_rank('{kind}', {cents}, '{town.Today:yyyy-MM-dd}')");

        var rank = (int)(await ask.ExecuteScalarAsync())!;

        Assert.Equal(rules!.RankFor(kind, new Usd(cents)), rank);
        Assert.Equal((kind, cents) switch
        {
            ("WaiveCharge", <= 10) => 3,
            ("WaiveCharge", _) => ApprovalBand.Nobody,
            (_, <= 50) => 2,
            (_, <= 100) => 4,
            _ => ApprovalBand.Nobody,
        }, rank);
    }
}
