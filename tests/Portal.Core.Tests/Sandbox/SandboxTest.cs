using Portal.Sandbox;

namespace Portal.Core.Tests.Sandbox;

/// <summary>A test with a fresh sandbox of its own, and somebody who calls its API.</summary>
public abstract class SandboxTest : IAsyncLifetime, IDisposable
{
    private StripeCaller? _stripe;

    protected SandboxServer Sandbox { get; private set; } = null!;

    private protected StripeCaller Stripe => _stripe!;

    public virtual async Task InitializeAsync()
    {
        Sandbox = await SandboxServer.StartAsync();
        _stripe = new StripeCaller(Sandbox);
    }

    public async Task DisposeAsync() => await Sandbox.DisposeAsync();

    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing) => _stripe?.Dispose();
}
