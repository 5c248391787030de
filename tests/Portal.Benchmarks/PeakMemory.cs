namespace Portal.Benchmarks;

/// <summary>The most memory that this process held, asked for ten times a second.</summary>
internal sealed class PeakMemory : IDisposable
{
    private readonly Timer _timer;
    private long _most;

    public PeakMemory()
    {
        GC.Collect();
        _timer = new(_ => Look(), null, TimeSpan.Zero, TimeSpan.FromMilliseconds(100));
    }

    /// <returns>Megabytes.</returns>
    public double Stop()
    {
        Dispose();
        Look();
        return _most / 1024.0 / 1024.0;
    }

    public void Dispose() => _timer.Dispose();

    private void Look() => _most = Math.Max(_most, Environment.WorkingSet);
}
