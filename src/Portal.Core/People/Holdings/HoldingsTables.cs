using Microsoft.EntityFrameworkCore;
using Npgsql;
using Portal.Core.Accounts;
using Portal.Core.Accounts.Contacts;
using Portal.Core.Data;
using Portal.Core.Mail;

namespace Portal.Core.People.Holdings;

/// <summary>
/// The tables of what we hold about a person, each as a name and the question that reads it. About themselves
/// everything but secrets; of accounts they manage everything a customer may know; of accounts they only see, bills
/// and payments. Never a password, a key, a PIN, another payer's card, or what staff wrote for each other.
/// </summary>
internal sealed record HoldingsTables(Guid UserId, Guid[] Seen, Guid[] Managed, Guid[] Kept, Guid[] Mails)
{
    public static async Task<HoldingsTables> OfAsync(PortalDbContext db, Guid userId, CancellationToken ct) => new(
        userId,
        await db.VisibleTo(userId).Select(a => a.Id).ToArrayAsync(ct),
        await db.ManagedBy(userId).Select(a => a.Id).ToArrayAsync(ct),
        await db.CustomersKeptBy(userId).Select(c => c.Id).ToArrayAsync(ct),
        await db.MailsTo(userId).Select(m => m.Id).ToArrayAsync(ct));

    /// <summary>About themselves, how they are reached, and what the portal always had.</summary>
    private static readonly IReadOnlyList<(string Name, string Sql)> Person =
    [
        ("sign-in", """
            select display_name, email, language, created_at from portal_user where id = $1
            """),
        ("browsers", """
            select user_agent, address, started_at, last_seen_at, ended_at from sign_in_session
            where user_id = $1 order by started_at
            """),
        ("sign-in-history", """
            select at, kind, user_agent, address from security_event where user_id = $1 order by at, id
            """),
        ("passkeys", """
            select data ->> 'Name' as name, data ->> 'CreatedAt' as created_at from portal_user_passkey
            where user_id = $1
            """),
        ("email-changes", """
            select kind, old_address, new_address, asked_at, confirmed_at, undone_at from email_change
            where user_id = $1 or customer_id = any($4) order by asked_at
            """),
        ("access", """
            select a.number, p.line1, p.line2, p.city, l.level, l.linked_at, l.ended_at
            from account_link l join customer_account a on a.id = l.customer_account_id
            join premise p on p.id = a.premise_id where l.user_id = $1 order by l.linked_at
            """),
        ("details", """
            select name, known_as, kind, language, email, phone, phone_extension, mailing_line1, mailing_line2,
              mailing_city, mailing_state, mailing_postal_code, mailing_country, created_at
            from customer where id = any($4) order by name
            """),
        ("changes-of-details", """
            select part, before, after, case when changed_by = 'resident:' || $1::text then 'you'
              else split_part(changed_by, ':', 1) end as changed_by, changed_at
            from contact_change where customer_id = any($4) order by changed_at
            """),
        ("agreements", """
            select c.kind, a.number, c.version, c.language, c.words, c.address, c.given_at, e.ended_at
            from consent c join customer_account a on a.id = c.customer_account_id
            left join consent_end e on e.consent_id = c.id
            where c.user_id = $1 or c.customer_account_id = any($3) order by c.given_at
            """),
        ("people-with-access", """
            select a.number, u.display_name, u.email, l.level, l.linked_at, l.ended_at
            from account_link l join customer_account a on a.id = l.customer_account_id
            join portal_user u on u.id = l.user_id where a.id = any($3) order by a.number, l.linked_at
            """),
        ("accounts", """
            select a.number, a.opened_on, a.closed_on, a.balance_cents, a.bill_delivery
            from customer_account a where a.id = any($2) order by a.number
            """),
        ("bills", """
            select a.number as account, b.number, b.issued_on, b.due_on, b.period_from, b.period_to,
              b.previous_balance_cents, b.new_charges_cents, b.total_due_cents
            from bill b join customer_account a on a.id = b.customer_account_id
            where a.id = any($2) order by b.issued_on, b.number
            """),
        ("meter-reads", """
            select a.number as account, r.meter_number, r.previous_read_on, r.previous_reading, r.current_read_on,
              r.current_reading, r.current_kind, r.used, r.unit
            from bill_read r join bill b on b.id = r.bill_id join customer_account a on a.id = b.customer_account_id
            where a.id = any($2) order by r.current_read_on
            """),
        ("payments", """
            select a.number as account, p.reference, p.received_at, p.effective_on, p.amount_cents, p.tender,
              case when t.user_id = $1 then p.last_four end as last_four,
              exists (select from payment_reversal r where r.payment_id = p.id) as taken_back
            from payment p join customer_account a on a.id = p.customer_account_id
            left join payment_attempt t on t.id = p.attempt_id
            where a.id = any($2) order by p.received_at
            """),
        ("letters", """
            select created_at, kind, subject, to_address, state, sent_at,
              case when not holds_secret then text end as words
            from outbox_mail where id = any($5) order by created_at
            """),
        ("looks-by-our-office", """
            select a.number as account, v.at from customer_view v
            join customer_account a on a.id = v.customer_account_id where a.id = any($3) order by v.at
            """),
    ];

    /// <summary>Name and question; $1 the person, $2 accounts seen, $3 managed, $4 customers kept, $5 mails.</summary>
    public static IReadOnlyList<(string Name, string Sql)> All { get; } =
        [.. Person, .. MoneyHoldings.All, .. ShutOffHoldings.All, .. AskingHoldings.All];

    /// <summary>How many rows each table has for this person, in one question.</summary>
    public async Task<IReadOnlyList<(string Name, long Rows)>> CountAsync(PortalDbContext db, CancellationToken ct)
    {
        await db.Database.OpenConnectionAsync(ct);
        var counts = All.Select((table, no) => $"select {no}, count(*) from ({table.Sql}) t");
        await using var command = new NpgsqlCommand(
            $"select * from ({string.Join(" union all ", counts)}) c order by 1",
            (NpgsqlConnection)db.Database.GetDbConnection());
        command.Parameters.AddRange(Parameters());
        var found = new List<(string, long)>();
        await using var row = await command.ExecuteReaderAsync(ct);
        while (await row.ReadAsync(ct)) { found.Add((All[row.GetInt32(0)].Name, row.GetInt64(1))); }

        return found;
    }

    /// <summary>For a command of one table or of all.</summary>
    public NpgsqlParameter[] Parameters() =>
    [
        new() { Value = UserId }, new() { Value = Seen }, new() { Value = Managed }, new() { Value = Kept },
        new() { Value = Mails },
    ];
}
