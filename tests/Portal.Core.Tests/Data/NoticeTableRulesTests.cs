using Npgsql;
using Portal.Testing;

namespace Portal.Core.Tests.Data;

/// <summary>Pokes the tables of notices, as TableRulesTests does the others.</summary>
public sealed class NoticeTableRulesTests(NoticeTableRulesTests.Rows rows)
    : IClassFixture<NoticeTableRulesTests.Rows>
{
    private const string Id = """ "id": "00000000-0000-0000-0000-000000000001" """;

    private const string Hash =
        """ "secret_hash": "\\x0000000000000000000000000000000000000000000000000000000000000001" """;

    [Theory]
    [InlineData("ck_notice_choice_topic", "notice_choice", """{"topic": "gossip"}""")]
    [InlineData("ck_notice_choice_channel", "notice_choice", """{"channel": "pigeon"}""")]
    [InlineData("ck_notice_choice_may_be_off", "notice_choice", """{"channel": "off"}""")]
    [InlineData("ck_notice_choice_not_bills", "notice_choice", """{"topic": "bills"}""")]
    [InlineData("ck_notice_choice_not_payments", "notice_choice", """{"topic": "payments"}""")]
    [InlineData("ck_mail_came_back_address", "mail_came_back", """{"address": "a b"}""")]
    [InlineData("ck_paperless_test_address", "paperless_test", """{"address": "a b"}""")]
    [InlineData("ck_paperless_test_secret", "paperless_test", """{"secret_hash": "\\x00"}""")]
    [InlineData("ux_paperless_test_secret", "paperless_test", "{" + Id + "}")]
    [InlineData("ck_paperless_test_opened_before_consent", "paperless_test", """{"opened_at": null}""")]
    [InlineData("ux_paperless_test_consent", "paperless_test", "{" + Id + ", " + Hash + "}")]
    [InlineData("ck_third_party_contact_name", "third_party_contact", """{"name": "a\nb"}""")]
    [InlineData("ck_third_party_contact_email", "third_party_contact", """{"email": "a b"}""")]
    [InlineData("ck_third_party_contact_language", "third_party_contact", """{"language": "fr"}""")]
    [InlineData("ck_third_party_contact_secret", "third_party_contact", """{"secret_hash": "\\x00"}""")]
    [InlineData("ux_third_party_contact_secret", "third_party_contact", "{" + Id + """, "email": "x@example.com"}""")]
    [InlineData("ck_third_party_contact_agrees_in_words", "third_party_contact", """{"agreed_at": "2026-11-01"}""")]
    [InlineData("ck_third_party_contact_postal", "third_party_contact", """{"postal_address": " "}""")]
    [InlineData("ck_third_party_contact_ends_whole", "third_party_contact", """{"ended_at": "2026-11-01"}""")]
    [InlineData("ux_third_party_contact_one_open", "third_party_contact", "{" + Id + ", " + Hash + "}")]
    public Task A_notice_has_its_way_and_its_consent(string rule, string table, string wrong) =>
        rows.Each.RefusedAsync(rule, table, wrong);

    [Theory]
    [InlineData("tr_notice_choice_append_only", "update notice_choice set channel = 'both'")]
    [InlineData("tr_notice_choice_append_only", "delete from notice_choice")]
    [InlineData("tr_mail_came_back_append_only", "update mail_came_back set address = 'x'")]
    [InlineData("tr_mail_came_back_append_only", "delete from mail_came_back")]
    public async Task What_was_chosen_and_what_came_back_stays_written(string rule, string statement)
    {
        await using var owner = NpgsqlDataSource.Create(rows.Each.City.Database.OwnerConnectionString);
        await using var command = owner.CreateCommand(statement);

        var fault = await Assert.ThrowsAsync<PostgresException>(() => command.ExecuteNonQueryAsync());

        Assert.Equal(rule, fault.ConstraintName);
    }

    public sealed class Rows : IAsyncLifetime
    {
        public OneOfEach Each { get; } = new();

        public async Task InitializeAsync()
        {
            await Each.InitializeAsync();
            var account = await Each.City.AccountAsync("Ana");
            var user = (await Each.City.ResidentAsync("Ana", account)).Id;
            await using var command = Each.City.Database.App.CreateCommand($"""
                insert into notice_choice (id, customer_account_id, topic, channel, chosen_by, chosen_at)
                  values (gen_random_uuid(), '{account.Id}', 'reminders', 'paper', 'test', now());
                insert into consent (id, kind, customer_account_id, user_id, version, language, words, given_at)
                  values (gen_random_uuid(), 'paperless', '{account.Id}', '{user}', '1', 'en', 'yes', now());
                insert into outbox_mail (id, dedupe_key, kind, language, to_name, to_address, subject, text, html,
                    state, attempts, created_at, next_at)
                  values (gen_random_uuid(), 'came_back', 'bill_ready', 'en', 'Ana', 'a@example.com', 's', 't', 'h',
                    'waiting', 0, now(), now());
                insert into mail_came_back (mail_id, customer_account_id, address, at)
                  select id, '{account.Id}', to_address, now() from outbox_mail where dedupe_key = 'came_back';
                insert into paperless_test (id, customer_account_id, user_id, address, secret_hash, sent_at, opened_at,
                    consent_id)
                  select gen_random_uuid(), '{account.Id}', '{user}', 'a@example.com', sha256('1'), now(), now(), id
                  from consent where kind = 'paperless' limit 1;
                insert into third_party_contact (id, customer_account_id, name, email, language, asked_by, asked_at,
                    consent_id, secret_hash)
                  select gen_random_uuid(), '{account.Id}', 'Eva', 'eva@example.com', 'en', '{user}', now(), id,
                    sha256('2') from consent where kind = 'paperless' limit 1;
                """);
            await command.ExecuteNonQueryAsync();
        }

        public Task DisposeAsync() => Each.DisposeAsync();
    }
}
