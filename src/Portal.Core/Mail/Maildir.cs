using System.Data.Common;
using Portal.Core.Data;
using Portal.Core.Jobs;
using Portal.Core.Payments;

namespace Portal.Core.Mail;

/// <summary>
/// A Maildir into which the city's mail server delivers. A file moves from new to cur only once what came of it is
/// committed: a worker that dies in between leaves it to be taken again, which then changes nothing. Any number of
/// workers may read one folder. A mail that fails is tried again with the next round and keeps no other
/// waiting; after an hour it is put aside, flagged in cur, and the office is told.
/// </summary>
public sealed class Maildir(PortalDbContext db, RaiseOfficeTask raise, TimeProvider clock)
{
    private const int InOneRound = 50;

    /// <summary>A fault that passes has passed by then.</summary>
    private static readonly TimeSpan TriedFor = TimeSpan.FromHours(1);

    private static readonly TimeSpan RestWhenOff = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan RestWhenEmpty = TimeSpan.FromSeconds(3);

    /// <param name="folder">Nothing is read when it is empty.</param>
    /// <param name="largest">In bytes.</param>
    /// <param name="take">Takes one mail and commits; its bytes are null when it is larger.</param>
    public async Task<QueueRound> RunAsync(
        string folder, long largest, Func<byte[]?, string, Task> take, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(take);
        if (folder is not { Length: > 0 }) { return new(0, RestWhenOff); }

        var (inbox, done) = (Path.Combine(folder, "new"), Path.Combine(folder, "cur"));
        foreach (var part in new[] { inbox, done, Path.Combine(folder, "tmp") }) { Directory.CreateDirectory(part); }

        var (taken, faults) = (0, new List<Exception>());
        foreach (var file in new DirectoryInfo(inbox).EnumerateFiles().Where(f => f.Name[0] != '.')
            .OrderBy(f => f.Name, StringComparer.Ordinal).ToList())
        {
            if (ct.IsCancellationRequested || taken >= InOneRound) { break; }

            var taking = TakeAsync(file, done, largest, take, ct);
            await ((Task)taking).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            db.ChangeTracker.Clear();
            taken += taking.IsCompletedSuccessfully ? 1 : 0;
            if (taking.Exception is not { InnerException: { } fault }) { continue; }

            faults.Add(fault);
            // With the database away every other would fail, too.
            if (IsAway(fault)) { break; }

            if (clock.GetUtcNow() - file.LastWriteTimeUtc > TriedFor) { await PutAsideAsync(file, done, fault, ct); }
        }

        return faults.Count > 0 ? throw new AggregateException(faults)
            : taken > 0 ? new(taken)
            : new(0, RestWhenEmpty);
    }

    private static bool IsAway(Exception fault) =>
        fault is DbException { IsTransient: true } || (fault.InnerException is { } inner && IsAway(inner));

    private async Task PutAsideAsync(FileInfo file, string done, Exception fault, CancellationToken ct)
    {
        await raise.RunAsync(
            new("mail_file", $"mail_file:{file.Name}",
                $"A mail that came in could not be read and was put aside as {file.Name}:2,F: {fault.GetType().Name}"),
            ct);
        if (File.Exists(file.FullName)) { file.MoveTo(Path.Combine(done, $"{file.Name}:2,F"), overwrite: true); }
    }

    private static async Task TakeAsync(
        FileInfo file, string done, long largest, Func<byte[]?, string, Task> take, CancellationToken ct)
    {
        try
        {
            await take(file.Length > largest ? null : await File.ReadAllBytesAsync(file.FullName, ct), file.Name);
            // ":2," begins the flags of a Maildir; a mail that was read by no person has none.
            var name = file.Name.Contains(":2,", StringComparison.Ordinal) ? file.Name : $"{file.Name}:2,";
            file.MoveTo(Path.Combine(done, name), overwrite: true);
        }
        catch (FileNotFoundException)
        {
            // Another worker took it, and moved it.
        }
    }
}
