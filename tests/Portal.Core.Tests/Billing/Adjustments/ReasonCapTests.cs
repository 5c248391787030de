using Microsoft.EntityFrameworkCore;
using Portal.Core.Accounts;
using Portal.Core.Accounts.Record;
using Portal.Core.Billing.Adjustments;
using Portal.Core.Billing.Approvals;
using Portal.Core.Common;
using Portal.Core.Ledger;
using Portal.Core.Money;
using Portal.Core.Tests.Records;
using Portal.Testing;
using Xunit;
using static Portal.Core.Tests.Billing.Adjustments.AdjustingCity;

namespace Portal.Core.Tests.Billing.Adjustments;

/// <summary>How often one reason is credited in twelve months, and the document behind a correction.</summary>
public sealed class ReasonCapTests(City city) : IClassFixture<City>
{
    private const string Forgive = "The plumber came late twice";

    [Fact]
    public async Task A_second_courtesy_in_a_year_is_refused_with_the_day_of_the_first()
    {
        var account = await city.AccountOwingAsync(200.00m);
        City.Done(await city.AdjustAsync(await CourtesyAsync(city, account)));

        var refused = await city.AdjustAsync(await CourtesyAsync(city, account));
        var another = await city.AdjustAsync(await city.AdjustmentAsync(account, Side.Credit, 1_00));
        var charge = await city.AdjustAsync(
            await city.AdjustmentAsync(account, Side.Debit, 1_00) with { Reason = "courtesy" });

        Assert.Equal("Adjust_OverCap", Refused(refused));
        Assert.Contains(
            $"{city.Today.Year}", ((Outcome<Posted>.Refused)refused).Refusal.Reason, StringComparison.Ordinal);
        Assert.All([another, charge], o => Assert.NotNull(City.Done(o).Adjustment));
        await city.AssertBooksAsync();
    }

    [Fact]
    public async Task One_more_waits_for_a_second_person_with_the_reason_however_small()
    {
        var account = await city.AccountOwingAsync(200.00m);
        City.Done(await city.AdjustAsync(await CourtesyAsync(city, account)));
        var request = await CourtesyAsync(city, account) with { OverCap = $" {Forgive} " };

        var waiting = City.Done(await city.AdjustAsync(request)).Waiting!;
        Assert.Contains(Forgive, await city.AskAsync<AdjustAccount, string>(
            act => Task.FromResult(act.Describe(waiting.Document))), StringComparison.Ordinal);
        City.Done(await city.DecideAsync(waiting.Id, Decision.Approved));

        var posted = await city.ReadAsync(db => db.Adjustments.SingleAsync(a => a.OperationId == waiting.Id));
        Assert.Equal((Supervisor.Name, Forgive), (posted.ApprovedBy, posted.OverCap));
        Assert.Equal("Adjust_OverCap", Refused(await city.AdjustAsync(await CourtesyAsync(city, account))));
        await city.AssertBooksAsync();
    }

    [Fact]
    public async Task After_twelve_months_there_is_room_again()
    {
        await using var own = await City.CreateAsync();
        var account = await own.AccountOwingAsync(200.00m);
        City.Done(await own.AdjustAsync(await CourtesyAsync(own, account)));
        own.Clock.Advance(own.Clock.GetUtcNow().AddMonths(12).AddDays(-2) - own.Clock.GetUtcNow());
        Assert.Equal("Adjust_OverCap", Refused(await own.AdjustAsync(await CourtesyAsync(own, account))));

        own.Clock.Advance(TimeSpan.FromDays(3));
        var posted = City.Done(await own.AdjustAsync(
            await CourtesyAsync(own, account) with { OverCap = "Not needed" })).Adjustment!;

        Assert.Null(posted.OverCap);
        Assert.Null(posted.ApprovedBy);
    }

    [Fact]
    public async Task Eight_at_once_give_one()
    {
        var account = await city.AccountOwingAsync(200.00m);
        var requests = new List<AdjustAccount.Request>();
        for (var i = 0; i < 8; i++) { requests.Add(await CourtesyAsync(city, account)); }

        var asked = await Task.WhenAll(requests.Select(r => city.AdjustAsync(r)));

        Assert.Single(asked, o => o is Outcome<Posted>.Done { Value.Adjustment: not null });
        var seen = await city.BalanceAsync(account);
        var again = await Task.WhenAll(requests.Select(r => city.AdjustAsync(r with { BalanceSeen = seen })));
        Assert.Equal(7, again.Count(o => o is Outcome<Posted>.Refused { Refusal.Key: "Adjust_OverCap" }));
        Assert.Equal(new Usd(199_00), seen);
        await city.AssertBooksAsync();
    }

    [Fact]
    public async Task Where_the_rule_does_not_let_it_nobody_gives_one_more()
    {
        await using var own = await City.CreateAsync();
        await StrictAsync(own);
        var account = await own.AccountOwingAsync(200.00m);
        City.Done(await own.AdjustAsync(await CourtesyAsync(own, account)));

        var refused = await own.AdjustAsync(await CourtesyAsync(own, account) with
        {
            OverCap = Forgive,
            ApprovedBy = Supervisor,
        });

        Assert.Equal("Adjust_CapReached", Refused(refused));
    }

    [Fact]
    public async Task A_document_of_the_account_is_behind_it_and_one_of_another_is_refused()
    {
        var account = await city.AccountOwingAsync(200.00m);
        var other = await city.AccountOwingAsync(60.00m);
        var (own, strange) = (await KeptAsync(account), await KeptAsync(other));
        var request = await city.AdjustmentAsync(account, Side.Credit, 1_00);

        var refused = await city.AdjustAsync(request with { KeptDocumentId = strange });
        var posted = City.Done(await city.AdjustAsync(request with { KeptDocumentId = own })).Adjustment!;

        Assert.Equal("Adjust_DocumentOfAnother", Refused(refused));
        Assert.Equal(own, posted.KeptDocumentId);
        var shown = await city.ReadAsync(db => AccountAdjustments.OfAsync(db, account.Id, default));
        Assert.Equal("Work order", shown.Rows.Single(r => r.Adjustment.Id == posted.Id).DocumentTitle);
    }

    [Theory]
    [InlineData("ck_adjustment_reason_cap", """{"amount_cents": 1}""")]
    [InlineData("ck_adjustment_reason_cap", """{"amount_cents": 1, "approved_by": "staff:x"}""")]
    [InlineData("ck_adjustment_reason_cap", """{"amount_cents": 1, "over_cap": "Why not"}""")]
    [InlineData("ck_adjustment_document_of_account", """
        {"reason": "other", "kept_document_id": "00000000-0000-0000-0000-000000000001"}
        """)]
    [InlineData("ck_adjustment_over_cap", """{"reason": "other", "over_cap": " "}""")]
    public async Task The_table_asks_too(string rule, string wrong)
    {
        var account = await city.AccountOwingAsync(200.00m);
        var posted = City.Done(await city.AdjustAsync(await CourtesyAsync(city, account))).Adjustment!;

        Assert.Equal(rule, await city.Database.RuleThatRefusesAsync($$"""
            insert into adjustment select (jsonb_populate_record(jsonb_populate_record(a, '{{wrong}}'),
              jsonb_build_object('id', gen_random_uuid(), 'operation_id', gen_random_uuid()))).*
            from adjustment a where a.id = '{{posted.Id}}'
            """));
    }

    [Fact]
    public async Task A_document_that_is_not_kept_is_not_named()
    {
        var account = await city.AccountOwingAsync(200.00m);
        var posted = City.Done(await city.AdjustAsync(await CourtesyAsync(city, account))).Adjustment!;

        Assert.Equal("fk_adjustment_kept_document", await city.Database.RuleThatRefusesAsync($$"""
            alter table adjustment disable trigger tr_adjustment_document_is_of_account;
            alter table adjustment disable trigger tr_adjustment_within_reason;
            insert into adjustment select (jsonb_populate_record(a, jsonb_build_object('id', gen_random_uuid(),
              'operation_id', gen_random_uuid(), 'kept_document_id', gen_random_uuid(), 'journal_entry_id',
              (select e.id from journal_entry e where not exists (
                select from adjustment x where x.journal_entry_id = e.id) limit 1)))).*
            from adjustment a where a.id = '{{posted.Id}}'
            """));
    }

    private static async Task<AdjustAccount.Request> CourtesyAsync(City at, CustomerAccount account) =>
        await at.AdjustmentAsync(account, Side.Credit, 1_00) with { Reason = "courtesy" };

    private async Task<Guid> KeptAsync(CustomerAccount account)
    {
        var request = RecordsTests.Keeping(city, account, Guid.CreateVersion7(), "Work order");
        return City.Done(await RecordsTests.KeepAsync(city, request)).Id;
    }

    private static async Task StrictAsync(City at)
    {
        await using var command = at.Database.App.CreateCommand("""
            with made as (
              insert into money_rule (id, kind, effective_on, document, made_by, made_at)
              select gen_random_uuid(), kind, effective_on,
                replace(document::text, '"may_exceed": true', '"may_exceed": false')::jsonb, 'a', now()
              from money_rule where kind = 'adjustments' order by made_at desc limit 1 returning id)
            insert into money_rule_release (rule_id, released_by, released_at) select id, 'b', now() from made
            """);
        await command.ExecuteNonQueryAsync();
    }
}
