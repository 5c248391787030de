using System.Globalization;
using Microsoft.Extensions.Options;
using Portal.Core.Data;
using Portal.Core.Documents;
using Portal.Core.Jobs;
using Portal.Core.Look;
using Portal.Core.Mail.Bounces;
using Portal.Core.Payments;

namespace Portal.Core.Mail;

/// <summary>
/// Sends what waits in the outbox, up to fifty mails or a minute over one connection, by any number of workers at once.
/// A mail may be sent twice only when the connection, or the worker, is lost after the final dot; its Message-ID is the
/// same both times. Nothing is sent with a transaction open.
/// </summary>
public sealed class SendWaitingMail(
    PortalDbContext db,
    IMailTransport transport,
    RaiseOfficeTask raiseTask,
    PostInstead post,
    ActOnBounce actOnBounce,
    ReceiptPdf receiptPdf,
    CityProfile city,
    IOptions<MailSettings> options,
    IOptions<BounceSettings> bounces,
    IOptions<CheckoutOptions> checkout,
    TimeProvider clock)
{
    /// <summary>Servers hang up on connections that stay long (practice.md §4).</summary>
    private static readonly TimeSpan LongestConnection = TimeSpan.FromSeconds(60);

    /// <summary>
    /// So many refusals and not one acceptance: the fault is more likely ours than all the readers'. Refused recipients
    /// count once for each domain: one that takes no mail of ours must not stop everybody's. Addresses that the server
    /// cannot take because they are not ASCII count once altogether: anybody can register five.
    /// </summary>
    private const int RefusalsThatPause = 5;

    private static readonly TimeSpan RestWhileAway = TimeSpan.FromSeconds(15);

    /// <summary>How long a mail in hand may go on once the worker is asked to stop.</summary>
    private static readonly TimeSpan LastMail = TimeSpan.FromSeconds(20);

    public async Task<QueueRound> RunAsync(CancellationToken ct)
    {
        var batch = new MailBatch(db, raiseTask, post, actOnBounce, options.Value, clock);
        var mails = await batch.ClaimAsync(ct);
        if (mails.Count == 0)
        {
            // Those put off wait their turn; behind them may stand others that are due.
            return new QueueRound(batch.Claimed);
        }

        try
        {
            return await SendAllAsync(batch, mails, ct);
        }
        finally
        {
            await batch.ReleaseAsync();
        }
    }

    private async Task<QueueRound> SendAllAsync(MailBatch batch, IReadOnlyList<OutboxMail> mails, CancellationToken ct)
    {
        using var patience = new CancellationTokenSource();
        await using var stop = ct.Register(() => patience.CancelAfter(LastMail));
        var started = clock.GetUtcNow();
        await using var connections = new Connections(transport);
        var done = 0;
        HashSet<string>? refusals = [];
        foreach (var mail in mails)
        {
            if (ct.IsCancellationRequested || clock.GetUtcNow() - started > LongestConnection)
            {
                break;
            }

            if (!await batch.StillMineAsync(mail))
            {
                continue;
            }

            var answer = await SendAsync(batch, connections, mail, patience.Token);
            refusals = answer is MailAnswer.Accepted ? null : refusals;
            if (answer is MailAnswer.Refused { Why: var why } refused
                && refusals?.Add(SubjectOf(mail, refused)) == true && refusals.Count == RefusalsThatPause)
            {
                answer = new MailAnswer.QueueMustPause($"{RefusalsThatPause} mails in a row were refused: {why}");
            }

            await batch.FinishAsync(mail, answer);
            done++;
            switch (answer)
            {
                case MailAnswer.QueueMustPause:
                    return new QueueRound(done);
                case MailAnswer.Deferred { ServerIsAway: true }:
                    return new QueueRound(done, RestWhileAway);
            }
        }

        return new QueueRound(done);
    }

    private static string SubjectOf(OutboxMail mail, MailAnswer.Refused refused) => refused.OfRecipient switch
    {
        true when !mail.ToAddress.All(char.IsAscii) => "",
        true => mail.ToAddress[(mail.ToAddress.LastIndexOf('@') + 1)..].ToUpperInvariant(),
        false => mail.Id.ToString(),
    };

    /// <summary>Hands one mail over. When it cannot even be made, it waits like one the server put off.</summary>
    private async Task<MailAnswer> SendAsync(
        MailBatch batch, Connections connections, OutboxMail mail, CancellationToken ct)
    {
        var made = false;
        try
        {
            var outgoing = await MakeAsync(mail, ct);
            made = true;
            var connection = await connections.OpenAsync(ct);
            var sending = connection.SendAsync(outgoing, ct);
            while (!sending.IsCompleted)
            {
                await ((Task)sending).WaitAsync(MailBatch.Lease / 3, clock, CancellationToken.None)
                    .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                await batch.StillMineAsync(mail);
            }

            var answer = await sending;
            if (answer is MailAnswer.Deferred or MailAnswer.QueueMustPause)
            {
                await connections.CloseAsync();
            }

            return answer;
        }
        finally
        {
            if (!made && !ct.IsCancellationRequested)
            {
                await batch.TryLaterAsync(mail, "The mail could not be made; see the worker's log.");
            }
        }
    }

    private async Task<OutgoingMail> MakeAsync(OutboxMail mail, CancellationToken ct)
    {
        var from = options.Value.FromAddress;
        var culture = CultureInfo.GetCultureInfo($"{mail.Language}-US");
        var attachments = new List<MailAttachment>();
        if (mail.AttachReceiptOf.Length > 0)
        {
            var receipts = await ReceiptStatement.ForAsync(db, db.CustomerAccounts, mail.AttachReceiptOf, ct);
            attachments.AddRange(receipts.Select(receipt => new MailAttachment(
                ReceiptPdf.FileName(receipt, culture),
                "application/pdf",
                receiptPdf.Make(receipt, culture, forGuest: mail.UserId is null))));
        }

        return new OutgoingMail(
            $"{mail.Id:N}@{options.Value.Domain}",
            bounces.Value.With(mail.Token) ?? options.Value.BounceAddress ?? from, city.City, from, mail.ToName,
            mail.ToAddress, mail.Subject, mail.Text, mail.Html, attachments)
        {
            ReplyTo = mail.ReplyTo,
            StopPage = mail.Duty == LetterDuty.Optional && mail.CustomerAccountId is not null
                ? new Uri(checkout.Value.PublicUrl, $"/mail/stop/{mail.StopToken}")
                : null,
        };
    }

    /// <summary>One connection for the batch, opened when first needed and again after it was lost.</summary>
    private sealed class Connections(IMailTransport transport) : IAsyncDisposable
    {
        private IMailConnection? _open;

        public async Task<IMailConnection> OpenAsync(CancellationToken ct) =>
            _open ??= await transport.ConnectAsync(ct);

        public async Task CloseAsync()
        {
            if (_open is { } open)
            {
                _open = null;
                await open.DisposeAsync();
            }
        }

        public async ValueTask DisposeAsync() => await CloseAsync();
    }
}
