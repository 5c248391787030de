using Npgsql;
using Portal.Testing;

namespace Portal.Core.Tests.Data;

/// <summary>Pokes the tables of the office's lists, as TableRulesTests does the others.</summary>
public sealed class OfficeWordTableRulesTests(City city) : IClassFixture<City>
{
    private const string Change = "insert into office_word_change (id, list, code, was_name_en, was_name_es, "
        + "was_retired, name_en, name_es, is_retired, changed_at, changed_by) values (gen_random_uuid(), ";

    [Theory]
    [InlineData("ck_request_topic_name_en", "update request_topic set name_en = ' ' where code = 'bill'")]
    [InlineData("ck_request_topic_name_es", "update request_topic set name_es = ' ' where code = 'bill'")]
    [InlineData("ck_request_topic_stays", "update request_topic set retired_at = now() where code = 'move'")]
    [InlineData("ck_request_department_billing_stays",
        "update request_department set retired_at = now() where code = 'billing'")]
    [InlineData("ck_close_cause_duplicate_stays", "update close_cause set retired_at = now() where code = 'duplicate'")]
    [InlineData("ux_request_topic_name", "update request_topic set name_en = 'A payment' where code = 'bill'")]
    [InlineData("ux_close_cause_name", "update close_cause set name_en = 'Other' where code = 'explained'")]
    [InlineData("ux_caller_question_name", "update caller_question set name_en = 'Phone on file' where code = 'pin'")]
    [InlineData("ux_request_department_name", "update request_department set name_en = 'Finance' where code = 'water'")]
    [InlineData("ck_request_topic_word_recorded", "update request_topic set name_en = 'Bill' where code = 'bill'")]
    [InlineData("ck_close_cause_word_recorded", "update close_cause set name_en = 'X' where code = 'other'")]
    [InlineData("ck_caller_question_word_recorded", "update caller_question set name_en = 'X' where code = 'pin'")]
    [InlineData("ck_request_department_word_recorded",
        "update request_department set name_en = 'X' where code = 'water'")]
    [InlineData("ck_office_word_change_list",
        $"{Change} 'x', 'a', null, null, false, 'A', 'A', false, now(), 'x')")]
    [InlineData("ck_office_word_change_name_en",
        $"{Change} 'topic', 'a', null, null, false, ' ', 'A', false, now(), 'x')")]
    [InlineData("ck_office_word_change_name_es",
        $"{Change} 'topic', 'a', null, null, false, 'A', ' ', false, now(), 'x')")]
    [InlineData("ck_office_word_change_new",
        $"{Change} 'topic', 'a', 'A', null, false, 'A', 'A', false, now(), 'x')")]
    [InlineData("tr_office_word_change_append_only",
        $"{Change} 'topic', 'a', null, null, false, 'A', 'A', false, now(), 'x'); delete from office_word_change")]
    public async Task A_word_of_the_office_changes_by_its_rules(string rule, string sql)
    {
        await using var owner = NpgsqlDataSource.Create(city.Database.OwnerConnectionString);
        await using var command = owner.CreateCommand(sql);

        var fault = await Assert.ThrowsAsync<PostgresException>(() => command.ExecuteNonQueryAsync());

        Assert.Equal(rule, fault.ConstraintName);
    }
}
