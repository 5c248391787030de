using Microsoft.Extensions.Options;
using Portal.Core.Jobs;

namespace Portal.Core.Mail.Bounces;

/// <summary>Takes what came back and the city's mail server put into a <see cref="Maildir"/>.</summary>
public sealed class ReadBounceFolder(Maildir maildir, TakeBounce take, IOptions<BounceSettings> options)
{
    /// <summary>The largest file that is read, in bytes; a larger one is put aside unread.</summary>
    public const int LargestBytes = 25 * 1024 * 1024;

    public Task<QueueRound> RunAsync(CancellationToken ct) => maildir.RunAsync(
        options.Value.Folder, LargestBytes,
        (raw, _) => raw is null ? Task.CompletedTask : take.RunAsync(raw, BounceSource.Folder, null, ct), ct);
}
