using Microsoft.EntityFrameworkCore;
using Portal.Core.Data;
using Portal.Core.Payments;
using Portal.Core.Staff;

namespace Portal.Core.Mail.Bounces;

/// <summary>
/// Stops mail to an address: what waits for it is not sent, what a law or a bill rests on goes on paper
/// (<see cref="PostInstead"/>), and the office has a task. The residents concerned read it when they sign in. Part of
/// the caller's transaction; an address that is stopped already is left as it is.
/// </summary>
public sealed class StopAddress(PortalDbContext db, PostInstead post, RaiseOfficeTask raise, TimeProvider clock)
{
    /// <param name="bounce">Written already.</param>
    /// <param name="failed">A mail that did not arrive and is not among those that wait.</param>
    /// <returns>False when it was stopped already.</returns>
    public async Task<bool> RunAsync(MailBounce bounce, OutboxMail? failed, StopCause cause, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(bounce);
        var now = clock.GetUtcNow();
        var waiting = await WaitingAsync(bounce.Address, now, ct);
        // Accounts before mails, as everywhere: a bill that goes back to paper locks its own.
        await db.LockAccountsAsync(
            waiting.Append(failed).OfType<OutboxMail>().Select(m => m.CustomerAccountId).OfType<Guid>(), ct);
        if (failed is not null) { await post.RunAsync(failed, ct); }

        foreach (var mail in waiting.OrderBy(m => m.Id))
        {
            // Another worker may have taken and sent it meanwhile: then nothing goes on paper.
            var isStopped = await db.Database.ExecuteSqlAsync(
                $"""
                update outbox_mail set state = 'stopped', next_at = null, reply_to = null, lease_by = null,
                  lease_until = null
                where id = {mail.Id} and state = 'waiting' and (lease_until is null or lease_until < {now})
                """,
                ct) == 1;
            if (isStopped) { await post.RunAsync(mail, ct); }
        }

        var id = Guid.CreateVersion7();
        var isNew = await db.Database.ExecuteSqlAsync(
            $"""
            insert into mail_stop (id, address, cause, bounce_id, stopped_at)
            values ({id}, {bounce.Address}, {SnakeCase.Snake(cause.ToString())}, {bounce.Id}, {now})
            on conflict (address) where lifted_at is null do nothing
            """,
            ct) == 1;
        if (!isNew) { return false; }

        var account = await db.OutboxMails.Where(m => m.Id == bounce.MailId).Select(m => m.CustomerAccountId)
            .SingleOrDefaultAsync(ct);
        await raise.RunAsync(
            new(
                "mail_stopped", MailStop.TaskKey(id),
                $"Nothing is mailed to {bounce.Address} any more: {cause}. {bounce.Status} {bounce.Diagnostic}")
            {
                CustomerAccountId = account,
            },
            ct);
        db.Add(AuditEntry.Of(now, Actor.System.Name, nameof(StopAddress), account, new
        {
            bounce = bounce.Id,
            cause = cause.ToString(),
        }));
        await db.SaveChangesAsync(ct);
        return true;
    }

    private Task<List<OutboxMail>> WaitingAsync(string address, DateTimeOffset now, CancellationToken ct) =>
        db.OutboxMails.FromSql(
            $"""
            select * from outbox_mail where lower(to_address) = {address} and state = 'waiting' and not holds_secret
              and (lease_until is null or lease_until < {now})
            order by id
            """).AsNoTracking().ToListAsync(ct);
}
