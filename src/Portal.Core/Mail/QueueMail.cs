using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Portal.Core.Data;
using Portal.Core.Mail.Bounces;
using Portal.Core.Requests.Replies;

namespace Portal.Core.Mail;

/// <summary>
/// Puts a letter into the outbox, inside the transaction of the act that causes it: the mail goes out exactly when the
/// act is committed. Asking again under the same key changes nothing, also when two ask at once. To an address where
/// mail is stopped nothing goes but what opens a sign-in; what a law or a bill rests on goes on paper instead.
/// </summary>
public sealed class QueueMail(
    PortalDbContext db, LetterFrame frame, MakeReplyAddress replies, PostInstead post, TimeProvider clock)
{
    /// <summary>Writes the row at once; rows it names (account, user) must have been saved before.</summary>
    /// <returns>True when the mail is new, false when that key had been queued before.</returns>
    /// <exception cref="InvalidOperationException">No transaction is open: a bug.</exception>
    public async Task<bool> RunAsync(Request request, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (db.Database.CurrentTransaction is null)
        {
            throw new InvalidOperationException("Mail is queued inside an act's transaction.");
        }

        var to = request.To;
        var culture = CultureInfo.GetCultureInfo($"{to.Language}-US");
        var letter = request.Letter.Write(culture);
        var reply = request.Letter.AnsweredIn is null ? null : replies.New();
        letter = reply is null ? letter : letter.Under(LetterWords.Say(culture, "Reply_Above"));
        var (text, html) = frame.Around(letter, culture);
        var now = clock.GetUtcNow();
        var id = Guid.CreateVersion7();
        // What opens a sign-in or proves an address goes to whom just asked for it, stopped or not.
        var written = await db.OutboxMails.FromSql(
            $"""
            insert into outbox_mail (id, dedupe_key, kind, duty, customer_account_id, user_id, language, to_name,
              to_address, subject, text, html, holds_secret, reply_to, attach_receipt_of, created_at, state, next_at)
            select {id}, {request.DedupeKey}, {request.Letter.Kind}, {SnakeCase.Snake(request.Letter.Duty.ToString())},
              {request.CustomerAccountId}, {request.UserId}, {to.Language}, {to.Name}, {to.Address},
              {MailRecipient.OneLine(letter.Subject)}, {text}, {html}, {request.Letter.HoldsSecret},
              case when goes then {reply?.Address} end, {request.AttachReceiptOf.ToArray()}, {now},
              case when goes then 'waiting' else 'stopped' end, case when goes then {now}::timestamptz end
            from (select {request.Letter.HoldsSecret} or not exists (
              select from mail_stop where lifted_at is null and address = lower({to.Address}))) as may (goes)
            on conflict (dedupe_key) do nothing
            returning *
            """).AsNoTracking().ToListAsync(ct);
        var isNew = written.Count == 1;
        if (isNew && reply is { Token: var token } && request.Letter.AnsweredIn is { } about)
        {
            await replies.KeepAsync(token, about, to.Address, request.UserId, ct);
        }

        if (isNew && request.AlsoAbout.Count > 0)
        {
            await db.Database.ExecuteSqlAsync(
                $"""
                insert into outbox_mail_account (mail_id, customer_account_id)
                select {id}, unnest({request.AlsoAbout.ToArray()})
                """,
                ct);
        }

        if (written is [{ State: OutboxMailState.Stopped } stopped]) { await post.RunAsync(stopped, ct); }

        return isNew;
    }

    /// <summary>What to send to whom.</summary>
    /// <param name="DedupeKey">Names the event, with the operation's id in it: "payment_received:ID".</param>
    public sealed record Request(MailRecipient To, ILetter Letter, string DedupeKey)
    {
        /// <summary>The account in whose list of mails it is shown.</summary>
        public Guid? CustomerAccountId { get; init; }

        /// <summary>Further accounts in whose lists it is shown.</summary>
        public IReadOnlyList<Guid> AlsoAbout { get; init; } = [];

        public Guid? UserId { get; init; }

        /// <summary>Payments whose receipt goes along as a PDF.</summary>
        public IReadOnlyList<Guid> AttachReceiptOf { get; init; } = [];
    }
}
