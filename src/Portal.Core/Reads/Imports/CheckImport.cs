using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using NpgsqlTypes;
using Portal.Core.Billing;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Reads.Files;
using Portal.Core.Staff;

namespace Portal.Core.Reads.Imports;

/// <summary>
/// Checks a file of reads before anything is done with it: every row is matched with its meter, and said to be
/// acceptable, known already, or wrong and why. Rows go to a staging table by COPY as they are read, so the file's size
/// does not matter. A file that was taken before is refused. The same operation checks once.
/// </summary>
public sealed class CheckImport(PortalDbContext db, BusinessClock clock)
{
    private const int LongestName = 200;

    private static readonly string MatchSql = ImportSql.Read("MatchRows.sql");

    /// <param name="File">From its start, and able to go back there.</param>
    /// <param name="ProfileId">How it is written; needed for CSV, not asked for Green Button.</param>
    public sealed record Request(Guid OperationId, string FileName, Stream File, Guid? ProfileId, Actor By);

    public async Task<Outcome<ReadImport>> RunAsync(Request request, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (await db.Set<ReadImport>().SingleOrDefaultAsync(i => i.OperationId == request.OperationId, ct) is { } again)
        {
            return again;
        }

        var head = await FileHead.OfAsync(request.File, ct);
        var profile = head.IsXml || request.ProfileId is null
            ? null
            : await db.Set<SavedReadProfile>().AsNoTracking().SingleOrDefaultAsync(p => p.Id == request.ProfileId, ct);
        if (profile is null && head is { IsXml: false, IsEmpty: false, Program: null })
        {
            return new Refusal("Reads_NoProfile");
        }

        var hash = await SHA256.HashDataAsync(request.File, ct);
        var import = Import(request, hash, profile);
        request.File.Position = 0;
        await using var tx = await db.Database.BeginTransactionAsync(ct);
        db.Database.SetCommandTimeout(ImportSql.Patience);
        await db.Database.ExecuteSqlAsync($"set local statement_timeout = 0", ct);
        db.Add(import);
        try
        {
            await db.SaveChangesAsync(ct);
        }
        catch (DbUpdateException fault) when (fault.InnerException is PostgresException
        {
            ConstraintName: "ux_read_import_operation",
        })
        {
            await tx.RollbackAsync(ct);
            db.ChangeTracker.Clear();
            return await db.Set<ReadImport>().SingleAsync(i => i.OperationId == request.OperationId, ct);
        }

        var lines = await LinesAsync(request, head, profile, hash, ct);
        var ended = await StageAsync(import, lines, ct);
        await MatchAsync(import, ended, ct);
        await db.SaveChangesAsync(ct);
        await tx.CommitAsync(ct);
        return import;
    }

    private ReadImport Import(Request request, byte[] hash, SavedReadProfile? profile)
    {
        var name = Path.GetFileName(request.FileName.Replace('\\', '/').Trim());
        return new()
        {
            Id = Guid.CreateVersion7(),
            OperationId = request.OperationId,
            FileName = name.Length == 0 ? "–" : name[..Math.Min(name.Length, LongestName)],
            Sha256 = hash,
            Bytes = request.File.Length,
            ProfileName = profile?.Name,
            State = ReadImportState.Checked,
            UploadedAt = clock.Now,
            UploadedBy = request.By.Name,
        };
    }

    private async Task<IAsyncEnumerable<FileLine>> LinesAsync(
        Request request, FileHead head, SavedReadProfile? saved, byte[] hash, CancellationToken ct)
    {
        var before = await db.Set<ReadImport>().AsNoTracking().SingleOrDefaultAsync(
            i => i.Sha256 == hash && (i.State == ReadImportState.Confirmed || i.State == ReadImportState.Done), ct);
        return before is not null ? One(FileLine.End(
                1, "File_Again", before.FileName, clock.DayOf(before.ConfirmedAt!.Value)))
            : head.IsEmpty ? One(FileLine.End(1, "File_Empty"))
            : head.Program is { } program ? One(FileLine.End(1, "File_Program", program))
            : saved is null ? GreenButtonFile.ReadAsync(request.File, clock.Today, clock.Zone, ct)
            : CsvReadFile.ReadAsync(
                request.File, saved.Profile, new LineReader(saved.Profile, clock.Today, clock.Zone), ct);
    }

    private static async IAsyncEnumerable<FileLine> One(FileLine line)
    {
        await Task.CompletedTask;
        yield return line;
    }

    /// <summary>Copies every row as it is read.</summary>
    /// <returns>True when the file as a whole is refused.</returns>
    private async Task<bool> StageAsync(ReadImport import, IAsyncEnumerable<FileLine> lines, CancellationToken ct)
    {
        await using var writer = await ((NpgsqlConnection)db.Database.GetDbConnection()).BeginBinaryImportAsync(
            """
            copy read_import_row (read_import_id, no, line, meter_number, read_on, value, kind, unit, minute, demand,
              exported, outcome, fault, fault_values) from stdin (format binary)
            """, ct);
        var (no, ended) = (0L, false);
        await foreach (var line in lines.WithCancellation(ct))
        {
            ended |= line.Fault?.EndsFile == true;
            await WriteAsync(writer, import.Id, ++no, line, ct);
        }

        if (no == 0)
        {
            ended = true;
            await WriteAsync(writer, import.Id, 1, FileLine.End(1, "File_NoReads"), ct);
        }

        await writer.CompleteAsync(ct);
        return ended;
    }

    private static async Task WriteAsync(
        NpgsqlBinaryImporter writer, Guid import, long no, FileLine line, CancellationToken ct)
    {
        var (read, fault) = (line.Read, line.Fault);
        await writer.StartRowAsync(ct);
        await writer.WriteAsync(import, NpgsqlDbType.Uuid, ct);
        await writer.WriteAsync(no, NpgsqlDbType.Bigint, ct);
        await writer.WriteAsync(line.No, NpgsqlDbType.Bigint, ct);
        await writer.WriteAsync(read.Meter ?? "", NpgsqlDbType.Text, ct);
        if (fault is not null)
        {
            for (var i = 0; i < 7; i++) { await writer.WriteNullAsync(ct); }

            await writer.WriteAsync("fault", NpgsqlDbType.Text, ct);
            await writer.WriteAsync(fault.Key, NpgsqlDbType.Text, ct);
            await writer.WriteAsync(
                ReadImportRow.Kept(fault.Values), NpgsqlDbType.Array | NpgsqlDbType.Text, ct);
            return;
        }

        await writer.WriteAsync(read.On, NpgsqlDbType.Date, ct);
        await writer.WriteAsync(read.Value, NpgsqlDbType.Numeric, ct);
        await writer.WriteAsync(read.Kind == ReadKind.Actual ? "actual" : "estimated", NpgsqlDbType.Text, ct);
        if (read.Unit is { } unit) { await writer.WriteAsync(unit, NpgsqlDbType.Text, ct); }
        else { await writer.WriteNullAsync(ct); }

        if (read.Minute is { } minute) { await writer.WriteAsync(minute, NpgsqlDbType.Integer, ct); }
        else { await writer.WriteNullAsync(ct); }

        foreach (var figure in new[] { read.Demand, read.Exported })
        {
            if (figure is { } counted) { await writer.WriteAsync(counted, NpgsqlDbType.Numeric, ct); }
            else { await writer.WriteNullAsync(ct); }
        }

        await writer.WriteAsync("accepted", NpgsqlDbType.Text, ct);
        await writer.WriteNullAsync(ct);
        await writer.WriteNullAsync(ct);
    }

    private async Task MatchAsync(ReadImport import, bool ended, CancellationToken ct)
    {
        if (ended)
        {
            // Nothing of it will be taken; the reason is the row that ended it.
            await db.Database.ExecuteSqlAsync(
                $"delete from read_import_row where read_import_id = {import.Id} and outcome = 'accepted'", ct);
            import.State = ReadImportState.Refused;
            return;
        }

        var connection = (NpgsqlConnection)db.Database.GetDbConnection();
        await using var match = new NpgsqlCommand(MatchSql, connection)
        {
            CommandTimeout = ImportSql.Patience, Parameters = { new() { Value = import.Id } },
        };
        await match.ExecuteNonQueryAsync(ct);
        await using var count = new NpgsqlCommand(
            """
            select count(*), count(*) filter (where outcome = 'accepted'),
              count(*) filter (where outcome = 'unchanged'), count(*) filter (where outcome = 'fault')
            from read_import_row where read_import_id = $1
            """, connection)
        {
            CommandTimeout = ImportSql.Patience, Parameters = { new() { Value = import.Id } },
        };
        await using var reader = await count.ExecuteReaderAsync(ct);
        await reader.ReadAsync(ct);
        (import.RowCount, import.Accepted) = (reader.GetInt64(0), reader.GetInt64(1));
        (import.Unchanged, import.FaultCount) = (reader.GetInt64(2), reader.GetInt64(3));
    }
}
