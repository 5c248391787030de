using Microsoft.EntityFrameworkCore;
using Npgsql;
using Portal.Core.Accounts;
using Portal.Core.Billing;
using Portal.Core.Data;
using Portal.Core.Money;
using Portal.Core.Payments.Arrangements;

namespace Portal.Core.Payments;

/// <summary>A customer account whose lock is held, with what counts for posting money to it.</summary>
/// <param name="Version">Of the account's row; whoever changes the balance asks that it still is.</param>
/// <param name="PostedAs">The payment that the operation made before, when it did.</param>
/// <param name="Open">Every open item; the context does not track them.</param>
/// <param name="Promise">What an active arrangement promises; null without one.</param>
public sealed record AccountInHand(
    Guid Id, string Number, uint Version, Guid? PostedAs, IReadOnlyList<OpenItem> Open, PaymentPromise? Promise);

/// <summary>How posting takes an account in hand.</summary>
public static class TakingInHand
{
    // Four statements and not one: each sees what was committed before it began, so what is asked must stand behind
    // the lock.
    private const string Lock = "select number, xmin from customer_account where id = $1 for update";

    private const string Posted = "select id from payment where operation_id = $1 and customer_account_id = $2";

    private const string OpenItems = """
        select id, bill_id, bill_line_no, charge_kind, service, fund, billed_on, due_on, amount_cents, open_cents,
          adjustment_id, adjustment_line_no, is_disputed
        from open_item where customer_account_id = $1 and open_cents > 0
        """;

    /// <summary>
    /// Takes the account's lock, then reads under it, in one round trip. The caller has a transaction open. Copies of
    /// the account and its open items that the context held are thrown away, as LockAccountAsync does.
    /// </summary>
    /// <returns>Null when there is no such account.</returns>
    /// <exception cref="InvalidOperationException">No transaction is open: a bug.</exception>
    public static async Task<AccountInHand?> TakeInHandAsync(
        this PortalDbContext db, Guid accountId, Guid operationId, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        if (db.Database.CurrentTransaction is null)
        {
            throw new InvalidOperationException("A lock is taken inside an act's transaction.");
        }

        db.Forget(read => read is CustomerAccount a && a.Id == accountId
            || read is OpenItem i && i.CustomerAccountId == accountId);
        await using var batch = new NpgsqlBatch((NpgsqlConnection)db.Database.GetDbConnection())
        {
            BatchCommands =
            {
                new(Lock) { Parameters = { new() { Value = accountId } } },
                new(Posted) { Parameters = { new() { Value = operationId }, new() { Value = accountId } } },
                new(OpenItems) { Parameters = { new() { Value = accountId } } },
                new(PaymentPromise.Sql) { Parameters = { new() { Value = new[] { accountId } } } },
            },
        };
        await using var rows = await batch.ExecuteReaderAsync(ct);
        if (!await rows.ReadAsync(ct))
        {
            return null;
        }

        var (number, version) = (rows.GetString(0), rows.GetFieldValue<uint>(1));
        await rows.NextResultAsync(ct);
        Guid? postedAs = await rows.ReadAsync(ct) ? rows.GetGuid(0) : null;
        await rows.NextResultAsync(ct);
        var open = new List<OpenItem>();
        while (await rows.ReadAsync(ct))
        {
            open.Add(Read(rows, accountId));
        }

        await rows.NextResultAsync(ct);
        var promise = (await PaymentPromise.ReadAsync(rows, ct)).GetValueOrDefault(accountId);
        return new(accountId, number, version, postedAs, open, promise);
    }

    private static OpenItem Read(NpgsqlDataReader row, Guid accountId) => new()
    {
        Id = row.GetGuid(0),
        CustomerAccountId = accountId,
        BillId = row.IsDBNull(1) ? null : row.GetGuid(1),
        BillLineNo = row.IsDBNull(2) ? null : row.GetInt32(2),
        AdjustmentId = row.IsDBNull(10) ? null : row.GetGuid(10),
        AdjustmentLineNo = row.IsDBNull(11) ? null : row.GetInt32(11),
        ChargeKind = EnumWords<ChargeKind>.Read(row.GetString(3)),
        Service = EnumWords<UtilityService>.Read(row.GetString(4)),
        Fund = row.GetString(5),
        BilledOn = row.GetFieldValue<DateOnly>(6),
        DueOn = row.GetFieldValue<DateOnly>(7),
        Amount = new Usd(row.GetInt64(8)),
        Open = new Usd(row.GetInt64(9)),
        IsDisputed = row.GetBoolean(12),
    };
}
