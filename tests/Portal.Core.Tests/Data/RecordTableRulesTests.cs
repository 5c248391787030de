using Npgsql;
using Portal.Core.Common;
using Portal.Core.Records;
using Portal.Core.Staff;
using Portal.Core.Tests.Accounts.Flags;
using Portal.Core.Tests.Records;
using Portal.Testing;

namespace Portal.Core.Tests.Data;

/// <summary>Pokes the tables of documents, as TableRulesTests does the others.</summary>
public sealed class RecordTableRulesTests(RecordTableRulesTests.Rows rows) : IClassFixture<RecordTableRulesTests.Rows>
{
    [Theory]
    [InlineData("ck_retention_class_years", "retention_class", """{"years": 1}""")]
    [InlineData("ck_retention_class_counts_from", "retention_class", """{"counts_from": "x"}""")]
    [InlineData("ck_kept_document_title", "kept_document", """{"title": " "}""")]
    [InlineData("ck_kept_document_name", "kept_document", """{"name": ""}""")]
    [InlineData("ck_kept_document_media_type", "kept_document", """{"media_type": "text/html"}""")]
    [InlineData("ck_kept_document_size", "kept_document", """{"size": 0}""")]
    [InlineData("ck_kept_document_sha256", "kept_document", """{"sha256": "\\\\x00"}""")]
    [InlineData("ck_legal_hold_reason", "legal_hold", """{"reason": " "}""")]
    [InlineData("ck_legal_hold_of_one", "legal_hold", """{"document_id": null}""")]
    [InlineData("ck_legal_hold_end_reason", "legal_hold_end", """{"reason": " "}""")]
    [InlineData("ck_destruction_approval_authority", "destruction_approval", """{"authority": " "}""")]
    [InlineData("ck_destruction_approval_destroyed", "destruction_approval", """{"destroyed": -1}""")]
    [InlineData("ck_destruction_approval_sha256", "destruction_approval", """{"certificate": "\\\\x00"}""")]
    public async Task A_row_is_sound(string rule, string name, string wrong) =>
        Assert.Equal(rule, await rows.City.Database.RuleThatRefusesAsync(
            $"insert into {name} select (jsonb_populate_record(sound, '{wrong}')).* from {name} sound limit 1",
            triggers: false));

    [Theory]
    [InlineData("tr_retention_class_append_only", "update retention_class set years = 3")]
    [InlineData("tr_kept_document_append_only", "delete from kept_document")]
    [InlineData("tr_document_view_append_only", "delete from document_view")]
    [InlineData("tr_legal_hold_append_only", "delete from legal_hold")]
    [InlineData("tr_legal_hold_end_append_only", "delete from legal_hold_end")]
    [InlineData("tr_destruction_list_append_only", "update destruction_list set made_by = 'x'")]
    [InlineData("tr_destruction_item_append_only", "delete from destruction_item")]
    [InlineData("tr_destruction_approval_append_only", "update destruction_approval set authority = 'x'")]
    [InlineData("tr_document_content_keeps_its_bytes", "update document_content set content = 'x'")]
    [InlineData("ck_document_content_destroyed_by_list", "delete from document_content")]
    [InlineData("ck_destruction_item_is_due", """
        insert into destruction_item select l.id, d.id, l.as_of from destruction_list l, kept_document d
        where not exists (select from destruction_item i where i.document_id = d.id) limit 1
        """)]
    [InlineData("ck_destruction_approval_second_person", """
        insert into destruction_approval select l.id, l.made_by, 'x', now(), 0, 'x', sha256('x')
        from destruction_list l limit 1
        """)]
    public async Task What_happened_stays(string rule, string sql) =>
        Assert.Equal(rule, await rows.City.Database.RuleThatRefusesAsync(sql));

    /// <summary>One document destroyed, one held and opened, one hold that ended.</summary>
    public sealed class Rows : IAsyncLifetime
    {
        public City City { get; } = new();

        public async Task InitializeAsync()
        {
            await City.InitializeAsync();
            var (account, terry) = (await City.AccountAsync(), await City.StaffAsync());
            var sue = await City.StaffAsync("Sue", StaffRole.Supervisor);
            City.Done(await RecordsTests.KeepAsync(City, RecordsTests.Keeping(City, account, terry, "Old", -3)));
            var list = City.Done(await RecordsTests.MakeAsync(City, terry));
            City.Done(await RecordsTests.ApproveAsync(City, list.Id, sue, "Resolution 12"));
            var held = City.Done(await RecordsTests.KeepAsync(City, RecordsTests.Keeping(City, account, terry, "New")));
            var ended = City.Done(await RecordsTests.HoldAsync(City, held.Id, terry));
            City.Done(await City.AskAsync<HoldDocument, Outcome<LegalHold>>(act => act.EndAsync(
                new(ended.Id, "Over.", Actor.Staff(terry)), default)));
            City.Done(await RecordsTests.OpenAsync(City, held.Id, sue));
        }

        public Task DisposeAsync() => City.DisposeAsync();
    }
}
