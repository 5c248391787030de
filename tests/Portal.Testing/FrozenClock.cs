namespace Portal.Testing;

/// <summary>A clock that stands still until a test moves it.</summary>
public sealed class FrozenClock : TimeProvider
{
    private long _ticks = new DateTimeOffset(2026, 11, 16, 18, 0, 0, TimeSpan.Zero).UtcTicks;

    public override DateTimeOffset GetUtcNow() => new(Interlocked.Read(ref _ticks), TimeSpan.Zero);

    public void Advance(TimeSpan by) => Interlocked.Add(ref _ticks, by.Ticks);
}
