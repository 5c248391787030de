namespace Portal.Core.Data;

/// <summary>
/// Does the items of a job one after another, each on its own: the others do not wait for one's bug, and what the
/// context had tracked of it is forgotten. The bugs are told together when all were tried.
/// </summary>
public sealed class OneByOne(PortalDbContext db, CancellationToken ct)
{
    private readonly List<Exception> _faults = [];

    /// <summary>Does one item. A bug is kept for the end; being asked to stop is none.</summary>
    /// <returns>What the act says, or nothing where it failed.</returns>
    public async Task<T?> DoAsync<T>(Func<Task<T>> act)
    {
        ArgumentNullException.ThrowIfNull(act);
        try
        {
            return await act();
        }
        catch (Exception fault) when (!ct.IsCancellationRequested)
        {
            _faults.Add(fault);
            return default;
        }
        finally
        {
            db.ChangeTracker.Clear();
        }
    }

    /// <summary>Does one item that has nothing to say.</summary>
    public Task DoAsync(Func<Task> act) => DoAsync(async () =>
    {
        await act();
        return true;
    });

    /// <summary>
    /// Does all that a worker claimed, and begins no more once it is asked to stop. One that failed, or was not begun,
    /// comes again when its claim is over.
    /// </summary>
    /// <exception cref="AggregateException">Some items failed.</exception>
    public static async Task DoClaimedAsync(
        PortalDbContext db, IEnumerable<Guid> claimed, Func<Guid, Task> act, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(claimed);
        ArgumentNullException.ThrowIfNull(act);
        var each = new OneByOne(db, ct);
        foreach (var id in claimed.TakeWhile(_ => !ct.IsCancellationRequested))
        {
            await each.DoAsync(() => act(id));
        }

        each.TellFaults();
    }

    /// <exception cref="AggregateException">Some items failed.</exception>
    public void TellFaults()
    {
        if (_faults.Count > 0)
        {
            throw new AggregateException("Some items of the job failed; the others were done.", _faults);
        }
    }
}
