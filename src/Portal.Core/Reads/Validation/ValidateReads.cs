using System.Reflection;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using NpgsqlTypes;
using Portal.Core.Common;
using Portal.Core.Data;

namespace Portal.Core.Reads.Validation;

/// <summary>
/// Judges all reads that are not yet billed by the named rules, and finds those overdue, in one statement over a whole
/// cycle (ValidateReads.sql). Run again it finds the same; an exception whose reason has gone is cleared.
/// </summary>
public sealed class ValidateReads(PortalDbContext db, BusinessClock clock)
{
    private static readonly string Sql = ReadSql();

    /// <summary>What is judged; everything when nothing is named.</summary>
    public sealed record Request(string? BillingCycle = null, Guid? ImportId = null, Guid? ServicePointId = null);

    /// <summary>How many reads were judged, exceptions found that were not known, and exceptions cleared.</summary>
    public sealed record Counts(long Judged, long Added, long Cleared);

    /// <summary>Part of the caller's transaction when one is open.</summary>
    public async Task<Counts> RunAsync(Request request, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (db.Database.CurrentTransaction is not null) { return await JudgeAsync(request, ct); }

        // A whole city takes longer than a page may; and planning to compile costs more than it gains.
        await using var tx = await db.Database.BeginTransactionAsync(ct);
        await db.Database.ExecuteSqlAsync($"set local statement_timeout = 0", ct);
        await db.Database.ExecuteSqlAsync($"set local jit = off", ct);
        var counts = await JudgeAsync(request, ct);
        await tx.CommitAsync(ct);
        return counts;
    }

    private async Task<Counts> JudgeAsync(Request request, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(Sql, (NpgsqlConnection)db.Database.GetDbConnection())
        {
            CommandTimeout = 600,
            Parameters =
            {
                new() { Value = (object?)request.BillingCycle ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text },
                new() { Value = (object?)request.ImportId ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Uuid },
                new() { Value = (object?)request.ServicePointId ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Uuid },
                new() { Value = clock.Today },
                new() { Value = clock.Now },
            },
        };
        await using var reader = await command.ExecuteReaderAsync(ct);
        await reader.ReadAsync(ct);
        return new(reader.GetInt64(0), reader.GetInt64(1), reader.GetInt64(2));
    }

    private static string ReadSql()
    {
        using var stream = Assembly.GetExecutingAssembly()
            .GetManifestResourceStream("Portal.Core.Reads.Validation.ValidateReads.sql")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
