using Microsoft.EntityFrameworkCore;
using Npgsql;
using NpgsqlTypes;
using Portal.Core.Data;

namespace Portal.Core.Ledger;

/// <summary>
/// The set-based path for runs of thousands of entries: two binary COPYs inside the caller's transaction, under the
/// same constraints and triggers as <see cref="PostJournalEntry"/>.
/// </summary>
public static class PostJournalEntriesInBulk
{
    /// <summary>Writes the entries in the transaction of an act.</summary>
    /// <exception cref="NpgsqlException">The transaction is gone: nothing may be written outside it.</exception>
    internal static Task RunAsync(PortalDbContext db, IReadOnlyCollection<JournalEntry> entries, CancellationToken ct)
    {
        db.RequireTransaction();
        return RunAsync((NpgsqlConnection)db.Database.GetDbConnection(), entries, ct);
    }

    /// <summary>Writes the entries on a connection whose transaction the caller commits.</summary>
    /// <exception cref="PostgresException">
    /// A rule of the ledger was broken; nothing of the batch is written.
    /// </exception>
    public static async Task RunAsync(
        NpgsqlConnection connection, IReadOnlyCollection<JournalEntry> entries, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(connection);
        ArgumentNullException.ThrowIfNull(entries);
        await using (var headers = await connection.BeginBinaryImportAsync("""
            copy journal_entry (id, kind, idempotency_key, business_date, posted_at, posted_by, memo, reverses_id)
            from stdin (format binary)
            """, ct))
        {
            headers.Timeout = CopyRows.Patience;
            foreach (var entry in entries)
            {
                await headers.StartRowAsync(ct);
                await headers.WriteAsync(entry.Id, NpgsqlDbType.Uuid, ct);
                await headers.WriteAsync(entry.Kind, NpgsqlDbType.Text, ct);
                await headers.WriteAsync(entry.IdempotencyKey, NpgsqlDbType.Text, ct);
                await headers.WriteAsync(entry.BusinessDate, NpgsqlDbType.Date, ct);
                await headers.WriteAsync(entry.PostedAt, NpgsqlDbType.TimestampTz, ct);
                await headers.WriteAsync(entry.PostedBy, NpgsqlDbType.Text, ct);
                await headers.WriteAsync(entry.Memo, NpgsqlDbType.Text, ct);
                await headers.WriteAsync(entry.ReversesId, NpgsqlDbType.Uuid, ct);
            }

            await headers.CompleteAsync(ct);
        }

        await using var lines = await connection.BeginBinaryImportAsync("""
            copy journal_line (entry_id, no, fund, gl_account, customer_account_id, side, amount_cents)
            from stdin (format binary)
            """, ct);
        lines.Timeout = CopyRows.Patience;
        foreach (var line in entries.SelectMany(e => e.Lines))
        {
            await lines.StartRowAsync(ct);
            await lines.WriteAsync(line.EntryId, NpgsqlDbType.Uuid, ct);
            await lines.WriteAsync(line.No, NpgsqlDbType.Integer, ct);
            await lines.WriteAsync(line.Fund, NpgsqlDbType.Text, ct);
            await lines.WriteAsync(line.GlAccount, NpgsqlDbType.Text, ct);
            await lines.WriteAsync(line.CustomerAccountId, NpgsqlDbType.Uuid, ct);
            await lines.WriteAsync(line.Side == Side.Debit ? "debit" : "credit", NpgsqlDbType.Text, ct);
            await lines.WriteAsync(line.Amount.Cents, NpgsqlDbType.Bigint, ct);
        }

        await lines.CompleteAsync(ct);
    }
}
