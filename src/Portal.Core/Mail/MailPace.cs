using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Portal.Core.Data;

namespace Portal.Core.Mail;

/// <summary>
/// How fast mail goes to one domain (practice.md §4): the large providers put off or refuse a sender whose mails come
/// in a flood. All workers take from one bucket for each domain; what is over waits its turn and keeps no other
/// domain's mail waiting.
/// </summary>
public sealed class MailPace
{
    public required string Domain { get; init; }

    /// <summary>How many may go now.</summary>
    public required double Tokens { get; init; }

    public required DateTimeOffset RefilledAt { get; init; }

    /// <summary>The last turn that was handed to a mail that had to wait.</summary>
    public required DateTimeOffset FreeAt { get; init; }

    /// <summary>What of a batch may not go now, and when it is its turn.</summary>
    /// <param name="now">When the batch was claimed.</param>
    internal static async Task<IReadOnlyList<(OutboxMail Mail, DateTimeOffset NextAt)>> OverAsync(
        PortalDbContext db, IReadOnlyList<OutboxMail> mails, MailSettings settings, DateTimeOffset now,
        CancellationToken ct)
    {
        var paced = mails.GroupBy(m => DomainOf(m.ToAddress)).Where(d => settings.PaceOf(d.Key) > 0)
            .ToDictionary(d => d.Key, d => d.OrderBy(m => m.NextAt).ThenBy(m => m.Id).ToList());
        if (paced.Count == 0) { return []; }

        string[] domains = [.. paced.Keys.Order(StringComparer.Ordinal)];
        int[] wanted = [.. domains.Select(d => paced[d].Count)];
        int[] perMinute = [.. domains.Select(settings.PaceOf)];
        var taken = await db.Database.SqlQuery<Taken>(
            $"""
            select d.domain as "Domain", p.taken as "Count", p.first_turn as "FirstTurn"
            from (select * from unnest({domains}, {wanted}, {perMinute}) as x (domain, wanted, per_minute)
              order by 1) d, take_mail_pace(d.domain, d.wanted, d.per_minute, {now}) p
            """).ToListAsync(ct);
        return
        [
            .. from t in taken
               from over in paced[t.Domain].Skip(t.Count).Select((mail, no) => (mail, no))
               select (over.mail, t.FirstTurn.AddMinutes((double)over.no / settings.PaceOf(t.Domain))),
        ];
    }

    internal static string DomainOf(string address) =>
        address[(address.LastIndexOf('@') + 1)..].ToLowerInvariant();

    internal sealed class Table : IEntityTypeConfiguration<MailPace>
    {
        public void Configure(EntityTypeBuilder<MailPace> builder) => builder.HasKey(p => p.Domain);
    }

    private sealed record Taken(string Domain, int Count, DateTimeOffset FirstTurn);
}
