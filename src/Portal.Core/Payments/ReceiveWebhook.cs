using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Payments.Gateway;

namespace Portal.Core.Payments;

/// <summary>
/// Takes in what the processor sends: verifies the raw bytes, stores the event, and is done; the worker reads it
/// later. The same event stored again changes nothing. A signed body that cannot be read is parked for a person.
/// </summary>
public sealed class ReceiveWebhook(
    PortalDbContext db, ICardGateway gateway, RaiseOfficeTask raiseTask, BusinessClock clock)
{
    /// <returns>False when the signature is missing, malformed, wrong or stale: to be answered 400.</returns>
    public async Task<bool> RunAsync(ReadOnlyMemory<byte> body, string? signatureHeader, CancellationToken ct)
    {
        switch (gateway.ReadWebhook(body, signatureHeader, clock.Now))
        {
            case WebhookReading.Genuine(var e):
                await db.StoreEventAsync(e, body.ToArray(), clock.Now, ct);
                return true;
            case WebhookReading.Unreadable(var why):
                await ParkAsync(body, why, ct);
                return true;
            default:
                return false;
        }
    }

    private async Task ParkAsync(ReadOnlyMemory<byte> body, string why, CancellationToken ct)
    {
        var id = $"unreadable_{Convert.ToHexStringLower(SHA256.HashData(body.Span))}";
        await using var tx = await db.Database.BeginTransactionAsync(ct);
        await db.Database.ExecuteSqlAsync($"""
            insert into webhook_event (id, type, object_id, created_at, received_at, raw, state, outcome)
            values ({id}, 'unreadable', '', {clock.Now}, {clock.Now}, {body.ToArray()}, 'parked', {why})
            on conflict (id) do nothing
            """, ct);
        await raiseTask.RunAsync(new("webhook_unreadable", $"webhook:{id}", why), ct);
        await tx.CommitAsync(ct);
    }
}

/// <summary>Rows that several acts write alike.</summary>
internal static class WebhookRows
{
    /// <summary>Stores an event to be read by the worker, unless it is there already.</summary>
    public static Task StoreEventAsync(
        this PortalDbContext db, GatewayEvent e, byte[] raw, DateTimeOffset now, CancellationToken ct) =>
        db.Database.ExecuteSqlAsync($"""
            insert into webhook_event
              (id, type, object_id, created_at, received_at, api_version, is_live, raw, state, next_at)
            values
              ({e.Id}, {e.Type}, {e.ObjectId}, {e.CreatedAt}, {now}, {e.ApiVersion}, {e.IsLive}, {raw}, 'waiting',
               {now})
            on conflict (id) do nothing
            """, ct);
}
