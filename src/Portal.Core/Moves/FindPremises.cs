using Microsoft.EntityFrameworkCore;
using Portal.Core.Accounts;
using Portal.Core.Data;

namespace Portal.Core.Moves;

/// <summary>Finds premises by words of their address, whole or begun. Shows no customers.</summary>
public static class FindPremises
{
    /// <summary>More than these need another word.</summary>
    public const int Most = 20;

    /// <param name="words">As typed: 101 mill.</param>
    public static async Task<IReadOnlyList<Premise>> RunAsync(
        PortalDbContext db, string? words, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        var typed = (words ?? "").Trim();
        return typed.Length < 2
            ? []
            : await db.Premises.FromSql($"""
                select p.* from premise p
                where not exists (
                  select from unnest(words_of({typed})) typed(word)
                  where not exists (select from unnest(p.address_words) word where starts_with(word, typed.word)))
                """).AsNoTracking().OrderBy(p => p.Line1).ThenBy(p => p.Line2).Take(Most).ToListAsync(ct);
    }
}
