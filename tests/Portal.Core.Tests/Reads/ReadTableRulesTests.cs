using Npgsql;
using Portal.Core.Tests.Data;

namespace Portal.Core.Tests.Reads;

/// <summary>The tables of reads, poked as TableRulesTests pokes the others.</summary>
public sealed class ReadTableRulesTests(OneOfEach rows) : IClassFixture<OneOfEach>
{
    private const string Id = """ "id": "00000000-0000-0000-0000-000000000001" """;
    private const string None = "00000000-0000-0000-0000-000000000002";

    [Theory]
    [InlineData("ck_service_point_register", "service_point", """{"register": "other"}""")]
    [InlineData("ck_meter_exchange_old_reading", "meter_exchange", """{"old_reading": -1}""")]
    [InlineData("ck_meter_exchange_new_reading", "meter_exchange", """{"new_reading": -1}""")]
    [InlineData("ck_meter_exchange_old_dials", "meter_exchange", """{"old_dials": 2}""")]
    [InlineData("ck_meter_exchange_old_multiplier", "meter_exchange", """{"old_multiplier": 0}""")]
    [InlineData("ck_meter_exchange_another_meter", "meter_exchange", """{"new_meter_number": "M-0"}""")]
    [InlineData("ux_meter_exchange_point_day", "meter_exchange", "{" + Id + "}")]
    [InlineData("ck_meter_read_change_was_kind", "meter_read_change", """{"was_kind": "guessed"}""")]
    [InlineData("ck_meter_read_change_now_kind", "meter_read_change", """{"now_kind": "guessed"}""")]
    [InlineData("ck_meter_read_change_reason", "meter_read_change", """{"reason": "  "}""")]
    [InlineData("ck_read_profile_name", "read_profile", """{"name": " "}""")]
    [InlineData("ux_read_profile_name", "read_profile", "{" + Id + "}")]
    [InlineData("ck_meter_interval_day_alike", "meter_interval_day", """{"minutes": [0, 15]}""")]
    [InlineData("ck_meter_interval_day_uses", "meter_interval_day", """{"uses": [-1]}""")]
    [InlineData("ck_read_rule_setting_value", "read_rule_setting", """{"value": -1}""")]
    [InlineData("ck_read_rule_change_now", "read_rule_change", """{"now": -1}""")]
    [InlineData("ck_read_rule_change_reason", "read_rule_change", """{"reason": " "}""")]
    public Task Meters_and_their_reads_are_kept_in_good_order(string rule, string table, string wrong) =>
        RefusedAsync(rule, table, wrong);

    [Theory]
    [InlineData("ux_read_import_operation", "read_import",
        "{" + Id + """, "state": "checked", "confirmed_at": null, "confirmed_by": null}""")]
    [InlineData("ux_read_import_file_once", "read_import",
        "{" + Id + $$""", "operation_id": "{{None}}"}""")]
    [InlineData("ck_read_import_file_name", "read_import", """{"file_name": ""}""")]
    [InlineData("ck_read_import_sha256", "read_import", """{"sha256": "\\x00"}""")]
    [InlineData("ck_read_import_state", "read_import",
        """{"state": "lost", "confirmed_at": null, "confirmed_by": null}""")]
    [InlineData("ck_read_import_counts", "read_import", """{"accepted": 1}""")]
    [InlineData("ck_read_import_confirmed", "read_import", """{"confirmed_by": null}""")]
    [InlineData("ck_read_import_done", "read_import", """{"state": "done"}""")]
    [InlineData("ck_read_import_row_outcome", "read_import_row", """{"outcome": "lost"}""")]
    [InlineData("ck_read_import_row_fault", "read_import_row", """{"outcome": "fault"}""")]
    public Task A_file_of_reads_is_taken_once(string rule, string table, string wrong) =>
        RefusedAsync(rule, table, wrong);

    [Theory]
    [InlineData("ck_read_exception_rule", """{"rule": "luck"}""")]
    [InlineData("ck_read_exception_state", """{"state": "lost"}""")]
    [InlineData("ck_read_exception_closed", """{"state": "released"}""")]
    [InlineData("ck_read_exception_missing_has_no_read", """{"meter_read_id": null}""")]
    [InlineData("ck_read_exception_proposed_reading", """{"proposed_reading": -1}""")]
    [InlineData("ck_read_exception_proposal", """{"state": "awaiting_approval"}""")]
    [InlineData("ck_read_exception_second_person", """{"proposed_by": "staff:1", "approved_by": "staff:1"}""")]
    [InlineData("ck_read_exception_over_limit_approved",
        """{"state": "overridden", "closed_at": "2026-11-16", "is_over_limit": true}""")]
    [InlineData("ux_read_exception_point_rule_day", "{" + Id + "}")]
    public Task An_exception_is_decided_by_whom_it_may_be(string rule, string wrong) =>
        RefusedAsync(rule, "read_exception", wrong);

    [Theory]
    [InlineData("ck_read_exception_event_reason", "read_exception_event", "reason", 501)]
    [InlineData("ck_read_evidence_note", "read_evidence", "note", 2001)]
    public Task What_is_written_about_a_read_has_its_length(string rule, string table, string column, int length) =>
        RefusedAsync(rule, table, $$"""{"{{column}}": "{{new string('x', length)}}"}""");

    [Theory]
    [InlineData("ux_read_exception_event_operation", "read_exception_event", "{" + Id + "}")]
    [InlineData("ux_read_evidence_operation", "read_evidence", "{" + Id + "}")]
    [InlineData("ck_read_exception_event_from_state", "read_exception_event", """{"from_state": "lost"}""")]
    [InlineData("ck_read_exception_event_to_state", "read_exception_event", """{"to_state": "lost"}""")]
    [InlineData("ck_read_evidence_media_type", "read_evidence", """{"media_type": "text/html"}""")]
    [InlineData("ck_read_evidence_photo", "read_evidence", """{"photo": ""}""")]
    [InlineData("ck_read_evidence_holds_something", "read_evidence",
        """{"note": null, "photo": null, "media_type": null}""")]
    [InlineData("ck_read_evidence_photo_has_type", "read_evidence", """{"media_type": null}""")]
    public Task What_was_done_about_a_read_is_kept_once(string rule, string table, string wrong) =>
        RefusedAsync(rule, table, wrong);

    [Theory]
    [InlineData("ck_meter_read_change_recorded", """
        insert into meter_read (id, service_point_id, read_on, reading, kind)
        select gen_random_uuid(), service_point_id, read_on + 100, reading, kind from meter_read limit 1;
        update meter_read r set reading = reading + 1 where not exists (
          select from bill_read b where b.service_point_id = r.service_point_id
            and r.read_on in (b.previous_read_on, b.current_read_on))
        """)]
    [InlineData("tr_meter_exchange_append_only", "delete from meter_exchange")]
    [InlineData("tr_meter_read_change_append_only", "update meter_read_change set reason = 'x'")]
    [InlineData("ck_read_rule_setting_change_recorded", "update read_rule_setting set value = value + 1")]
    [InlineData("tr_read_rule_change_append_only", "delete from read_rule_change")]
    [InlineData("tr_read_exception_no_delete", "delete from read_exception")]
    [InlineData("tr_read_exception_event_append_only", "update read_exception_event set by = 'nobody'")]
    [InlineData("tr_read_evidence_append_only", "delete from read_evidence")]
    public async Task Not_even_the_owner_breaks_a_rule(string rule, string sql)
    {
        await using var owner = NpgsqlDataSource.Create(rows.City.Database.OwnerConnectionString);
        await using var command = owner.CreateCommand(sql);

        var fault = await Assert.ThrowsAsync<PostgresException>(() => command.ExecuteNonQueryAsync());

        Assert.Equal(rule, fault.ConstraintName);
    }

    /// <param name="table">A table, and which of its rows, if it matters.</param>
    /// <param name="wrong">What is written differently the second time.</param>
    private async Task RefusedAsync(string rule, string table, string wrong)
    {
        var (name, which) = table.Split(' ', 2) is [var first, var rest] ? (first, rest) : (table, "");
        await using var command = rows.City.Database.App.CreateCommand(
            $"insert into {name} select (jsonb_populate_record(sound, $1)).* from {name} sound {which} limit 1");
        command.Parameters.Add(new() { Value = wrong, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Jsonb });

        var fault = await Assert.ThrowsAsync<PostgresException>(() => command.ExecuteNonQueryAsync());

        Assert.Equal(rule, fault.ConstraintName);
    }
}
