using Microsoft.EntityFrameworkCore;
using Npgsql;
using NpgsqlTypes;
using Portal.Core.Data;
using Portal.Core.Ledger;
using Portal.Core.Money;
using Portal.Core.Staff;

namespace Portal.Core.Payments;

/// <summary>
/// Writes all the rows of one posted payment in one round trip, inside the caller's transaction and under the lock of
/// the account it has in hand. It decides nothing: CreditReceived does, and the database checks.
/// </summary>
public sealed class WritePosting(PortalDbContext db, PostJournalEntry postEntry)
{
    private const string PaymentSql = """
        insert into payment (id, reference, operation_id, attempt_id, customer_account_id, amount_cents,
          unapplied_cents, tender, brand, last_four, processor_payment_id, received_at, effective_on, business_date,
          journal_entry_id, bank_trace, item_id)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)
        """;

    // One statement a row: a join over arrays is planned anew each time, which costs more than it saves.
    private const string AllocationSql = """
        with applied as (
          insert into allocation (id, payment_id, open_item_id, customer_account_id, amount_cents, sequence,
            journal_entry_id, allocated_at)
          values ($1, $2, $3, $4, $5, $6, $7, $8))
        update open_item set open_cents = $9 where id = $3
        """;

    private const string BalanceSql =
        "update customer_account set balance_cents = balance_cents - $3 where id = $1 and xmin = $2";

    private const string AuditSql =
        "insert into audit_entry (id, at, actor, act, customer_account_id, detail) values ($1, $2, $3, $4, $5, $6)";

    /// <summary>Writes the rows. The caller commits them.</summary>
    /// <exception cref="PostgresException">A rule was broken; its constraint is named.</exception>
    /// <exception cref="DbUpdateConcurrencyException">The account changed in spite of the lock: a bug.</exception>
    public async Task RunAsync(
        AccountInHand account,
        JournalEntry entry,
        Payment payment,
        IReadOnlyList<Allocation> allocations,
        AuditEntry audit,
        CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(account);
        ArgumentNullException.ThrowIfNull(payment);
        ArgumentNullException.ThrowIfNull(allocations);
        ArgumentNullException.ThrowIfNull(audit);
        await using var batch = new NpgsqlBatch((NpgsqlConnection)db.Database.GetDbConnection());
        batch.BatchCommands.Add(postEntry.StatementFor(entry));
        batch.BatchCommands.Add(StatementFor(payment));
        foreach (var allocation in allocations)
        {
            batch.BatchCommands.Add(
                StatementFor(allocation, account.Open.Single(i => i.Id == allocation.OpenItemId).Open));
        }

        batch.BatchCommands.Add(StatementFor(audit));
        var balance = Statement(
            BalanceSql, Of(account.Id), Of(account.Version, NpgsqlDbType.Xid), Of(payment.Amount.Cents));
        batch.BatchCommands.Add(balance);
        await batch.ExecuteNonQueryAsync(ct);
        if (balance.RecordsAffected != 1)
        {
            throw new DbUpdateConcurrencyException($"Account {account.Number} changed under its lock.");
        }
    }

    private static NpgsqlBatchCommand StatementFor(Payment payment) => Statement(
        PaymentSql,
        Of(payment.Id),
        Of(payment.Reference),
        Of(payment.OperationId),
        Of(payment.AttemptId, NpgsqlDbType.Uuid),
        Of(payment.CustomerAccountId),
        Of(payment.Amount.Cents),
        Of(payment.Unapplied.Cents),
        Of(EnumWords<Tender>.Of(payment.Tender)),
        Of(payment.Brand, NpgsqlDbType.Text),
        Of(payment.LastFour, NpgsqlDbType.Text),
        Of(payment.ProcessorPaymentId, NpgsqlDbType.Text),
        Of(payment.ReceivedAt),
        Of(payment.EffectiveOn),
        Of(payment.BusinessDate),
        Of(payment.JournalEntryId),
        Of(payment.BankTrace, NpgsqlDbType.Text),
        Of(payment.ItemId, NpgsqlDbType.Uuid));

    private static NpgsqlBatchCommand StatementFor(Allocation allocation, Usd stillOpen) => Statement(
        AllocationSql,
        Of(allocation.Id),
        Of(allocation.PaymentId),
        Of(allocation.OpenItemId),
        Of(allocation.CustomerAccountId),
        Of(allocation.Amount.Cents),
        Of(allocation.Sequence),
        Of(allocation.JournalEntryId),
        Of(allocation.AllocatedAt),
        Of(stillOpen.Cents));

    private static NpgsqlBatchCommand StatementFor(AuditEntry audit) => Statement(
        AuditSql,
        Of(audit.Id),
        Of(audit.At),
        Of(audit.Actor),
        Of(audit.Act),
        Of(audit.CustomerAccountId, NpgsqlDbType.Uuid),
        Of(audit.Detail, NpgsqlDbType.Jsonb));

    private static NpgsqlBatchCommand Statement(string sql, params ReadOnlySpan<NpgsqlParameter> values)
    {
        var statement = new NpgsqlBatchCommand(sql);
        foreach (var value in values)
        {
            statement.Parameters.Add(value);
        }

        return statement;
    }

    private static NpgsqlParameter<T> Of<T>(T value)
        where T : notnull => new() { TypedValue = value };

    private static NpgsqlParameter Of(object? value, NpgsqlDbType type) =>
        new() { Value = value ?? DBNull.Value, NpgsqlDbType = type };
}
