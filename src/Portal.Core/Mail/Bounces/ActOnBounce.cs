using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Portal.Core.Data;
using Portal.Core.Payments;

namespace Portal.Core.Mail.Bounces;

/// <summary>
/// What follows from a report: it is kept; a mail that failed goes on paper where a law or a bill rests on it; a hard
/// failure, a complaint, or the third soft failure within thirty days stops the address (<see cref="StopAddress"/>). A
/// refusal by policy says nothing about the address: nobody is stopped and the office is told. Where each mail has an
/// envelope sender of its own, a report that shows neither it nor the Message-ID could be anybody's: the office is told
/// and nothing else happens. Part of the caller's transaction.
/// </summary>
public sealed class ActOnBounce(
    PortalDbContext db, PostInstead post, StopAddress stop, RaiseOfficeTask raise, IOptions<BounceSettings> options)
{
    /// <summary>So many mails within thirty days that failed for reasons that pass (domain.md §12).</summary>
    private const int SoftThatStop = 3;

    private static readonly TimeSpan SoftWithin = TimeSpan.FromDays(30);

    /// <param name="mail">What it is about; null when not known.</param>
    /// <param name="isOfReader">It is a complaint by whom the mail went to.</param>
    public async Task RunAsync(MailBounce bounce, OutboxMail? mail, bool isOfReader, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(bounce);
        await db.Database.ExecuteSqlAsync(
            $"select pg_advisory_xact_lock(hashtextextended({bounce.Address}, 1190))", ct);
        db.Add(bounce);
        await db.SaveChangesAsync(ct);
        if (mail is null || bounce.Kind is BounceKind.Delayed or BounceKind.Delivered) { return; }

        if (bounce.JoinedBy == BounceJoin.Recipient && options.Value.HasTokens)
        {
            await TellAsync("mail_bounce_unproven", bounce, mail, ct);
            return;
        }

        var cause = await CauseAsync(bounce, isOfReader, ct);
        if (cause is { } why)
        {
            await stop.RunAsync(bounce, bounce.Kind == BounceKind.Failed ? mail : null, why, ct);
        }
        else if (bounce.Kind == BounceKind.Failed)
        {
            await post.RunAsync(mail, ct, keepsChoice: true);
        }

        if (bounce.Class == BounceClass.Policy || (bounce.Kind == BounceKind.Complaint && !isOfReader))
        {
            await TellAsync("mail_policy", bounce, mail, ct);
        }
    }

    private async Task<StopCause?> CauseAsync(MailBounce bounce, bool isOfReader, CancellationToken ct)
    {
        if (isOfReader) { return StopCause.Complaint; }

        if (bounce.Kind != BounceKind.Failed) { return null; }

        if (bounce.Class == BounceClass.Hard) { return StopCause.Hard; }

        var since = bounce.ReceivedAt - SoftWithin;
        // 4.7.x, too, is about us and not about the address.
        return bounce is { Class: BounceClass.Soft, Status: not ['4', '.', '7', ..] }
            && await db.Set<MailBounce>().Where(b => b.Address == bounce.Address && b.Kind == BounceKind.Failed
                    && b.Class == BounceClass.Soft && b.ReceivedAt > since && !b.Status!.StartsWith("4.7")
                    && !db.Set<MailStop>().Any(s => s.Address == b.Address && s.LiftedAt > b.ReceivedAt))
                .Select(b => b.MailId).Distinct().CountAsync(ct) >= SoftThatStop
            ? StopCause.Soft
            : null;
    }

    private Task<bool> TellAsync(
        string kind, MailBounce bounce, OutboxMail mail, CancellationToken ct) => raise.RunAsync(
        new(kind, $"{kind}:{mail.Id}", $"{mail.Kind} to {bounce.Address}: {bounce.Status} {bounce.Diagnostic}")
        {
            CustomerAccountId = mail.CustomerAccountId,
        },
        ct);
}
