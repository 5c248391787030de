using Npgsql;
using Portal.Core.Requests.Replies;
using Portal.Core.Tests.Requests;
using Portal.Testing;

namespace Portal.Core.Tests.Data;

/// <summary>Pokes the tables of answers by mail, as TableRulesTests does the others.</summary>
public sealed class ReplyTableRulesTests(ReplyTableRulesTests.Mails rows) : IClassFixture<ReplyTableRulesTests.Mails>
{
    private const string Insert = "insert into received_mail select (jsonb_populate_record(m, '";
    private const string New = "\"id\": \"00000000-0000-0000-0000-000000000002\", \"message_id\": \"x\"";

    [Theory]
    [InlineData("ck_received_mail_message_id", "waiting", "\"message_id\": \"\"")]
    [InlineData("ux_received_mail_message_id", "waiting", "\"id\": \"00000000-0000-0000-0000-000000000002\"")]
    [InlineData("ck_received_mail_raw", "waiting", $"{New}, \"raw\": \"\\\\x\"")]
    [InlineData("ck_received_mail_fate", "waiting", $"{New}, \"fate\": \"x\"")]
    [InlineData("ck_received_mail_why", "waiting", $"{New}, \"why\": \"x\"")]
    [InlineData("ck_received_mail_has_why", "waiting", $"{New}, \"why\": null")]
    [InlineData("ck_received_mail_joined", "waiting", $"{New}, \"fate\": \"joined\"")]
    [InlineData("ck_received_mail_joined_request", "joined", $"{New}, \"request_id\": null")]
    [InlineData("ux_received_mail_event", "joined", New)]
    [InlineData("ck_received_mail_discarded", "discarded", $"{New}, \"reason\": null")]
    [InlineData("ck_received_mail_reason", "discarded", $"{New}, \"reason\": \" \"")]
    [InlineData("ck_received_mail_decided", "discarded", $"{New}, \"decided_by\": null")]
    public Task A_mail_is_whole(string rule, string fate, string wrong) => RefusedAsync(
        rule, $"{Insert}{{{wrong}}}')).* from received_mail m where fate = '{fate}' limit 1");

    [Theory]
    [InlineData("tr_received_mail_decided_once", "update received_mail set words = 'x' where fate = 'waiting'")]
    [InlineData("tr_received_mail_decided_once", "update received_mail set reason = 'x' where fate = 'discarded'")]
    [InlineData("tr_received_mail_decided_once", "delete from received_mail")]
    [InlineData("tr_request_reply_address_append_only", "update request_reply_address set address = 'a@b'")]
    [InlineData("ck_request_reply_address_token",
        "insert into request_reply_address select '\\x00'::bytea, request_id, address, user_id, "
        + "made_at from request_reply_address")]
    [InlineData("ck_request_reply_address_address",
        "insert into request_reply_address select sha256('x'), request_id, 'x', user_id, "
        + "made_at from request_reply_address limit 1")]
    [InlineData("ck_outbox_mail_reply_to_one_line", "update outbox_mail set reply_to = 'a b'")]
    [InlineData("ck_outbox_mail_reply_to_withheld",
        "update outbox_mail set state = 'sent', sent_at = now(), next_at = null where reply_to is not null")]
    public Task What_came_in_stays(string rule, string sql) => RefusedAsync(rule, sql);

    private async Task RefusedAsync(string rule, string sql)
    {
        await using var owner = NpgsqlDataSource.Create(rows.Replies.City.Database.OwnerConnectionString);
        await using var command = owner.CreateCommand(sql);

        var fault = await Assert.ThrowsAsync<PostgresException>(() => command.ExecuteNonQueryAsync());

        Assert.Equal(rule, fault.ConstraintName);
    }

    /// <summary>A mail of each fate.</summary>
    public sealed class Mails : IAsyncLifetime
    {
        public ReplyCity Replies { get; } = new();

        public async Task InitializeAsync()
        {
            await Replies.InitializeAsync();
            var (_, rosa, to) = await Replies.AskedAsync();
            var clerk = await Replies.City.ClerkAsync();
            await Replies.TakeAsync(Replies.Mail(rosa.Email!, to, "Joined"));
            await Replies.TakeAsync(Replies.Mail("x@example.com", to, "Waits"));
            var discarded = Replies.Mail("y@example.com", to, "Discarded");
            await Replies.TakeAsync(discarded);
            var id = (await Replies.KeptAsync(discarded)).Id;
            City.Done(await Replies.City.AskAsync<DecideMail, Core.Common.Outcome<ReceivedMail>>(
                act => act.DiscardAsync(id, "No", clerk, default)));
        }

        public Task DisposeAsync() => Replies.DisposeAsync();
    }
}
