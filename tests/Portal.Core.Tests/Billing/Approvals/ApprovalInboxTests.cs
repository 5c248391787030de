using Portal.Core.Billing.Approvals;
using Portal.Core.Ledger;
using Portal.Core.Staff;
using Portal.Core.Tests.Billing.Adjustments;
using Portal.Testing;
using Xunit;

namespace Portal.Core.Tests.Billing.Approvals;

/// <summary>One list of all that waits for a second person: who sees it, and who may decide it.</summary>
public sealed class ApprovalInboxTests(City city) : IClassFixture<City>
{
    [Fact]
    public async Task Each_reader_sees_what_is_theirs_to_decide_or_of_their_own_asking()
    {
        var account = await city.AccountOwingAsync(200.00m);
        var maker = await city.StaffAsync(StaffRole.SeniorTechnician);
        var asked = City.Done(await city.AdjustAsync(
            (await city.AdjustmentAsync(account, Side.Credit, 80_00)) with { By = maker })).Waiting!;

        Assert.Equal("own", await SeenAsync(maker, asked.Id));
        Assert.Equal("decides", await SeenAsync(await city.StaffAsync(StaffRole.Supervisor), asked.Id));
        Assert.Equal("opens", await SeenAsync(await city.StaffAsync(StaffRole.Supervisor, account), asked.Id));
        Assert.Equal("opens", await SeenAsync(await city.StaffAsync(StaffRole.Auditor), asked.Id));
        Assert.Equal("nothing", await SeenAsync(await city.StaffAsync(StaffRole.Technician), asked.Id));
        Assert.Equal("nothing", await SeenAsync(AdjustingCity.Supervisor, asked.Id));
    }

    [Fact]
    public async Task A_request_says_what_why_and_how_much_and_goes_when_it_is_decided()
    {
        var account = await city.AccountOwingAsync(200.00m);
        var asked = City.Done(await city.AdjustAsync(
            await city.AdjustmentAsync(account, Side.Credit, 80_00))).Waiting!;
        var reader = await city.StaffAsync(StaffRole.Supervisor);

        var row = Assert.Single((await InboxAsync(new(reader))).Rows, r => r.Id == asked.Id);

        Assert.Equal(("AdjustAccount", account.Number, asked.Amount), (row.Kind, row.AccountNumber, row.Amount));
        Assert.EndsWith(": Read twice", row.Why, StringComparison.Ordinal);
        Assert.Equal($"/office/approvals/{asked.Id}", row.Address);
        City.Done(await city.DecideAsync(asked.Id, Decision.Approved, reader));
        Assert.DoesNotContain((await InboxAsync(new(reader))).Rows, r => r.Id == asked.Id);
    }

    [Fact]
    public async Task Every_table_with_a_maker_and_a_checker_is_in_it_once_and_the_count_is_the_lists()
    {
        var town = await City.CreateAsync();
        await using var _ = town;
        var reader = await town.StaffAsync(StaffRole.Supervisor);
        var (one, two) = (await town.AccountAsync(), await town.AccountAsync());
        var colleague = await town.StaffAsync(StaffRole.Cashier);
        await using var command = town.Database.App.CreateCommand($"""
            insert into customer_merge (id, kept_id, merged_id, reason, asked_by, asked_at, state)
              values (gen_random_uuid(), '{one.CustomerId}', '{two.CustomerId}', 'Same person', 'staff:a', now(),
                'asked');
            insert into destruction_list (id, as_of, made_by, made_at)
              values (gen_random_uuid(), '2026-11-01', 'staff:a', now());
            insert into rate_schedule (id, code, effective_on, document, created_at, drafted_by)
              values (gen_random_uuid(), 'inbox', '2027-01-01', '[]', now(), array['staff:a', 'staff:b']);
            insert into late_charge_run (id, as_of, made_by, made_at)
              values (gen_random_uuid(), '{town.Today:yyyy-MM-dd}', 'staff:a', now()),
                (gen_random_uuid(), '{town.Today.AddDays(-1):yyyy-MM-dd}', 'staff:a', now());
            insert into money_rule (id, kind, effective_on, document, made_by, made_at)
              select gen_random_uuid(), 'late_charges', '2027-01-01', document, 'staff:a',
                now() + make_interval(secs => n)
              from money_rule, generate_series(1, 2) n where kind = 'late_charges' limit 2;
            insert into draft_submission (kind, draft_id, submitted_by, submitted_at)
              select 'Rates', id, 'staff:a', now() from rate_schedule where code = 'inbox'
              union all select 'MoneyRule', id, 'staff:a', now() from money_rule where made_by = 'staff:a';
            insert into staff_change (id, user_id, kind, role, was_role, was_also, why, needs_look, made_by, made_at)
              values (gen_random_uuid(), '{colleague.Name[6..]}', 'role', 'supervisor', 'cashier', array[]::text[],
                'Promoted', true, 'staff:a', now());
            """);
        await command.ExecuteNonQueryAsync();

        var inbox = await InboxAsync(new(reader), town);

        string[] kinds = ["Destruction", "LateCharges", "Merge", "MoneyRule", "Rates", "StaffRole"];
        Assert.Equal(kinds, inbox.Rows.Select(r => r.Kind).Order());
        Assert.All(inbox.Rows, r => Assert.True(r.MayDecide && ApprovalInbox.Elsewhere.Contains(r.Kind), r.Kind));
        Assert.Equal(inbox.Count, (await town.AskAsync<LoadApprovalInbox, ApprovalInbox.Counts>(
            l => l.CountAsync(reader, default))).All);
        Assert.Equal("Merge", Assert.Single((await InboxAsync(new(reader, "Merge", Mine: true), town)).Rows).Kind);
        Assert.Empty((await InboxAsync(new(colleague), town)).Rows);
    }

    private async Task<string> SeenAsync(Actor reader, Guid id) =>
        (await InboxAsync(new(reader))).Rows.SingleOrDefault(r => r.Id == id) is not { } row ? "nothing"
            : row.MayDecide ? "decides" : row.IsOwn ? "own" : row.MayOpen ? "opens" : "sees";

    private Task<ApprovalInbox> InboxAsync(LoadApprovalInbox.Request request, City? of = null) =>
        (of ?? city).AskAsync<LoadApprovalInbox, ApprovalInbox>(load => load.RunAsync(request, default));
}
