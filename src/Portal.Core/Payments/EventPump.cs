using Portal.Core.Jobs;

namespace Portal.Core.Payments;

/// <summary>The worker's turn at what the card processor reported.</summary>
public sealed class EventPump(ReadWebhookEvents readEvents) : IQueuePump
{
    public string Name => "processor events";

    public async Task<PumpRound> RunAsync(CancellationToken ct) => new(await readEvents.RunAsync(ct));
}
