using Microsoft.EntityFrameworkCore;
using Npgsql;
using NpgsqlTypes;
using Portal.Core.Data;
using Portal.Core.Ledger;
using Portal.Core.Money;
using Portal.Core.Payments;
using Portal.Core.Payments.Arrangements;

namespace Portal.Core.Billing;

/// <summary>
/// Puts what customers had paid ahead to what is open, the city's order over old bills and new, for a chunk of bills at
/// once: an entry and allocations per payment. The accounts' locks are held.
/// </summary>
internal sealed class ApplyCreditsInBulk(PortalDbContext db, AllocationOrder order)
{
    private readonly List<Payment> _payments = [];
    private readonly List<OpenItem> _olderItems = [];
    private readonly List<Allocation> _allocations = [];

    private NpgsqlConnection Connection => (NpgsqlConnection)db.Database.GetDbConnection();

    /// <summary>Shares credits out before the new items are written, so that these are written once.</summary>
    internal async Task PrepareAsync(
        PostBillsInBulk.Rows rows, BillStamp stamp, CancellationToken ct)
    {
        var ids = rows.Issued.Select(i => i.Account.Id).ToArray();
        var credits = (await db.Payments.AsNoTracking()
            .Where(p => ids.Contains(p.CustomerAccountId) && p.Unapplied > Usd.Zero)
            .OrderBy(p => p.ReceivedAt).ThenBy(p => p.Id).ToListAsync(ct)).ToLookup(p => p.CustomerAccountId);
        if (credits.Count == 0)
        {
            return;
        }

        var owners = credits.Select(c => c.Key).ToArray();
        var older = (await db.OpenItems.AsNoTracking()
            .Where(i => owners.Contains(i.CustomerAccountId) && i.Open > Usd.Zero).ToListAsync(ct))
            .ToLookup(i => i.CustomerAccountId);
        var promises = await PaymentPromise.OfAsync(Connection, owners, ct);
        var newer = rows.Items.Where(i => credits.Contains(i.CustomerAccountId)).ToLookup(i => i.CustomerAccountId);
        foreach (var (account, bill) in rows.Issued.Where(i => credits.Contains(i.Account.Id)))
        {
            var open = older[account.Id].Concat(newer[account.Id]).ToList();
            foreach (var payment in credits[account.Id])
            {
                var shares = order.Share(open, payment.Unapplied, promises.GetValueOrDefault(account.Id));
                if (shares.Count == 0)
                {
                    break;
                }

                // The bill's day, but never before the money came.
                var on = payment.BusinessDate > stamp.IssuedOn ? payment.BusinessDate : stamp.IssuedOn;
                var entry = ApplyCredit.Entry(
                    account, payment, shares, bill.Id, $"bill {bill.Number}", stamp.By, (on, stamp.At));
                rows.Entries.Add(entry);
                payment.Unapplied -= shares.Select(s => s.Amount).Sum();
                _payments.Add(payment);
                _allocations.AddRange(CreditReceived.Allocate(payment, shares, entry.Id, stamp.At));
            }

            _olderItems.AddRange(older[account.Id]);
        }
    }

    /// <summary>Writes allocations and what is left, after the new items.</summary>
    internal async Task WriteAsync(CancellationToken ct)
    {
        db.RequireTransaction();
        await CopyRows.RunAsync(Connection, db.Model, _allocations, ct);
        await SetAsync(
            """
            update payment t set unapplied_cents = v.cents from unnest($1::uuid[], $2::bigint[]) v(id, cents)
            where t.id = v.id
            """,
            [.. _payments.Select(p => (p.Id, p.Unapplied))], ct);
        await SetAsync(
            """
            update open_item t set open_cents = v.cents from unnest($1::uuid[], $2::bigint[]) v(id, cents)
            where t.id = v.id and t.open_cents <> v.cents
            """,
            [.. _olderItems.Select(i => (i.Id, i.Open))], ct);
    }

    private async Task SetAsync(string sql, (Guid Id, Usd Amount)[] values, CancellationToken ct)
    {
        if (values.Length == 0)
        {
            return;
        }

        await using var command = new NpgsqlCommand(sql, Connection)
        {
            CommandTimeout = 0,
            Parameters =
            {
                new() { Value = values.Select(v => v.Id).ToArray() },
                new()
                {
                    Value = values.Select(v => v.Amount.Cents).ToArray(),
                    NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bigint,
                },
            },
        };
        await command.ExecuteNonQueryAsync(ct);
    }
}
