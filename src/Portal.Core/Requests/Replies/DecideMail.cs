using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Staff;

namespace Portal.Core.Requests.Replies;

/// <summary>
/// The office decides about a mail that waits: it joins a request as the customer's message, or is discarded with a
/// reason. Decided once; the same decision again changes nothing. Refuses a mail that was decided otherwise, no such
/// request, no reason, and what <see cref="WriteMessage"/> refuses.
/// </summary>
public sealed class DecideMail(
    PortalDbContext db, WriteMessage write, IOptions<ReplySettings> options, BusinessClock clock)
{
    private const int LongestReason = 500;

    /// <param name="Number">Of the request, as typed: Q-000123, or 123.</param>
    public async Task<Outcome<ReceivedMail>> JoinAsync(Guid id, string? number, Guid staffUserId, CancellationToken ct)
    {
        await using var tx = await ActTransaction.BeginOrJoinAsync(db, ct);
        var typed = Desk.RequestFilter.NumberIn(number);
        var request = await db.Set<CustomerRequest>().AsNoTracking().SingleOrDefaultAsync(r => r.Number == typed, ct);
        if (await LockAsync(id, ct) is not { } mail) { return new Refusal("Mail_NotFound"); }

        if (request is null) { return new Refusal("Mail_RequestUnknown"); }

        if (mail.Fate != MailFate.Waiting)
        {
            return mail.Fate == MailFate.Joined && mail.RequestId == request.Id ? mail : new Refusal("Mail_Decided");
        }

        var read = mail.Raw is null ? null : IncomingMail.Of(mail.Raw, options.Value);
        var (kept, left) = await TakeMail.SortAsync(read?.Files ?? [], ct);
        var words = read is null ? mail.Subject : TakeMail.WordsOf(read);
        if (await write.RunAsync(new(id, request.Id, new Asker.ByMail(request.Id, id), words, kept), ct)
            is Outcome<CustomerRequest>.Refused(var refusal))
        {
            db.ChangeTracker.Clear();
            return refusal;
        }

        mail = (await LockAsync(id, ct))!;
        (mail.Fate, mail.RequestId, mail.EventId, mail.LeftOut) = (MailFate.Joined, request.Id, id, left);
        await KeepAsync(mail, staffUserId, request.CustomerAccountId, ct);
        await tx.CommitAsync(ct);
        return mail;
    }

    public async Task<Outcome<ReceivedMail>> DiscardAsync(
        Guid id, string? reason, Guid staffUserId, CancellationToken ct)
    {
        var why = RichText.Plain(reason);
        if (why.Length is 0 or > LongestReason) { return new Refusal("Mail_ReasonMissing", LongestReason); }

        await using var tx = await ActTransaction.BeginOrJoinAsync(db, ct);
        if (await LockAsync(id, ct) is not { } mail) { return new Refusal("Mail_NotFound"); }

        if (mail.Fate != MailFate.Waiting)
        {
            return mail.Fate == MailFate.Discarded ? mail : new Refusal("Mail_Decided");
        }

        (mail.Fate, mail.Reason) = (MailFate.Discarded, why);
        await KeepAsync(mail, staffUserId, null, ct);
        await tx.CommitAsync(ct);
        return mail;
    }

    private async Task<ReceivedMail?> LockAsync(Guid id, CancellationToken ct)
    {
        db.Forget(read => read is ReceivedMail m && m.Id == id);
        return await db.Set<ReceivedMail>().FromSql($"select * from received_mail where id = {id} for update")
            .SingleOrDefaultAsync(ct);
    }

    private Task<int> KeepAsync(ReceivedMail mail, Guid staffUserId, Guid? account, CancellationToken ct)
    {
        (mail.DecidedAt, mail.DecidedBy) = (clock.Now, staffUserId);
        db.Add(AuditEntry.Of(clock.Now, Actor.Staff(staffUserId).Name, $"{mail.Fate}Mail", account, new
        {
            mail = mail.Id,
            request = mail.RequestId,
            reason = mail.Reason,
        }));
        return db.SaveChangesAsync(ct);
    }
}
