using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Payments.Gateway;

namespace Portal.Core.Payments.Wallet;

/// <summary>
/// Asks the processor about a visit and records what it says: opens the page when it was not, and keeps the method when
/// somebody filled it in. The return page, webhooks and the sweep all end here; asked twice it ends alike.
/// </summary>
public sealed class FollowSetup(
    PortalDbContext db, ICardGateway gateway, KeepSavedMethod keep, IOptions<CheckoutOptions> options,
    BusinessClock clock)
{
    private static readonly TimeSpan Slack = TimeSpan.FromMinutes(5);

    /// <returns>The visit as it is afterwards.</returns>
    /// <exception cref="InvalidOperationException">There is no such visit: a bug.</exception>
    public async Task<MethodSetup> RunAsync(Guid setupId, CancellationToken ct)
    {
        var setup = await FindAsync(setupId, ct);
        if (SetupMoves.NextCheck(setup.State, clock.Now) is { } next)
        {
            // Set before it is asked: a visit that cannot be followed must not head every later sweep.
            await db.MethodSetups.Where(s => s.Id == setupId && s.State == setup.State)
                .ExecuteUpdateAsync(s => s.SetProperty(x => x.CheckAt, next), ct);
        }

        switch (setup.State)
        {
            case SetupState.Sending or SetupState.Unknown when setup.ExpiresAt > clock.Now:
                await OpenAsync(setup, ct);
                break;
            case SetupState.Sending or SetupState.Unknown:
                await SearchAsync(setup, ct);
                break;
            case SetupState.AwaitingPayer:
                if (await gateway.FindCheckoutAsync(setup.SessionId!, ct)
                    is GatewayAnswer<CheckoutSession>.Accepted(var session))
                {
                    await keep.RunAsync(session, ct);
                }

                break;
            default:
                return setup;
        }

        return await FindAsync(setupId, ct);
    }

    private Task<MethodSetup> FindAsync(Guid id, CancellationToken ct) =>
        db.MethodSetups.AsNoTracking().SingleAsync(s => s.Id == id, ct);

    private async Task OpenAsync(MethodSetup setup, CancellationToken ct)
    {
        var request = new SetupRequest(
            setup.Id, setup.Email, setup.Language, options.Value.SetupReturn(setup), options.Value.SetupReturn(setup),
            setup.ExpiresAt);
        switch (await gateway.OpenSetupAsync(request, ct))
        {
            case GatewayAnswer<CheckoutSession>.Accepted(var session):
                await keep.RunAsync(session, ct);
                break;
            case GatewayAnswer<CheckoutSession>.Refused:
                await keep.EndAsync(setup.Id, SetupEvent.Refuse, ct);
                break;
            case GatewayAnswer<CheckoutSession>.Unknown when setup.State == SetupState.Unknown:
                await SearchAsync(setup, ct);
                break;
            default:
                await keep.EndAsync(setup.Id, SetupEvent.NoAnswer, ct);
                break;
        }
    }

    /// <summary>The processor keeps even a 500 under its key; what it holds can still be found.</summary>
    private async Task SearchAsync(MethodSetup setup, CancellationToken ct)
    {
        switch (await gateway.SearchCheckoutAsync(setup.Id, setup.CreatedAt - Slack, ct))
        {
            case GatewayAnswer<CheckoutSession?>.Accepted({ } session):
                await keep.RunAsync(session, ct);
                break;
            case GatewayAnswer<CheckoutSession?>.Accepted when setup.ExpiresAt <= clock.Now:
                await keep.EndAsync(setup.Id, SetupEvent.Cancel, ct);
                break;
        }
    }
}
