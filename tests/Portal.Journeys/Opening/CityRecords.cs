using Npgsql;

namespace Portal.Journeys.Opening;

/// <summary>An account of the demo city, with what its paper bill says.</summary>
public sealed record PaperBill(Guid Id, string Number, string Pin, string PostalCode, long OwedCents)
{
    /// <summary>What is owed, as people read it.</summary>
    public string Owed => new Core.Money.Usd(OwedCents).ToString();
}

/// <summary>What the city's books say; each journey takes people and accounts that no other one touches.</summary>
public sealed class CityRecords(NpgsqlDataSource database)
{
    private readonly HashSet<Guid> _taken = [];

    /// <summary>An account that owes money and that nobody has linked.</summary>
    /// <param name="daysToDue">Its newest bill is due in so many days at the earliest; null whenever.</param>
    public async Task<PaperBill> TakeAccountAsync(int? daysToDue = null)
    {
        await using var command = database.CreateCommand(
            """
            select a.id, a.number, a.pin, p.postal_code, a.balance_cents from customer_account a
            join premise p on p.id = a.premise_id
            where a.closed_on is null and a.balance_cents between 2000 and 100000 and not a.id = any($1)
              and not exists (select from account_link l where l.customer_account_id = a.id)
              and not exists (select from payment_attempt_share s where s.customer_account_id = a.id)
              and not exists (select from payment_arrangement g where g.customer_account_id = a.id)
              and not exists (select from payment y join payment_reversal r on r.payment_id = y.id
                where y.customer_account_id = a.id)
              and ($2 is null or exists (select from bill b
                where b.customer_account_id = a.id and b.due_on >= current_date + $2))
            order by a.number limit 1
            """);
        command.Parameters.Add(new NpgsqlParameter { Value = _taken.ToArray() });
        command.Parameters.Add(new NpgsqlParameter
        {
            Value = (object?)daysToDue ?? DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Integer,
        });
        await using var rows = await command.ExecuteReaderAsync();
        Assert.True(await rows.ReadAsync(), "The demo city has no account left that owes money.");
        var bill = new PaperBill(
            rows.GetGuid(0), rows.GetString(1), rows.GetString(2), rows.GetString(3)[..5], rows.GetInt64(4));
        _taken.Add(bill.Id);
        return bill;
    }

    /// <summary>A check that still stands although two payments of its account came after it.</summary>
    public async Task<(string Account, string Customer, string Reference)> CheckBeforeTwoPaymentsAsync()
    {
        await using var command = database.CreateCommand(
            """
            select a.number, c.name, p.reference from payment p
            join customer_account a on a.id = p.customer_account_id join customer c on c.id = a.customer_id
            where p.tender in ('check', 'lockbox') and a.closed_on is null
              and not exists (select from payment_reversal r where r.payment_id = p.id)
              and not exists (select from account_link l where l.customer_account_id = a.id)
              and (select count(*) from payment l where l.customer_account_id = a.id
                and l.received_at > p.received_at) = 2
            order by p.reference limit 1
            """);
        await using var rows = await command.ExecuteReaderAsync();
        Assert.True(await rows.ReadAsync(), "No check of the demo city was followed by two payments.");
        return (rows.GetString(0), rows.GetString(1), rows.GetString(2));
    }

    /// <summary>An account that nobody has linked, whose newest bill was issued last of all.</summary>
    public async Task<PaperBill> BilledLastAsync()
    {
        await using var command = database.CreateCommand(
            """
            select a.id, a.number, a.pin, p.postal_code, a.balance_cents from bill b
            join customer_account a on a.id = b.customer_account_id
            join premise p on p.id = a.premise_id
            where b.issued_at = (select max(issued_at) from bill) and a.balance_cents > 0
              and exists (select from bill_read r where r.bill_id = b.id and r.used > 0)
              and not exists (select from account_link l where l.customer_account_id = a.id)
            order by a.number limit 1
            """);
        await using var rows = await command.ExecuteReaderAsync();
        Assert.True(await rows.ReadAsync(), "No bill was issued to an account that nobody has linked.");
        return new PaperBill(
            rows.GetGuid(0), rows.GetString(1), rows.GetString(2), rows.GetString(3)[..5], rows.GetInt64(4));
    }

    /// <summary>Somebody who registered some time ago; with Rosa's password.</summary>
    /// <param name="email">Signs in with it.</param>
    /// <param name="language">en or es.</param>
    /// <param name="bill">An account they have linked, or null.</param>
    public async Task SettleAsync(string email, string language, PaperBill? bill)
    {
        await using var command = database.CreateCommand(
            """
            with person as (
              insert into portal_user
                (id, user_name, normalized_user_name, email, normalized_email, email_confirmed, password_hash,
                 security_stamp, phone_number_confirmed, two_factor_enabled, lockout_enabled, access_failed_count,
                 display_name, language, created_at)
              select $1, $1::text, upper($1::text), $2, upper($2), true, password_hash, $1::text, false, false, false,
                0, 'Ana Ruiz', $3, created_at
              from portal_user where email = 'rosa.delgado@example.com'
              returning id)
            insert into account_link (id, user_id, customer_account_id, linked_at, level)
            select $5, id, $4, now(), 'full' from person where $4 is not null
            """);
        foreach (var value in new object[]
        {
            Guid.CreateVersion7(), email, language, (object?)bill?.Id ?? DBNull.Value, Guid.CreateVersion7(),
        })
        {
            command.Parameters.Add(value is DBNull
                ? new NpgsqlParameter { Value = value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Uuid }
                : new NpgsqlParameter { Value = value });
        }

        await command.ExecuteNonQueryAsync();
    }

    /// <summary>Lets the days go by until an account's drafts are to be sent, since they were announced.</summary>
    public Task BringDraftsNearAsync(PaperBill bill)
    {
        ArgumentNullException.ThrowIfNull(bill);
        return ChangeAsync(
            """
            with told as (
              update outbox_mail set state = 'sent', next_at = null, sent_at = now() - interval '11 days',
                lease_by = null, lease_until = null
              where customer_account_id = $1 and kind = 'draft_announced' returning id)
            update draft set send_at = now()
            where customer_account_id = $1 and state = 'promised' and exists (select from told)
            """,
            bill.Id);
    }

    /// <summary>Lets time go by until somebody's cards have expired.</summary>
    public Task ExpireCardsAsync(string email) => ChangeAsync(
        """
        update saved_method set expires_on = current_date - 1 from portal_user u where u.id = user_id and u.email = $1
        """,
        email);

    /// <summary>No address is on file any more: letters about the account go to who signed in for it.</summary>
    public Task ForgetContactAsync(PaperBill bill)
    {
        ArgumentNullException.ThrowIfNull(bill);
        return ChangeAsync(
            "update customer c set email = null from customer_account a where a.customer_id = c.id and a.id = $1",
            bill.Id);
    }

    private async Task ChangeAsync(string sql, object value)
    {
        await using var command = database.CreateCommand(sql);
        command.Parameters.Add(new NpgsqlParameter { Value = value });
        Assert.NotEqual(0, await command.ExecuteNonQueryAsync());
    }

    /// <summary>The pages a resident has, with ids of what is theirs: the newest bill and the newest payment.</summary>
    public async Task<IReadOnlyList<(string Path, string Name)>> PlacesOfAsync(string email)
    {
        var account = await FirstAccountOfAsync(email);
        var bill = await IdAsync(
            "select id from bill where customer_account_id = $1 order by issued_on desc limit 1", account);
        var payment = await IdAsync(
            "select id from payment where customer_account_id = $1 order by received_at desc limit 1", account);
        return
        [
            ("/my/bills", "bills"), ($"/my/bills/{bill}", "bill"), ("/my/payments", "payments"),
            ($"/my/statements/{account}", "month of an account"), ($"/my/payments/{payment}", "receipt"),
            ("/my/pay", "pay amount"), ("/my/link", "link"),
            ("/security", "security"), ("/security/password", "password"), ("/security/passkeys", "passkeys"),
            ("/security/prove", "prove again"),
            ("/security/authenticator", "authenticator"), ("/signin/signout", "sign out"),
        ];
    }

    /// <summary>The newest payment of an account that was not taken back.</summary>
    public Task<Guid> LastPaymentOfAsync(Guid account) => IdAsync(
        """
        select id from payment p where customer_account_id = $1
          and not exists (select from payment_reversal r where r.payment_id = p.id)
        order by received_at desc limit 1
        """,
        account);

    /// <summary>The account that a resident's home shows first.</summary>
    public Task<Guid> FirstAccountOfAsync(string email) => IdAsync(
        """
        select a.id from account_link l join portal_user u on u.id = l.user_id
        join customer_account a on a.id = l.customer_account_id
        where u.email = $1 and l.ended_at is null order by a.balance_cents desc, a.number limit 1
        """,
        email);

    /// <summary>The letters in the outbox and what became of each, for a test that waits for one in vain.</summary>
    public async Task<string> OutboxAsync()
    {
        await using var command = database.CreateCommand(
            "select concat_ws(' ', to_address, kind, state, attempts, next_at, last_answer) "
                + "from outbox_mail order by id");
        await using var rows = await command.ExecuteReaderAsync();
        var letters = new List<string>();
        while (await rows.ReadAsync()) { letters.Add(rows.GetString(0)); }

        return string.Join('\n', letters);
    }

    private async Task<Guid> IdAsync(string sql, object value)
    {
        await using var command = database.CreateCommand(sql);
        command.Parameters.Add(new NpgsqlParameter { Value = value });
        return (Guid)(await command.ExecuteScalarAsync())!;
    }
}
