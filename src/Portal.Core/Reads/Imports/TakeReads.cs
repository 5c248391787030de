using Microsoft.EntityFrameworkCore;
using Npgsql;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Jobs;
using Portal.Core.Reads.Validation;

namespace Portal.Core.Reads.Imports;

/// <summary>
/// Makes reads of a confirmed import, some thousand rows at a time, each with the place it has come to: killed at any
/// moment it goes on from there. At the end intervals are summed to their register's read, the points are judged, and
/// the import is done. Any number of workers may run it; one at a time works on a file.
/// </summary>
public sealed class TakeReads(PortalDbContext db, ValidateReads validateReads, BusinessClock clock)
{
    private const int RowsInRound = 20_000;

    private static readonly string IntervalSql = ImportSql.Read("TakeIntervals.sql");

    /// <summary>One round on the oldest import that waits and that nobody works on.</summary>
    public async Task<QueueRound> RunAsync(CancellationToken ct)
    {
        await using var tx = await db.Database.BeginTransactionAsync(ct);
        var import = await db.Set<ReadImport>().FromSql(
            $"""
            select * from read_import where state = 'confirmed' order by confirmed_at for update skip locked limit 1
            """).SingleOrDefaultAsync(ct);
        if (import is null) { return new(0); }

        db.Database.SetCommandTimeout(ImportSql.Patience);
        await db.Database.ExecuteSqlAsync($"set local statement_timeout = 0", ct);
        var (rows, last) = await TakeAsync(import, ct);
        if (rows > 0)
        {
            import.Taken = last;
        }
        else
        {
            await FinishAsync(import, ct);
        }

        await db.SaveChangesAsync(ct);
        await tx.CommitAsync(ct);
        return new(Math.Max(1, rows));
    }

    private async Task<(int Rows, long Last)> TakeAsync(ReadImport import, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(
            """
            with chunk as (
              select no, service_point_id, read_on, value, kind, demand, exported from read_import_row
              where read_import_id = $1 and no > $2 and outcome = 'accepted' and minute is null
              order by no limit $3
            ), added as (
              insert into meter_read (id, service_point_id, read_on, reading, kind, demand, exported)
              select gen_random_uuid(), service_point_id, read_on, value, kind, demand, exported from chunk
              on conflict on constraint ux_meter_read_point_day do nothing
            )
            select count(*)::integer, coalesce(max(no), 0) from chunk
            """, (NpgsqlConnection)db.Database.GetDbConnection())
        {
            CommandTimeout = ImportSql.Patience,
            Parameters = { new() { Value = import.Id }, new() { Value = import.Taken }, new() { Value = RowsInRound } },
        };
        await using var reader = await command.ExecuteReaderAsync(ct);
        await reader.ReadAsync(ct);
        return (reader.GetInt32(0), reader.GetInt64(1));
    }

    private async Task FinishAsync(ReadImport import, CancellationToken ct)
    {
        var connection = (NpgsqlConnection)db.Database.GetDbConnection();
        foreach (var sql in IntervalSql.Split("\n\n", StringSplitOptions.RemoveEmptyEntries))
        {
            await using var command = new NpgsqlCommand(sql, connection)
            {
                CommandTimeout = ImportSql.Patience,
                Parameters = { new() { Value = import.Id }, new() { Value = clock.Today } },
            };
            await command.ExecuteNonQueryAsync(ct);
        }

        await validateReads.RunAsync(new(ImportId: import.Id), ct);
        await db.Set<ReadImportRow>()
            .Where(r => r.ReadImportId == import.Id && r.Outcome != ReadRowOutcome.Fault).ExecuteDeleteAsync(ct);
        import.State = ReadImportState.Done;
        import.Taken = import.RowCount;
        import.DoneAt = clock.Now;
    }
}
