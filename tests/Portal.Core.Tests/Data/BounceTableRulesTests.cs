using Npgsql;
using Portal.Core.Tests.Mail.Bounces;

namespace Portal.Core.Tests.Data;

/// <summary>The tables of mail that comes back refuse what the classes would never write.</summary>
public sealed class BounceTableRulesTests(BounceTableRulesTests.Rows rows) : IClassFixture<BounceTableRulesTests.Rows>
{
    private const string Bounce = "insert into mail_bounce select (jsonb_populate_record(b, '{\"id\": "
        + "\"00000000-0000-0000-0000-000000000001\"}'::jsonb || '";

    private const string Stop = "insert into mail_stop select (jsonb_populate_record(s, '{\"id\": "
        + "\"00000000-0000-0000-0000-000000000001\"}'::jsonb || '";

    [Theory]
    [InlineData("ck_mail_bounce_source", "\"source\": \"x\"")]
    [InlineData("ck_mail_bounce_kind", "\"kind\": \"x\"")]
    [InlineData("fk_mail_bounce_mail", "\"mail_id\": \"00000000-0000-0000-0000-000000000002\"")]
    [InlineData("ck_mail_bounce_joined_by", "\"joined_by\": \"x\"")]
    [InlineData("ck_mail_bounce_joined", "\"joined_by\": null")]
    [InlineData("ck_mail_bounce_address", "\"address\": \"Rosa@example.com\"")]
    [InlineData("ck_mail_bounce_status", "\"status\": \"550\"")]
    [InlineData("ck_mail_bounce_class", "\"class\": \"x\"")]
    [InlineData("ck_mail_bounce_raw", "\"raw_sha256\": \"\\\\x00\"")]
    public Task A_report_is_whole(string rule, string wrong) =>
        RefusedAsync(rule, $"{Bounce}{{{wrong}}}'::jsonb)).* from mail_bounce b limit 1");

    [Fact]
    public Task What_the_server_said_is_short() => RefusedAsync(
        "ck_mail_bounce_diagnostic",
        $"{Bounce}{{\"diagnostic\": \"{new string('x', 501)}\"}}'::jsonb)).* from mail_bounce b limit 1");

    [Theory]
    [InlineData("ck_mail_stop_address", "\"address\": \"Rosa@example.com\"")]
    [InlineData("ck_mail_stop_cause", "\"cause\": \"x\", \"address\": \"x@y\"")]
    [InlineData("fk_mail_stop_bounce", "\"bounce_id\": \"00000000-0000-0000-0000-000000000002\", \"address\": \"x@y\"")]
    [InlineData("ck_mail_stop_lifted", "\"lifted_by\": \"x\", \"address\": \"x@y\"")]
    [InlineData("ck_mail_stop_lifted_why",
        "\"lifted_by\": \"x\", \"lifted_at\": \"2026-01-01\", \"lifted_why\": \" \"")]
    [InlineData("ux_mail_stop_one_open", "\"cause\": \"soft\"")]
    public Task A_stop_is_whole(string rule, string wrong) =>
        RefusedAsync(rule, $"{Stop}{{{wrong}}}'::jsonb)).* from mail_stop s limit 1");

    [Theory]
    [InlineData("tr_mail_bounce_append_only", "update mail_bounce set status = null")]
    [InlineData("tr_mail_bounce_append_only", "delete from mail_bounce")]
    [InlineData("tr_mail_stop_lifted_once", "update mail_stop set cause = 'soft'")]
    [InlineData("tr_mail_stop_lifted_once", "delete from mail_stop")]
    [InlineData("ck_outbox_mail_token", "update outbox_mail set token = 'x'")]
    [InlineData("ck_outbox_mail_stop_token", "update outbox_mail set stop_token = 'x'")]
    [InlineData("ux_outbox_mail_stop_token", "update outbox_mail set stop_token = repeat('0', 32)")]
    [InlineData("ck_outbox_mail_duty", "update outbox_mail set duty = 'x'")]
    [InlineData("ck_outbox_mail_sent_sha256", "update outbox_mail set sent_sha256 = '\\x00'")]
    [InlineData("ck_outbox_mail_sent_proof", "update outbox_mail set sent_server = null")]
    [InlineData("ux_outbox_mail_token", "update outbox_mail set token = repeat('0', 32)")]
    public Task What_came_back_stays(string rule, string sql) => RefusedAsync(rule, sql);

    private async Task RefusedAsync(string rule, string sql)
    {
        await using var owner = NpgsqlDataSource.Create(rows.Mails.City.Database.OwnerConnectionString);
        await using var command = owner.CreateCommand(sql);

        var fault = await Assert.ThrowsAsync<PostgresException>(() => command.ExecuteNonQueryAsync());

        Assert.Equal(rule, fault.ConstraintName);
    }

    /// <summary>Two mails, one of which came back.</summary>
    public sealed class Rows : IAsyncLifetime
    {
        public BounceCity Mails { get; } = new();

        public async Task InitializeAsync()
        {
            await Mails.InitializeAsync();
            await Mails.LetterAsync("one@example.com");
            await Mails.TakeAsync(BounceCity.Report(await Mails.LetterAsync("two@example.com"), BounceCity.Hard));
        }

        public Task DisposeAsync() => Mails.DisposeAsync();
    }
}
