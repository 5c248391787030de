using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Portal.Core.Data;
using Portal.Core.Mail.Bounces;
using Portal.Core.Payments;

namespace Portal.Core.Mail;

/// <summary>
/// Up to fifty waiting mails that one worker holds under a lease. Every change is fenced: it happens only while the row
/// is still this batch's, so that a worker that was slow never undoes what another did meanwhile.
/// </summary>
internal sealed class MailBatch(
    PortalDbContext db, RaiseOfficeTask raiseTask, PostInstead post, ActOnBounce actOnBounce, MailSettings settings,
    TimeProvider clock)
{
    public const int Size = 50;

    /// <summary>After this, a worker that says nothing is taken for dead and its mails are sent by another.</summary>
    public static readonly TimeSpan Lease = TimeSpan.FromSeconds(60);

    private readonly Guid _me = Guid.CreateVersion7();
    private DateTimeOffset _renewedAt;

    /// <summary>How many the last claim took, those put off included.</summary>
    public int Claimed { get; private set; }

    /// <summary>
    /// Takes what is due and nobody holds, oldest first; nothing while mail is paused. What is over a domain's pace is
    /// put off at once.
    /// </summary>
    public async Task<IReadOnlyList<OutboxMail>> ClaimAsync(CancellationToken ct)
    {
        _renewedAt = clock.GetUtcNow();
        var claimed = await db.OutboxMails.FromSql(
            $"""
            update outbox_mail set lease_by = {_me}, lease_until = {_renewedAt + Lease}
            where id in (
              select id from outbox_mail
              where state = 'waiting' and next_at <= {_renewedAt}
                and (lease_until is null or lease_until < {_renewedAt})
                and not exists (select from mail_pause where lifted_at is null)
              order by next_at, id limit {Size}
              for update skip locked)
            returning *
            """).AsNoTracking().ToListAsync(ct);
        var stopped = await StopAsync(claimed, ct);
        var mayGo = claimed.Where(m => !stopped.Contains(m.Id)).ToList();
        var over = (await MailPace.OverAsync(db, mayGo, settings, _renewedAt, ct))
            .ToDictionary(o => o.Mail.Id, o => o.NextAt);
        if (over.Count > 0) { await PutOffAsync(over, ct); }

        Claimed = claimed.Count;
        return [.. mayGo.Where(m => !over.ContainsKey(m.Id)).OrderBy(m => m.NextAt).ThenBy(m => m.Id)];
    }

    /// <summary>Their address was stopped after they were written: on paper where that is due, and not sent.</summary>
    private async Task<HashSet<Guid>> StopAsync(IReadOnlyList<OutboxMail> claimed, CancellationToken ct)
    {
        string[] to = [.. claimed.Where(m => !m.HoldsSecret).Select(m => m.ToAddress.ToLowerInvariant()).Distinct()];
        var shut = await db.OpenMailStops().Where(s => to.Contains(s.Address)).Select(s => s.Address).ToListAsync(ct);
        var found = claimed.Where(m => !m.HoldsSecret && shut.Contains(m.ToAddress.ToLowerInvariant())).ToList();
        foreach (var mail in found)
        {
            await using var tx = await ActTransaction.BeginOrJoinAsync(db, ct);
            await post.RunAsync(mail, ct);
            var isMine = await db.Database.ExecuteSqlAsync(
                $"""
                update outbox_mail set state = 'stopped', next_at = null, reply_to = null, lease_by = null,
                  lease_until = null
                where id = {mail.Id} and lease_by = {_me}
                """,
                ct) == 1;
            if (isMine) { await tx.CommitAsync(ct); }

            db.ChangeTracker.Clear();
        }

        return [.. found.Select(m => m.Id)];
    }

    /// <summary>It is not their turn yet: no try, and nothing is said about them.</summary>
    private Task<int> PutOffAsync(Dictionary<Guid, DateTimeOffset> over, CancellationToken ct) =>
        db.Database.ExecuteSqlAsync(
            $"""
            update outbox_mail m set next_at = o.next_at, lease_by = null, lease_until = null
            from unnest({over.Keys.ToArray()}, {over.Values.ToArray()}) as o (id, next_at)
            where m.id = o.id and m.lease_by = {_me}
            """,
            ct);

    /// <summary>Keeps the lease while the server thinks, and between mails when a third of it has passed.</summary>
    /// <returns>False when the mail is another worker's by now: leave it alone.</returns>
    public async Task<bool> StillMineAsync(OutboxMail mail)
    {
        var now = clock.GetUtcNow();
        if (now - _renewedAt < Lease / 3)
        {
            return true;
        }

        _renewedAt = now;
        var kept = await db.Database.SqlQuery<Guid>(
            $"update outbox_mail set lease_until = {now + Lease} where lease_by = {_me} returning id as \"Value\"")
            .ToListAsync(CancellationToken.None);
        return kept.Contains(mail.Id);
    }

    /// <summary>Writes down what the server said to one mail.</summary>
    public async Task FinishAsync(OutboxMail mail, MailAnswer answer)
    {
        switch (answer)
        {
            case MailAnswer.Accepted accepted:
                await EndAsync(mail, OutboxMailState.Sent, accepted.ServerAnswer, accepted);
                break;
            case MailAnswer.Refused refused:
                await GiveUpAsync(mail, OutboxMailState.Refused, refused.Why, refused.OfRecipient);
                break;
            case MailAnswer.Deferred deferred:
                await TryLaterAsync(mail, deferred.Why, deferred.ServerIsAway);
                break;
            case MailAnswer.QueueMustPause pause:
                await PauseAsync(mail, pause.Why);
                break;
            default:
                throw new InvalidOperationException($"Unknown answer {answer}.");
        }
    }

    /// <summary>Tries again after the next wait, or gives up and tells the office.</summary>
    /// <param name="isAway">The server is away, or takes nothing of ours: not this mail's fault.</param>
    public async Task TryLaterAsync(OutboxMail mail, string why, bool isAway = false)
    {
        var now = clock.GetUtcNow();
        var awayAt = isAway ? now : mail.AwayAt;
        if (MailRetry.NextAt(mail.CreatedAt, mail.Attempts + 1, awayAt, now) is { } next)
        {
            if (isAway && now - mail.CreatedAt > MailRetry.GiveUpAfter) { await TellAwayAsync(now, why); }

            await db.Database.ExecuteSqlAsync(
                $"""
                update outbox_mail set attempts = attempts + 1, next_at = {next}, last_answer = {why},
                  away_at = {awayAt}, lease_by = null, lease_until = null
                where id = {mail.Id} and lease_by = {_me}
                """);
            return;
        }

        await GiveUpAsync(mail, OutboxMailState.Expired, why);
    }

    /// <summary>Gives back what was not got to, for any worker to take at once.</summary>
    public Task ReleaseAsync() => db.Database.ExecuteSqlAsync(
        $"update outbox_mail set lease_by = null, lease_until = null where lease_by = {_me}");

    /// <summary>
    /// It will not be read: the office is told, and what a law or a bill rests on goes out on paper, in one
    /// transaction. An address that does not exist is stopped, as when a report says so.
    /// </summary>
    private async Task GiveUpAsync(OutboxMail mail, OutboxMailState state, string why, bool ofRecipient = false)
    {
        await using var tx = await ActTransaction.BeginOrJoinAsync(db, CancellationToken.None);
        // First of all, for it locks the account; undone when the mail is another worker's by now.
        var isHard = ofRecipient && BounceClasses.Of(BounceClasses.Code(why), why) == BounceClass.Hard;
        if (isHard) { await BounceAsync(mail, why); }
        else if (PostInstead.IsFor(mail)) { await post.RunAsync(mail, CancellationToken.None); }

        if (await EndAsync(mail, state, why))
        {
            // Of a stop the office is told by the stop itself.
            var kind = state == OutboxMailState.Refused ? "mail_refused" : "mail_expired";
            if (!isHard) { await TellAsync(mail, kind, why); }

            await tx.CommitAsync(CancellationToken.None);
        }

        db.ChangeTracker.Clear();
    }

    /// <returns>False when it is not this batch's any more.</returns>
    private async Task<bool> EndAsync(
        OutboxMail mail, OutboxMailState state, string answer, MailAnswer.Accepted? accepted = null)
    {
        var now = clock.GetUtcNow();
        var sentAt = state == OutboxMailState.Sent ? now : (DateTimeOffset?)null;
        return await db.Database.ExecuteSqlAsync(
            $"""
            update outbox_mail set state = {SnakeCase.Snake(state.ToString())}, attempts = attempts + 1, next_at = null,
              sent_at = {sentAt}, sent_server = {accepted?.Server},
              sent_sha256 = {accepted?.Sha256}, reply_to = null, last_answer = {answer}, lease_by = null,
              lease_until = null,
              text = case when holds_secret then 'withheld' else text end,
              html = case when holds_secret then 'withheld' else html end
            where id = {mail.Id} and lease_by = {_me}
            """) == 1;
    }

    private Task BounceAsync(OutboxMail mail, string why) => actOnBounce.RunAsync(
        new()
        {
            Id = Guid.CreateVersion7(), ReceivedAt = clock.GetUtcNow(), Source = BounceSource.Answer,
            Kind = BounceKind.Failed, MailId = mail.Id, JoinedBy = BounceJoin.Answer,
            Address = mail.ToAddress.ToLowerInvariant(), Action = "failed", Status = BounceClasses.Code(why),
            Class = BounceClass.Hard, Diagnostic = BounceText.Line(why),
            RawSha256 = SHA256.HashData(Encoding.UTF8.GetBytes(why)),
        },
        mail, isOfReader: false, CancellationToken.None);

    private Task<bool> TellAsync(OutboxMail mail, string kind, string why) => raiseTask.RunAsync(
        new(kind, $"{kind}:{mail.Id}", $"{mail.Kind} to {mail.ToAddress}: {why}")
        {
            CustomerAccountId = mail.CustomerAccountId,
        },
        CancellationToken.None);

    /// <summary>Bills may wait among them: somebody decides whether to print, once a day.</summary>
    private Task<bool> TellAwayAsync(DateTimeOffset now, string why) => raiseTask.RunAsync(
        new("mail_away", $"mail_away:{now:yyyy-MM-dd}",
            $"Mails have waited for more than five days, for the mail server takes none: {why}"),
        CancellationToken.None);

    private async Task PauseAsync(OutboxMail mail, string why)
    {
        var id = Guid.CreateVersion7();
        var isNew = await db.Database.ExecuteSqlAsync(
            $"""
            insert into mail_pause (id, reason, paused_at) values ({id}, {why}, {clock.GetUtcNow()})
            on conflict ((true)) where lifted_at is null do nothing
            """) == 1;
        if (isNew)
        {
            await raiseTask.RunAsync(
                new(
                    "mail_paused",
                    MailPause.TaskKey(id),
                    $"The mail server turned us away, so no mail is sent until this is put right: {why}"),
                CancellationToken.None);
        }

        // Behind the others when the pause is lifted: one mail that the server will never take must not stop it again.
        await TryLaterAsync(mail, why, isAway: true);
    }
}
