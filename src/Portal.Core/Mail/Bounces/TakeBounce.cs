using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Portal.Core.Data;
using Portal.Core.Requests.Replies;

namespace Portal.Core.Mail.Bounces;

/// <summary>
/// Takes one mail that came back: reads it, joins it to ours (<see cref="FindBouncedMail"/>), keeps it and does what
/// follows (<see cref="ActOnBounce"/>). It counts once, however often and by whichever way it comes. Automatic replies,
/// what is no report, and what came to an envelope sender that we never used are let go. Nobody is written to.
/// </summary>
public sealed class TakeBounce(PortalDbContext db, FindBouncedMail find, ActOnBounce act, TimeProvider clock)
{
    /// <param name="raw">As it came; of a very large one the beginning is read.</param>
    /// <param name="addressedTo">Where it came to by its envelope, where that is known.</param>
    /// <returns>Null when it says nothing about a mail of ours.</returns>
    public async Task<MailBounce?> RunAsync(
        ReadOnlyMemory<byte> raw, BounceSource source, string? addressedTo, CancellationToken ct)
    {
        var read = ReadBounce.Of(raw.Span);
        if (read.Kind is BounceKind.AutomaticReply or BounceKind.Other) { return null; }

        var sha256 = SHA256.HashData(raw.Span);
        var id = IncomingMail.IdOf($"bounce:{read.MessageId ?? Convert.ToHexStringLower(sha256)}");
        await using var tx = await ActTransaction.BeginOrJoinAsync(db, ct);
        await db.Database.ExecuteSqlAsync($"select pg_advisory_xact_lock(hashtextextended({id.ToString()}, 119))", ct);
        if (await db.Set<MailBounce>().AsNoTracking().SingleOrDefaultAsync(b => b.Id == id, ct) is { } before)
        {
            return before;
        }

        var found = await find.RunAsync(read, addressedTo, ct);
        var about = About(read, found.Mail?.ToAddress);
        if (found.IsForged || (found.Mail?.ToAddress ?? about?.Address) is not { } address
            || MailRecipient.WhyNot(address) is not null)
        {
            return null;
        }

        var bounce = new MailBounce
        {
            Id = id, ReceivedAt = clock.GetUtcNow(), Source = source, Kind = read.Kind, MailId = found.Mail?.Id,
            JoinedBy = found.By, Address = address.ToLowerInvariant(), Recipient = about?.Address,
            Action = about?.Action, Status = about?.Status, Class = about?.Class ?? BounceClass.None,
            FeedbackType = read.FeedbackType, Diagnostic = about?.Diagnostic, RawSha256 = sha256,
        };
        await act.RunAsync(bounce, found.Mail, read.IsOfReader, ct);
        await tx.CommitAsync(ct);
        return bounce;
    }

    /// <summary>Of several recipients the one that our mail went to, else the worst.</summary>
    private static BouncedRecipient? About(BounceReport read, string? to)
    {
        bool Is(string? address) => to is not null && string.Equals(address, to, StringComparison.OrdinalIgnoreCase);
        return read.Recipients.FirstOrDefault(r => Is(r.Original) || Is(r.Address))
            ?? read.Recipients.OrderBy(r => r.Class == BounceClass.Hard ? 0 : 1).FirstOrDefault();
    }
}
