using Npgsql;
using Portal.Core.Accounts;
using Portal.Core.Billing.Adjustments;
using Portal.Core.Billing.Approvals;
using Portal.Core.Billing.Rules;
using Portal.Core.Common;
using Portal.Core.Ledger;
using Portal.Core.Money;
using Portal.Testing;
using Xunit;
using static Portal.Core.Tests.Billing.Adjustments.AdjustingCity;

namespace Portal.Core.Tests.Billing.Adjustments;

/// <summary>What one person may post alone, in one amount or in parts, and what an approval is.</summary>
public sealed class PersonLimitTests(City city) : IClassFixture<City>
{
    [Fact]
    public async Task One_amount_in_parts_needs_a_second_person_as_a_whole()
    {
        var account = await city.AccountOwingAsync(200.00m);
        City.Done(await city.AdjustAsync(await city.AdjustmentAsync(account, Side.Credit, 30_00)));

        var sameLine = await city.AdjustAsync(await city.AdjustmentAsync(account, Side.Credit, 20_01));
        var other = await city.AdjustAsync(
            await city.AdjustmentAsync(account, Side.Credit, 20_01, UtilityService.Sewer));
        var more = await city.AdjustAsync(
            await city.AdjustmentAsync(account, Side.Debit, 20_01, UtilityService.Sewer));
        var within = await city.AdjustAsync(await city.AdjustmentAsync(account, Side.Credit, 20_00));

        Assert.All(new[] { sameLine, other, more }, o => Assert.NotNull(City.Done(o).Waiting));
        Assert.NotNull(City.Done(within).Adjustment);
        Assert.Equal(new Usd(150_00), await city.BalanceAsync(account));
        await city.AssertBooksAsync();
    }

    [Fact]
    public async Task What_is_left_is_the_limit_less_what_was_posted_in_the_rules_days()
    {
        await using var own = await City.CreateAsync();
        var account = await own.AccountOwingAsync(200.00m);
        City.Done(await own.AdjustAsync(await own.AdjustmentAsync(account, Side.Credit, 30_00)));

        Assert.Equal(new Usd(20_00), await LeftAsync(own, account, AdjustmentKind.Correction));
        Assert.Equal(new Usd(25_00), await LeftAsync(own, account, AdjustmentKind.Waiver));
        Assert.Null(await LeftAsync(own, account, AdjustmentKind.Budget));
        own.Clock.Advance(TimeSpan.FromDays(30));
        Assert.Equal(new Usd(50_00), await LeftAsync(own, account, AdjustmentKind.Correction));
    }

    private static Task<Usd?> LeftAsync(City city, CustomerAccount account, AdjustmentKind kind) =>
        city.ReadAsync(async db => await db.LeftAloneAsync(
            (await db.RulesOnAsync<AdjustmentRules>(MoneyRuleKind.Adjustments, city.Today, default))!, account.Id, kind,
            city.Today, default));

    [Fact]
    public async Task After_the_days_of_the_rule_only_the_charge_itself_still_counts()
    {
        await using var own = await City.CreateAsync();
        var account = await own.AccountOwingAsync(200.00m);
        City.Done(await own.AdjustAsync(await own.AdjustmentAsync(account, Side.Credit, 40_00)));
        own.Clock.Advance(TimeSpan.FromDays(30));

        var other = await own.AdjustAsync(
            await own.AdjustmentAsync(account, Side.Credit, 40_00, UtilityService.Sewer));
        var sameLine = await own.AdjustAsync(await own.AdjustmentAsync(account, Side.Credit, 10_01));

        Assert.NotNull(City.Done(other).Adjustment);
        Assert.NotNull(City.Done(sameLine).Waiting);
    }

    [Fact]
    public async Task Eight_parts_at_once_stay_within_the_limit()
    {
        var account = await city.AccountOwingAsync(200.00m);
        var requests = new List<AdjustAccount.Request>();
        for (var i = 0; i < 8; i++)
        {
            requests.Add(await city.AdjustmentAsync(account, Side.Debit, 20_00));
        }

        var asked = await Task.WhenAll(requests.Select(r => city.AdjustAsync(r with { ApprovedBy = null })));
        foreach (var request in requests)
        {
            await city.AdjustAsync(request with { BalanceSeen = await city.BalanceAsync(account) });
        }

        Assert.Contains(asked, o => o is Outcome<Posted>.Done { Value.Adjustment: not null });
        Assert.Equal(new Usd(240_00), await city.BalanceAsync(account));
        await city.AssertBooksAsync();
    }

    [Theory]
    [InlineData("ck_adjustment_limit", 3_000, "'00000000-0000-0000-0000-000000000001'")]
    [InlineData("ck_adjustment_line_limit", 1, "adjustment_id")]
    public async Task The_tables_too_add_the_parts(string rule, long cents, string to)
    {
        await using var own = await City.CreateAsync();
        var account = await own.AccountOwingAsync(200.00m);
        City.Done(await own.AdjustAsync(await own.AdjustmentAsync(account, Side.Credit, 30_00)));
        var line = rule == "ck_adjustment_line_limit";
        await using var command = own.Database.App.CreateCommand(line
            ? $"insert into adjustment_line select {to}, 2, fund, gl_account, 2001, open_item_id from adjustment_line"
            : $$"""
              insert into adjustment select (jsonb_populate_record(a, jsonb_build_object('id', {{to}},
                'operation_no', 2, 'amount_cents', {{cents}}))).* from adjustment a
              """);

        var fault = await Assert.ThrowsAsync<PostgresException>(() => command.ExecuteNonQueryAsync());

        Assert.Equal(rule, fault.ConstraintName);
    }

    [Theory]
    [InlineData("ck_adjustment_approval_given")]
    [InlineData("ck_bill_cancellation_approval_given")]
    public async Task Nobody_is_named_who_did_not_decide(string rule)
    {
        await using var own = await City.CreateAsync();
        var account = await own.AccountOwingAsync(60.00m);
        City.Done(await own.AdjustAsync(await own.AdjustmentAsync(account, Side.Credit, 1_00)));
        await using var command = own.Database.App.CreateCommand(rule == "ck_adjustment_approval_given"
            ? """
              insert into adjustment select (jsonb_populate_record(a, jsonb_build_object('id', gen_random_uuid(),
                'operation_id', gen_random_uuid(), 'journal_entry_id', b.journal_entry_id, 'approved_by', 'staff:x'))).*
              from adjustment a, bill b
              """
            : """
              insert into bill_cancellation (bill_id, operation_id, reason, note, canceled_at, canceled_by, approved_by)
              select id, gen_random_uuid(), 'other', 'x', now(), 'staff:y', 'staff:x' from bill
              """);

        var fault = await Assert.ThrowsAsync<PostgresException>(() => command.ExecuteNonQueryAsync());

        Assert.Equal(rule, fault.ConstraintName);
    }

    [Fact]
    public async Task Asked_again_after_it_was_declined_it_says_so_and_a_new_request_can_be_made()
    {
        var account = await city.AccountOwingAsync(200.00m);
        var request = await city.AdjustmentAsync(account, Side.Credit, 60_00);
        var waiting = City.Done(await city.AdjustAsync(request)).Waiting!;
        City.Done(await city.DecideAsync(waiting.Id, Decision.Declined, note: "No proof"));

        var again = await city.AdjustAsync(request);
        var anew = await city.AdjustAsync(request with { OperationId = Guid.CreateVersion7(), Document = "WO 1" });

        Assert.Equal("Approval_WasDeclined", Refused(again));
        Assert.Contains("No proof", ((Outcome<Posted>.Refused)again).Refusal.Reason, StringComparison.Ordinal);
        Assert.NotEqual(waiting.Id, City.Done(anew).Waiting!.Id);
    }

    [Theory]
    [InlineData(Side.Debit, 13, "Adjust_TooOldToCharge")]
    [InlineData(Side.Credit, 13, null)]
    [InlineData(Side.Credit, 37, "Adjust_TooOldToCredit")]
    public async Task How_far_back_is_said_by_the_billing_settings(Side side, int months, string? refusal)
    {
        await using var own = await City.CreateAsync();
        var account = await own.AccountOwingAsync(60.00m);
        own.Clock.Advance(own.Clock.GetUtcNow().AddMonths(months) - own.Clock.GetUtcNow());

        var outcome = await own.AdjustAsync(await own.AdjustmentAsync(account, side, 1_00));

        Assert.Equal(refusal, outcome is Outcome<Posted>.Refused(var no) ? no.Key : null);
    }
}
