using Portal.Core.Data;
using Portal.Core.Delinquency;
using Portal.Testing;
using Xunit;
using static Portal.Core.Tests.Delinquency.LadderTown;

namespace Portal.Core.Tests.Delinquency;

/// <summary>Goes round the acts and pokes the tables.</summary>
public sealed class DelinquencyRulesTests
{
    [Fact]
    public async Task The_table_of_moves_is_the_one_of_the_code()
    {
        await using var city = await City.CreateAsync();
        var rows = new List<string>();
        await using var command = city.Database.App.CreateCommand(
            "select from_state || ' ' || event || ' ' || to_state from delinquency_move");
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync()) { rows.Add(reader.GetString(0)); }

        Assert.Equal(
            DelinquencyMoves.All.Select(m =>
                $"{SnakeCase.Snake($"{m.From}")} {SnakeCase.Snake($"{m.Event}")} {SnakeCase.Snake($"{m.To}")}")
                .Order(StringComparer.Ordinal),
            rows.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Every_rule_speaks_where_the_acts_are_gone_round()
    {
        var town = await CreateAsync();
        await using var city = town.City;
        var account = await city.AccountOwingAsync(112.52m);
        await town.WalkToPrintedDayAsync(account);
        await town.ListAsync();
        var (order, open) = (await town.OrderAsync(account), (await town.CaseAsync(account))!);
        var (now, step) = ("now()::timestamp, now(), 'x'", "delinquency_step (case_id, no, event, from_state, to_state,"
            + " step_code, at_city, at, by_whom)");

        (string Rule, string Sql)[] pokes =
        [
            ("fk_delinquency_step_move",
                $"insert into {step} values ('{open.Id}', 9, 'pay', 'ordered', 'disconnected', null, {now})"),
            ("ck_delinquency_step_follows",
                $"insert into {step} values ('{open.Id}', 9, 'pay', 'final', 'current', null, {now})"),
            ("ck_delinquency_step_disconnect_has_order",
                $"insert into {step} values ('{open.Id}', 9, 'disconnect', 'ordered', 'disconnected', null, {now})"),
            ("tr_delinquency_step_append_only", "update delinquency_step set note = 'x'"),
            ("tr_delinquency_move_append_only", "delete from delinquency_move"),
            ("ck_delinquency_case_move_recorded", "update delinquency_case set state = 'disconnected'"),
            ("ck_delinquency_case_closed_is_current", "update delinquency_case set closed_at = now()"),
            ("ck_delinquency_case_noticed_has_day", "update delinquency_case set shut_off_on = null"),
            ("ux_delinquency_case_one_open", """
                insert into delinquency_case (id, customer_account_id, pack_id, ladder, bill_mailed_on, due_on,
                  asked_on,
                  state, opened_on, changed_at)
                select gen_random_uuid(), customer_account_id, pack_id, ladder, bill_mailed_on, due_on, asked_on,
                  'past_due', opened_on, now() from delinquency_case
                """),
            ("ck_shut_off_order_moves", "update shut_off_order set state = 'done', dispatched_at_city = now()"),
            ("ck_shut_off_order_allowed",
                "update shut_off_order set state = 'dispatched', dispatched_at_city = '2027-02-07 09:00'"),
            ("ck_shut_off_order_begins_listed", $"""
                insert into shut_off_order (id, list_id, case_id, customer_account_id, state, changed_by, changed_at)
                values (gen_random_uuid(), '{order.ListId}', '{open.Id}', '{account.Id}', 'ready', 'x', now())
                """),
            ("tr_shut_off_list_keeps_what_happened", "update shut_off_list set for_day = for_day + 1"),
            ("tr_delinquency_run_append_only", "update delinquency_run set made_by = 'x'"),
            ("tr_delinquency_run_item_append_only", "update delinquency_run_item set skipped = 'x'"),
            ("tr_delinquency_run_release_append_only", "update delinquency_run_release set released_by = 'x'"),
            ("tr_delinquency_run_account_append_only", "update delinquency_run_account set skipped = 'x'"),
            ("tr_pack_release_append_only", "update pack_release set released_by = 'x'"),
            ("ck_delinquency_run_release_second_person", """
                with r as (
                  insert into delinquency_run values (gen_random_uuid(), '2026-12-01', 'x', now()) returning id)
                insert into delinquency_run_release select id, 'x', now() from r
                """),
        ];
        foreach (var (rule, sql) in pokes)
        {
            Assert.Equal(rule, await city.Database.RuleThatRefusesAsync(sql));
        }
    }
}
