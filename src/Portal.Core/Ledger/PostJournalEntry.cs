using Microsoft.EntityFrameworkCore;
using Npgsql;
using NpgsqlTypes;
using Portal.Core.Data;

namespace Portal.Core.Ledger;

/// <summary>
/// The one path by which acts write the journal: entry and lines in one statement, inside the act's transaction. The
/// database checks balance per entry and per fund, the open period, and that the event is posted once.
/// </summary>
public sealed class PostJournalEntry(PortalDbContext db)
{
    private const string Sql = """
        with header as (
          insert into journal_entry (id, kind, idempotency_key, business_date, posted_at, posted_by, memo, reverses_id)
          values ($1, $2, $3, $4, $5, $6, $7, $8))
        insert into journal_line (entry_id, no, fund, gl_account, customer_account_id, side, amount_cents)
        select $1, no, fund, gl_account, customer_account_id, side, amount_cents
        from unnest($9::int[], $10::text[], $11::text[], $12::uuid[], $13::text[], $14::bigint[])
          as line (no, fund, gl_account, customer_account_id, side, amount_cents)
        """;

    /// <summary>Writes the entry. The caller has a transaction open and commits it.</summary>
    /// <exception cref="PostgresException">
    /// A rule of the ledger was broken (its constraint is named), or the event was posted before
    /// (ux_journal_entry_idempotency).
    /// </exception>
    /// <exception cref="InvalidOperationException">No transaction is open: a bug.</exception>
    public async Task RunAsync(JournalEntry entry, CancellationToken ct)
    {
        await using var batch = new NpgsqlBatch((NpgsqlConnection)db.Database.GetDbConnection())
        {
            BatchCommands = { StatementFor(entry) },
        };
        await batch.ExecuteNonQueryAsync(ct);
    }

    /// <summary>The same statement, for an act that sends it along with others in one round trip.</summary>
    /// <exception cref="InvalidOperationException">No transaction is open: a bug.</exception>
    internal NpgsqlBatchCommand StatementFor(JournalEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        if (db.Database.CurrentTransaction is null)
        {
            throw new InvalidOperationException("The journal is written inside an act's transaction.");
        }

        return new NpgsqlBatchCommand(Sql)
        {
            Parameters =
            {
                new() { Value = entry.Id },
                new() { Value = entry.Kind },
                new() { Value = entry.IdempotencyKey },
                new() { Value = entry.BusinessDate },
                new() { Value = entry.PostedAt },
                new() { Value = entry.PostedBy },
                new() { Value = entry.Memo },
                new()
                {
                    Value = (object?)entry.ReversesId ?? DBNull.Value,
                    NpgsqlDbType = NpgsqlDbType.Uuid,
                },
                new() { Value = entry.Lines.Select(l => l.No).ToArray() },
                new() { Value = entry.Lines.Select(l => l.Fund).ToArray() },
                new() { Value = entry.Lines.Select(l => l.GlAccount).ToArray() },
                new() { Value = entry.Lines.Select(l => l.CustomerAccountId).ToArray() },
                new() { Value = entry.Lines.Select(l => l.Side == Side.Debit ? "debit" : "credit").ToArray() },
                new() { Value = entry.Lines.Select(l => l.Amount.Cents).ToArray() },
            },
        };
    }
}
