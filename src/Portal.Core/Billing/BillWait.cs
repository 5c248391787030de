using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Npgsql;
using Portal.Core.Data;
using Portal.Core.Money;

namespace Portal.Core.Billing;

/// <summary>
/// What of what was owed a bill did not ask for, as it was issued: under a payment arrangement until later, or in
/// dispute. Only bills that have something of it have one. Append-only.
/// </summary>
public sealed class BillWait
{
    public required Guid BillId { get; init; }

    /// <summary>Under an arrangement, to be paid after the bill's due day.</summary>
    public required Usd Arranged { get; init; }

    /// <summary>When the next payment of it is due; null when nothing is arranged.</summary>
    public DateOnly? ArrangedOn { get; init; }

    /// <summary>How much that payment is.</summary>
    public required Usd ArrangedNext { get; init; }

    /// <summary>Nothing of it is to be paid until it is decided.</summary>
    public required Usd Disputed { get; init; }

    public Usd Total => Arranged + Disputed;

    /// <summary>Writes what waits of bills that were just issued, in the caller's transaction.</summary>
    /// <returns>By bill; most bills have none.</returns>
    internal static async Task<Dictionary<Guid, BillWait>> WriteAsync(
        NpgsqlConnection connection, IReadOnlyCollection<Guid> bills, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand("""
            with issued as materialized (
              select b.id, b.customer_account_id, b.due_on from bill b
              where b.id = any($1)
                and (exists (select from payment_arrangement a
                    where a.customer_account_id = b.customer_account_id and a.state = 'active')
                  or exists (select from open_item o
                    where o.customer_account_id = b.customer_account_id and o.is_disputed and o.open_cents > 0)))
            insert into bill_wait (bill_id, arranged_cents, arranged_on, arranged_next_cents, disputed_cents)
            select b.id, k.arranged_cents, case when k.arranged_cents > 0 then k.arranged_on end,
              case when k.arranged_cents > 0 then k.arranged_next_cents else 0 end, k.disputed_cents
            from issued b cross join lateral asking_on(b.customer_account_id, b.due_on) k
            where k.arranged_cents + k.disputed_cents > 0
            returning bill_id, arranged_cents, arranged_on, arranged_next_cents, disputed_cents
            """, connection)
        {
            CommandTimeout = 0,
            Parameters = { new() { Value = bills.ToArray() } },
        };
        var found = new Dictionary<Guid, BillWait>();
        await using var row = await command.ExecuteReaderAsync(ct);
        while (await row.ReadAsync(ct))
        {
            found.Add(row.GetGuid(0), new()
            {
                BillId = row.GetGuid(0), Arranged = new(row.GetInt64(1)),
                ArrangedOn = row.IsDBNull(2) ? null : row.GetFieldValue<DateOnly>(2),
                ArrangedNext = new(row.GetInt64(3)), Disputed = new(row.GetInt64(4)),
            });
        }

        return found;
    }

    internal sealed class Table : IEntityTypeConfiguration<BillWait>
    {
        public void Configure(EntityTypeBuilder<BillWait> builder)
        {
            builder.HasKey(w => w.BillId);
            builder.HasOne<Bill>().WithOne().HasForeignKey<BillWait>(w => w.BillId);
            builder.Ignore(w => w.Total);
        }
    }
}
