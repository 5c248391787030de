using Microsoft.Extensions.Options;
using Portal.Core.Jobs;
using Portal.Core.Mail;

namespace Portal.Core.Requests.Replies;

/// <summary>Takes the answers that the city's mail server put into a <see cref="Maildir"/>.</summary>
public sealed class ReadMailFolder(Maildir maildir, TakeMail take, IOptions<ReplySettings> options)
{
    public Task<QueueRound> RunAsync(CancellationToken ct) => maildir.RunAsync(
        options.Value.Folder, IncomingMail.LargestBytes, (raw, name) => take.RunAsync(raw, name, ct), ct);
}
