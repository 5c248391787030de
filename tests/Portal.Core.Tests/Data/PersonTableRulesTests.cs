using Npgsql;
using Portal.Testing;

namespace Portal.Core.Tests.Data;

/// <summary>Pokes the tables of people's details and access, as TableRulesTests does the others.</summary>
public sealed class PersonTableRulesTests(PersonTableRulesTests.Rows rows) : IClassFixture<PersonTableRulesTests.Rows>
{
    private const string Id = """ "id": "00000000-0000-0000-0000-000000000001" """;

    [Theory]
    [InlineData("ck_email_change_kind", "email_change", """{"kind": "pigeon"}""")]
    [InlineData("ck_email_change_one_line", "email_change", """{"new_address": "a@b.c d"}""")]
    [InlineData("ck_email_change_secret", "email_change", """{"secret_hash": "\\x00"}""")]
    [InlineData("ux_email_change_secret", "email_change", "{" + Id + "}")]
    [InlineData("ck_email_change_undo", "email_change where undo_hash is not null", """{"undo_hash": "\\x00"}""")]
    [InlineData("ux_email_change_undo", "email_change where undo_hash is not null",
        "{" + Id + """, "secret_hash": "\\x0000000000000000000000000000000000000000000000000000000000000001"}""")]
    [InlineData("ck_email_change_of_customer", "email_change", """{"kind": "contact"}""")]
    [InlineData("ck_email_change_ends_once", "email_change where undo_hash is not null",
        """{"replaced_at": "2026-11-01"}""")]
    [InlineData("ck_email_change_undo_after_confirm", "email_change where undo_hash is not null",
        """{"confirmed_at": null}""")]
    [InlineData("ck_account_invitation_email", "account_invitation", """{"email": "a b"}""")]
    [InlineData("ck_account_invitation_level", "account_invitation", """{"level": "royal"}""")]
    [InlineData("ck_account_invitation_outcome", "account_invitation",
        """{"outcome": "lost", "ended_at": "2026-11-01", "ended_by": "$user"}""")]
    [InlineData("ck_account_invitation_expires", "account_invitation", """{"expires_at": "2001-01-01"}""")]
    [InlineData("ck_account_invitation_ends_whole", "account_invitation", """{"outcome": "declined"}""")]
    [InlineData("ck_account_invitation_accepted_has_link", "account_invitation",
        """{"outcome": "accepted", "ended_at": "2026-11-01", "ended_by": "$user"}""")]
    [InlineData("ck_account_link_ended_by", "account_link where ended_at is null", """{"ended_by": "$user"}""")]
    [InlineData("ux_account_invitation_one_open", "account_invitation", "{" + Id + "}")]
    public Task A_detail_and_an_invitation_are_whole(string rule, string table, string wrong) =>
        rows.Each.RefusedAsync(rule, table, wrong.Replace("$user", $"{rows.User}", StringComparison.Ordinal));

    [Theory]
    [InlineData("ck_customer_known_as", "known_as = ''")]
    [InlineData("ck_customer_known_as", "known_as = E'a\\nb'")]
    [InlineData("ck_customer_phone_extension", "phone_extension = 'x1'")]
    [InlineData("ck_customer_mailing_country", "mailing_country = 'usa!'")]
    public async Task A_customers_details_can_stand_on_an_envelope(string rule, string wrong)
    {
        await using var command = rows.Each.City.Database.App.CreateCommand($"update customer set {wrong}");

        var fault = await Assert.ThrowsAsync<PostgresException>(() => command.ExecuteNonQueryAsync());

        Assert.Equal(rule, fault.ConstraintName);
    }

    public sealed class Rows : IAsyncLifetime
    {
        public OneOfEach Each { get; } = new();

        public Guid User { get; private set; }

        public async Task InitializeAsync()
        {
            await Each.InitializeAsync();
            var account = await Each.City.AccountAsync("Landlady");
            User = (await Each.City.ResidentAsync("Ana", account)).Id;
            await using var command = Each.City.Database.App.CreateCommand($"""
                insert into email_change (id, kind, user_id, new_address, secret_hash, asked_at)
                  values (gen_random_uuid(), 'sign_in', '{User}', 'a@example.com', sha256('1'), now());
                insert into email_change (id, kind, user_id, new_address, secret_hash, asked_at, confirmed_at,
                    undo_hash)
                  values (gen_random_uuid(), 'sign_in', '{User}', 'b@example.com', sha256('2'), now(), now(),
                    sha256('3'));
                insert into account_invitation (id, customer_account_id, email, normalized_email, level, invited_by,
                    invited_at, expires_at)
                  values (gen_random_uuid(), '{account.Id}', 'c@example.com', 'C@EXAMPLE.COM', 'pay', '{User}', now(),
                    now() + interval '7 days');
                """);
            await command.ExecuteNonQueryAsync();
        }

        public Task DisposeAsync() => Each.DisposeAsync();
    }
}
