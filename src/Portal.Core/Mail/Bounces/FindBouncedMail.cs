using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Portal.Core.Data;

namespace Portal.Core.Mail.Bounces;

/// <summary>
/// Which mail of ours a report is about: by the token of the envelope sender that it came to, else by a Message-ID that
/// it names or returns, else the last mail of two weeks to its recipient.
/// </summary>
public sealed class FindBouncedMail(
    PortalDbContext db, IOptions<BounceSettings> options, IOptions<MailSettings> mail, TimeProvider clock)
{
    /// <summary>A report that comes later says little about any mail.</summary>
    private static readonly TimeSpan Latest = TimeSpan.FromDays(14);

    /// <param name="IsForged">It came to an envelope sender that we never used.</param>
    public sealed record Found(OutboxMail? Mail, BounceJoin? By, bool IsForged);

    /// <param name="addressedTo">Where it came to by its envelope, where that is known.</param>
    public async Task<Found> RunAsync(BounceReport read, string? addressedTo, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(read);
        var tokens = options.Value.TokensIn([.. addressedTo is null ? [] : new[] { addressedTo }, .. read.AddressedTo]);
        if (tokens.Count > 0)
        {
            var ours = await db.OutboxMails.AsNoTracking().FirstOrDefaultAsync(m => tokens.Contains(m.Token), ct);
            return new(ours, ours is null ? null : BounceJoin.Token, IsForged: ours is null);
        }

        var end = $"@{mail.Value.Domain}";
        Guid[] ids =
        [
            .. read.MessageIds.Where(id => id.EndsWith(end, StringComparison.OrdinalIgnoreCase))
                .Select(id => Guid.TryParseExact(id[..^end.Length], "N", out var row) ? row : (Guid?)null)
                .OfType<Guid>(),
        ];
        if (await db.OutboxMails.AsNoTracking().FirstOrDefaultAsync(m => ids.Contains(m.Id), ct) is { } named)
        {
            return new(named, BounceJoin.MessageId, IsForged: false);
        }

        string[] to = [.. read.Recipients.SelectMany(r => new[] { r.Original, r.Address }).OfType<string>()
            .Select(a => a.ToLowerInvariant())];
        var since = clock.GetUtcNow() - Latest;
        var last = (await db.OutboxMails.FromSql(
            $"""
            select * from outbox_mail where lower(to_address) = any({to}) and state = 'sent' and created_at > {since}
            order by created_at desc limit 1
            """).AsNoTracking().ToListAsync(ct)).SingleOrDefault();
        return new(last, last is null ? null : BounceJoin.Recipient, IsForged: false);
    }
}
