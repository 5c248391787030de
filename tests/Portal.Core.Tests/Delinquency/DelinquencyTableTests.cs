using Portal.Testing;
using Xunit;
using static Portal.Core.Tests.Delinquency.LadderTown;

namespace Portal.Core.Tests.Delinquency;

/// <summary>Pokes each rule of the ladder's tables that the acts never come near.</summary>
public sealed class DelinquencyTableTests
{
    private const string Step =
        "insert into delinquency_step (case_id, no, event, from_state, to_state, at_city, at, by_whom) ";

    private const string Item = """
        with r as (insert into delinquency_run values (gen_random_uuid(), '2026-12-01', 'x', now()) returning id)
        insert into delinquency_run_item (run_id, customer_account_id, event, skipped, past_due_cents)
        """;

    private const string Hold = """
        insert into shut_off_hold (id, customer_account_id, kind, reason, owner_id, starts_on, review_on, ends_on,
          made_by, made_at, ended_by)
        """;

    private const string Reconnect =
        "insert into reconnect_order (id, case_id, customer_account_id, opened_at, done_at, done_by, canceled_at) ";

    [Fact]
    public async Task A_case_and_its_steps_are_sound()
    {
        var (town, _) = await OrderedAsync();
        await using var city = town.City;

        await RefusesAsync(city,
            ("ck_delinquency_case_state", "update delinquency_case set state = 'asleep'"),
            ("ck_delinquency_case_due_after_bill", "update delinquency_case set due_on = bill_mailed_on - 1"),
            ("ck_delinquency_case_asked_after_due", "update delinquency_case set asked_on = due_on"),
            ("ck_delinquency_step_no", $"{Step} {Of("0, 'pay', 'final', 'current'")}"),
            ("ck_delinquency_step_event", $"{Step} {Of("1, 'sleep', 'current', 'past_due'")}"),
            ("ck_delinquency_step_from_state", $"{Step} {Of("0, 'pay', 'asleep', 'current'")}"),
            ("ck_delinquency_step_to_state", $"{Step} {Of("1, 'fall_past_due', 'current', 'asleep'")}"),
            ("ck_delinquency_step_notice_has_step", $"{Step} {Of("1, 'tell', 'current', 'past_due'")}"));

        static string Of(string values) => $"select id, {values}, now()::timestamp, now(), 'x' from delinquency_case";
    }

    [Fact]
    public async Task A_run_a_pack_and_a_hold_are_sound()
    {
        var (town, account) = await OrderedAsync();
        await using var city = town.City;

        await RefusesAsync(city,
            ("ck_delinquency_run_item_event", $"{Item} select id, '{account}', 'sleep', null, 0 from r"),
            ("ck_delinquency_run_item_moves_or_skips", $"{Item} select id, '{account}', null, null, 0 from r"),
            ("ck_delinquency_run_item_past_due", $"{Item} select id, '{account}', 'pay', null, -1 from r"),
            ("ck_pack_version_code", Pack("X!", "X!")),
            ("ck_pack_version_document", Pack("us-xx", "us-yy")),
            ("ck_shut_off_hold_kind", $"{Hold} {Kept($"'{account}', 'whim', 'r'", "'2026-12-09', null")}"),
            ("ck_shut_off_hold_days", $"{Hold} {Kept($"'{account}', 'appeal', 'r'", "'2026-11-01', null")}"),
            ("ck_shut_off_hold_ended", $"{Hold} {Kept($"'{account}', 'appeal', 'r'", "'2026-12-09', 'x'")}"),
            ("ck_shut_off_hold_of_all", $"{Hold} {Kept("null, 'appeal', 'r'", "'2026-12-09', null")}"),
            ("ck_shut_off_hold_reason", $"{Hold} {Kept($"'{account}', 'appeal', ' '", "'2026-12-09', null")}"));

        static string Pack(string code, string says) =>
            $$"""
            insert into pack_version values (gen_random_uuid(), '{{code}}', '2026-12-01',
              '{"code": "{{says}}", "ladders": [{}]}', 'x', now())
            """;

        static string Kept(string what, string end)
        {
            var (endsOn, endedBy) = (end.Split(", ")[0], end.Split(", ")[1]);
            return $"values (gen_random_uuid(), {what}, gen_random_uuid(), '2026-12-01', '2026-12-08', {endsOn}, "
                + $"'x', now(), {endedBy})";
        }
    }

    [Fact]
    public async Task A_hold_changes_only_by_its_end()
    {
        await using var city = await City.CreateAsync();

        Assert.Equal("tr_shut_off_hold_keeps_what_happened", await city.Database.RuleThatRefusesAsync($"""
            alter table shut_off_hold drop constraint fk_shut_off_hold_owner;
            {Hold} values (gen_random_uuid(), null, 'weather', 'Heat', gen_random_uuid(), '2026-12-01', '2026-12-08',
              null, 'x', now(), null);
            update shut_off_hold set reason = 'Cold'
            """));
    }

    [Fact]
    public async Task A_list_its_orders_and_a_reconnection_are_sound()
    {
        var (town, _) = await OrderedAsync();
        await using var city = town.City;

        await RefusesAsync(city,
            ("ck_shut_off_list_approved",
                "insert into shut_off_list values (gen_random_uuid(), '2027-02-01', 'x', now(), 'y', null)"),
            ("ux_shut_off_order_one_live", """
                insert into shut_off_order (id, list_id, case_id, customer_account_id, state, changed_by, changed_at)
                select gen_random_uuid(), list_id, case_id, customer_account_id, 'listed', 'x', now()
                from shut_off_order
                """),
            ("ck_reconnect_order_done", $"{Reconnect} {Of("now(), null, null")}"),
            ("ck_reconnect_order_one_end", $"{Reconnect} {Of("now(), 'x', now()")}"),
            ("ux_reconnect_order_one_open", $"{Reconnect} {Of("null, null, null")}, generate_series(1, 2)"));
        (string Rule, string Change)[] wrong =
        [
            ("ck_shut_off_order_state", "state = 'asleep'"),
            ("ck_shut_off_order_done_was_dispatched", "state = 'done', dispatched_at_city = null"),
            ("ck_shut_off_order_failed_says_why", "state = 'failed', dispatched_at_city = now(), note = null"),
        ];
        foreach (var (rule, change) in wrong)
        {
            Assert.Equal(rule, await city.Database.RuleThatRefusesAsync(
                $"update shut_off_order set {change}", triggers: false));
        }

        static string Of(string end) =>
            $"select gen_random_uuid(), id, customer_account_id, now(), {end} from delinquency_case";
    }

    private static async Task<(LadderTown Town, Guid Account)> OrderedAsync()
    {
        var town = await CreateAsync();
        var account = await town.City.AccountOwingAsync(112.52m);
        await town.WalkToPrintedDayAsync(account);
        await town.ListAsync();
        return (town, account.Id);
    }

    private static async Task RefusesAsync(City city, params (string Rule, string Sql)[] pokes)
    {
        foreach (var (rule, sql) in pokes)
        {
            Assert.Equal(rule, await city.Database.RuleThatRefusesAsync(sql));
        }
    }
}
