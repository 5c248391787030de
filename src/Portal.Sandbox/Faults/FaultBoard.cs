namespace Portal.Sandbox.Faults;

/// <summary>The faults that are switched on, and what webhooks suffer.</summary>
public sealed class FaultBoard
{
    private readonly Lock _gate = new();
    private readonly List<Fault> _waiting = [];

    /// <summary>No event is sent while this is on, nor later: they can only be listed.</summary>
    public bool WebhooksOff { get; set; }

    /// <summary>How often each event is sent; 1 is normal.</summary>
    public int WebhookCopies { get; set; } = 1;

    /// <summary>Sends what is due newest first instead of oldest first.</summary>
    public bool WebhooksReversed { get; set; }

    public IReadOnlyList<Fault> Waiting
    {
        get
        {
            lock (_gate)
            {
                return [.. _waiting];
            }
        }
    }

    public void Add(Fault fault)
    {
        lock (_gate)
        {
            _waiting.Add(fault);
        }
    }

    public void Clear()
    {
        lock (_gate)
        {
            _waiting.Clear();
        }

        (WebhooksOff, WebhookCopies, WebhooksReversed) = (false, 1, false);
    }

    /// <summary>The fault this call meets, if any; it is used up by one.</summary>
    public Fault? Take(string method, string path)
    {
        lock (_gate)
        {
            var at = _waiting.FindIndex(fault => fault.Hits(method, path));
            if (at < 0)
            {
                return null;
            }

            var fault = _waiting[at];
            if (fault.Times <= 1)
            {
                _waiting.RemoveAt(at);
            }
            else
            {
                _waiting[at] = fault with { Times = fault.Times - 1 };
            }

            return fault;
        }
    }
}
