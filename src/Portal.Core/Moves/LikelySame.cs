using Microsoft.EntityFrameworkCore;
using Portal.Core.Data;

namespace Portal.Core.Moves;

/// <summary>
/// Customers who are likely the same person as somebody typed as new: the same e-mail address, the same telephone
/// number, or the same name with mail to the same ZIP code. A person of the office judges it.
/// </summary>
public static class LikelySame
{
    /// <summary>More than this say nothing more.</summary>
    public const int Most = 5;

    /// <summary>One of them, by the newest account they have.</summary>
    public sealed record Match(Guid AccountId, string Number, string Name);

    public static Task<List<Match>> OfAsync(PortalDbContext db, NewCustomer who, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        ArgumentNullException.ThrowIfNull(who);
        var email = who.Email?.Trim() ?? "";
        var digits = new string([.. (who.Phone ?? "").Where(char.IsAsciiDigit)]);
        var last = digits.Length < 7 ? "" : digits[^Math.Min(10, digits.Length)..];
        return db.Database.SqlQuery<Match>($"""
            with alike as (
              select c.id from customer c where {email} <> '' and fold(c.email) = fold({email})
              union
              select c.id from customer c where {last} <> ''
                and reverse(regexp_replace(c.phone, '\D', '', 'g')) like reverse({last}) || '%'
              union
              select c.id from customer c where cardinality(words_of({who.Name})) > 0
                and c.name_words @> words_of({who.Name}) and c.name_words <@ words_of({who.Name})
                and c.mailing_postal_code = {who.Mailing.PostalCode})
            select distinct on (c.id) a.id as "AccountId", a.number as "Number", c.name as "Name"
            from alike join customer c on c.id = alike.id join customer_account a on a.customer_id = c.id
            order by c.id, a.opened_on desc, a.id limit {Most}
            """).ToListAsync(ct);
    }
}
