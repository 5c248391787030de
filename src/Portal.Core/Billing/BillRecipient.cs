using Microsoft.EntityFrameworkCore;
using Npgsql;
using Portal.Core.Accounts;
using Portal.Core.Data;
using Portal.Core.Mail;

namespace Portal.Core.Billing;

/// <summary>
/// Where a customer's bill goes: their choice, or the rule that who has a confirmed sign-in gets an e-mail beside the
/// paper: nobody loses paper without agreeing to it (15 USC 7001(c)). Who agreed showed that they read one address: at
/// any other the paper comes too, unless they confirmed it in its place. What cannot be mailed is printed.
/// </summary>
/// <param name="IsTested">The address is the one that was tested for the agreement in force, or took its place.</param>
/// <param name="IsStopped">Nothing is mailed to it: mail came back (<see cref="Mail.Bounces.MailStop"/>).</param>
/// <param name="MailLanguage">Of whoever reads the address: their own, where it is the one they sign in with.</param>
internal sealed record BillRecipient(
    Guid CustomerAccountId, string Name, string? Email, string Language, string Place, BillDelivery? Choice,
    bool HasSignIn, string PostalOrder, bool IsTested, string MailLanguage,
    bool IsStopped)
{
    private const string Sql = """
        select a.id, coalesce(c.known_as, c.name), coalesce(c.email, reader.email), c.language, p.line1,
          a.bill_delivery,
          reader.email is not null,
          c.mailing_postal_code || '|' || case when c.mailing_line1 = p.line1 and walk.route is not null
            then walk.route || '|' || lpad(coalesce(walk.route_order, 0)::text, 8, '0') else '' end
            || '|' || c.mailing_line1 || '|' || coalesce(c.mailing_line2, ''),
          coalesce(tested.is_theirs, c.email is not null),
          case when c.email is null then coalesce(reader.language, c.language) else c.language end,
          exists (select from mail_stop s where s.lifted_at is null
            and s.address = lower(coalesce(c.email, reader.email)))
        from unnest($1::uuid[]) wanted(id)
        join customer_account a on a.id = wanted.id
        join customer c on c.id = a.customer_id
        join premise p on p.id = a.premise_id
        left join lateral (
          select u.email, u.language from account_link l join portal_user u on u.id = l.user_id
          where l.customer_account_id = a.id and l.ended_at is null and l.level = 'full' and u.email_confirmed
          order by l.linked_at limit 1) reader on true
        left join lateral (
          select s.route, s.route_order from service_point s
          where s.premise_id = a.premise_id and s.route is not null
          order by s.route, s.route_order limit 1) walk on true
        -- Null where they chose e-mail before there was a test: then it is for the address they gave us themselves.
        left join lateral (
          select bool_or(lower(t.address) = lower(coalesce(c.email, reader.email)) or exists (
            select from email_change e
            where e.confirmed_at >= t.opened_at and e.undone_at is null
              and lower(e.new_address) = lower(coalesce(c.email, reader.email))
              and (e.customer_id = a.customer_id or (e.customer_id is null and c.email is null
                and e.user_id = t.user_id)))) as is_theirs
          from paperless_test t
          where t.customer_account_id = a.id and t.consent_id is not null
            and not exists (select from consent_end ended where ended.consent_id = t.consent_id)
        ) tested on a.bill_delivery = 'email'
        """;

    /// <summary>There is an address, and it looks like one.</summary>
    public bool HasAddress => Email is not null && MailRecipient.WhyNot(Email) is null;

    public bool CanBeMailed => HasAddress && !IsStopped;

    private BillDelivery Wanted => Choice switch
    {
        null => HasSignIn ? BillDelivery.Both : BillDelivery.Paper,
        BillDelivery.Email when !IsTested => BillDelivery.Both,
        { } chosen => chosen,
    };

    public bool ByEmail => CanBeMailed && Wanted is not BillDelivery.Paper;

    public bool OnPaper => !ByEmail || Wanted is BillDelivery.Both;

    /// <summary>Of one account, on the connection of the caller's transaction where there is one.</summary>
    internal static async Task<BillRecipient> OfAsync(PortalDbContext db, Guid account, CancellationToken ct)
    {
        await db.Database.OpenConnectionAsync(ct);
        return (await OfAsync((NpgsqlConnection)db.Database.GetDbConnection(), [account], ct))[account];
    }

    internal static async Task<Dictionary<Guid, BillRecipient>> OfAsync(
        NpgsqlConnection connection, IReadOnlyCollection<Guid> accounts, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(Sql, connection)
        {
            CommandTimeout = 0,
            Parameters = { new() { Value = accounts.ToArray() } },
        };
        var found = new Dictionary<Guid, BillRecipient>(accounts.Count);
        await using var row = await command.ExecuteReaderAsync(ct);
        while (await row.ReadAsync(ct))
        {
            found.Add(row.GetGuid(0), new(
                row.GetGuid(0), row.GetString(1), row.IsDBNull(2) ? null : row.GetString(2), row.GetString(3),
                row.GetString(4),
                row.IsDBNull(5) ? null : Enum.Parse<BillDelivery>(row.GetString(5), ignoreCase: true),
                row.GetBoolean(6), row.GetString(7), row.GetBoolean(8), row.GetString(9),
                row.GetBoolean(10)));
        }

        return found;
    }
}
