using Npgsql;
using Portal.Core.Accounts;
using Portal.Core.Mail;

namespace Portal.Core.Billing;

/// <summary>
/// Where a customer's bill goes: their choice, or the rule that who has a confirmed sign-in gets an e-mail beside the
/// paper: nobody loses paper without agreeing to it (15 USC 7001(c)). What cannot be mailed is printed.
/// </summary>
internal sealed record BillRecipient(
    Guid CustomerAccountId, string Name, string? Email, string Language, string Place, BillDelivery? Choice,
    bool HasSignIn, string PostalOrder)
{
    private const string Sql = """
        select a.id, coalesce(c.known_as, c.name), coalesce(c.email, reader.email), c.language, p.line1,
          a.bill_delivery,
          reader.email is not null,
          c.mailing_postal_code || '|' || case when c.mailing_line1 = p.line1 and walk.route is not null
            then walk.route || '|' || lpad(coalesce(walk.route_order, 0)::text, 8, '0') else '' end
            || '|' || c.mailing_line1 || '|' || coalesce(c.mailing_line2, '')
        from unnest($1::uuid[]) wanted(id)
        join customer_account a on a.id = wanted.id
        join customer c on c.id = a.customer_id
        join premise p on p.id = a.premise_id
        left join lateral (
          select u.email from account_link l join portal_user u on u.id = l.user_id
          where l.customer_account_id = a.id and l.ended_at is null and l.level = 'full' and u.email_confirmed
          order by l.linked_at limit 1) reader on true
        left join lateral (
          select s.route, s.route_order from service_point s
          where s.premise_id = a.premise_id and s.route is not null
          order by s.route, s.route_order limit 1) walk on true
        """;

    public bool CanBeMailed => Email is not null && MailRecipient.WhyNot(Email) is null;

    private BillDelivery Wanted => Choice ?? (HasSignIn ? BillDelivery.Both : BillDelivery.Paper);

    public bool ByEmail => CanBeMailed && Wanted is not BillDelivery.Paper;

    public bool OnPaper => !ByEmail || Wanted is BillDelivery.Both;

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
                row.GetBoolean(6), row.GetString(7)));
        }

        return found;
    }
}
