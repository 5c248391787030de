using Portal.Core.Common;
using Portal.Core.Staff;
using Portal.Core.Staff.Reviews;
using Portal.Core.Staff.Team;
using Portal.Testing;
using Xunit;

namespace Portal.Core.Tests.Staff;

/// <summary>Each rule of the tables about colleagues, heard by its name.</summary>
public sealed class TeamTableRulesTests : IAsyncLifetime
{
    private readonly TeamTown _town = new();

    public Task InitializeAsync() => _town.InitializeAsync();

    public Task DisposeAsync() => _town.DisposeAsync();

    [Theory]
    [InlineData("tr_staff_change_append_only", "update staff_change set why = 'x'")]
    [InlineData("tr_staff_change_append_only", "delete from staff_change")]
    [InlineData("tr_staff_change_no_truncate", "truncate staff_change cascade")]
    [InlineData("tr_staff_change_look_append_only", "update staff_change_look set note = 'x'")]
    [InlineData("tr_staff_change_look_no_truncate", "truncate staff_change_look")]
    [InlineData("tr_access_review_only_closes", "delete from access_review")]
    [InlineData("tr_access_review_item_in_time", "delete from access_review_item")]
    [InlineData("ck_staff_change_kind", """
        insert into staff_change select
          (jsonb_populate_record(c, '{"kind": "x"}')).*
        from staff_change c
        """)]
    [InlineData("ck_staff_change_why", """
        insert into staff_change select
          (jsonb_populate_record(c, '{"why": " "}')).*
        from staff_change c
        """)]
    [InlineData("ck_staff_change_was", """
        insert into staff_change select
          (jsonb_populate_record(c, '{"was_role": null}')).*
        from staff_change c
        """)]
    [InlineData("ck_staff_change_look", """
        insert into staff_change select
          (jsonb_populate_record(c, '{"kind": "suspended"}')).*
        from staff_change c
        """)]
    [InlineData("fk_staff_change_user", """
        insert into staff_change select
          (jsonb_populate_record(c, '{"id": "00000000-0000-0000-0000-000000000001",
            "user_id": "00000000-0000-0000-0000-000000000001"}')).*
        from staff_change c
        """)]
    [InlineData("ck_staff_change_look_note", """
        insert into staff_change_look select
          (jsonb_populate_record(l, '{"agreed": false}')).*
        from staff_change_look l
        """)]
    [InlineData("fk_staff_change_look_change", """
        insert into staff_change_look select
          (jsonb_populate_record(l, '{"change_id": "00000000-0000-0000-0000-000000000001"}')).*
        from staff_change_look l
        """)]
    [InlineData("ux_access_review_quarter", """
        insert into access_review select
          (jsonb_populate_record(r, '{"id": "00000000-0000-0000-0000-000000000001"}')).*
        from access_review r
        """)]
    [InlineData("ck_access_review_quarter", """
        insert into access_review select
          (jsonb_populate_record(r, '{"quarter_on": "2026-02-01"}')).*
        from access_review r
        """)]
    [InlineData("ck_access_review_closed_whole", """
        insert into access_review select
          (jsonb_populate_record(r, '{"closed_by": "x"}')).*
        from access_review r
        """)]
    [InlineData("ck_access_review_item_answer", """
        insert into access_review_item select
          (jsonb_populate_record(i, '{"answer": "x"}')).*
        from access_review_item i limit 1
        """)]
    [InlineData("ck_access_review_item_whole", """
        insert into access_review_item select
          (jsonb_populate_record(i, '{"answered_by": "x"}')).*
        from access_review_item i limit 1
        """)]
    [InlineData("ck_access_review_item_note", """
        insert into access_review_item select
          (jsonb_populate_record(i, '{"answer": "to_change", "answered_by": "x", "answered_at": "2026-01-01"}')).*
        from access_review_item i limit 1
        """)]
    [InlineData("fk_access_review_item_review", """
        insert into access_review_item select
          (jsonb_populate_record(i, '{"review_id": "00000000-0000-0000-0000-000000000001"}')).*
        from access_review_item i limit 1
        """)]
    [InlineData("fk_access_review_item_user", """
        insert into access_review_item select
          (jsonb_populate_record(i, '{"user_id": "00000000-0000-0000-0000-000000000001"}')).*
        from access_review_item i limit 1
        """)]
    [InlineData("ck_staff_member_also", "update staff_member set also = '{king}'")]
    [InlineData("ck_staff_member_also", "update staff_member set also = array[role]")]
    [InlineData("ck_permission_sort", "insert into permission values ('X', 'x')")]
    [InlineData("ck_role_bundle_permissions", "insert into role_bundle values ('x', '{}')")]
    [InlineData("ck_duty_apart", """
        insert into duty select
          (jsonb_populate_record(d, '{"word": "x", "no": 99, "apart": "x"}')).*
        from duty d limit 1
        """)]
    [InlineData("ck_duty_why", """
        insert into duty select
          (jsonb_populate_record(d, '{"word": "x", "no": 99, "why": " "}')).*
        from duty d limit 1
        """)]
    [InlineData("ck_duty_other", """
        insert into duty select
          (jsonb_populate_record(d, '{"word": "x", "no": 99, "other": "y", "other_sorts": ["money"]}')).*
        from duty d limit 1
        """)]
    [InlineData("ux_duty_no", """
        insert into duty select
          (jsonb_populate_record(d, '{"word": "x"}')).*
        from duty d limit 1
        """)]
    public async Task The_tables_keep_what_happened_in_good_order(string rule, string sql)
    {
        var change = City.Done(await _town.GiveAsync(_town.Terry, StaffRole.Supervisor, []));
        City.Done(await _town.LookAsync(change, _town.Sam));
        City.Done(await _town.City.AskAsync<OpenReview, Outcome<AccessReview>>(
            act => act.RunAsync(new(Guid.NewGuid(), Actor.Staff(_town.Sam)), default)));

        Assert.Equal(rule, await _town.PokeAsync(sql));
    }
}
