using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using NpgsqlTypes;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Payments.Returns.Nacha;
using Portal.Core.Staff;

namespace Portal.Core.Payments.Returns;

/// <summary>
/// Checks a bank's file of returns and changes, and matches each return by its original trace; nothing is booked. Rows
/// go to their table by COPY as they are read, so the file's size does not matter. A file with any fault, and one that
/// was booked before, is refused and shown with what is wrong. The same operation checks once. Refuses what is no NACHA
/// file.
/// </summary>
public sealed class CheckBankFile(PortalDbContext db, BusinessClock clock)
{
    private const int LongestName = 200;

    private static readonly string MatchSql = ReadSql();

    /// <param name="File">From its start, and able to go back there.</param>
    public sealed record Request(Guid OperationId, string FileName, Stream File, Actor By);

    public async Task<Outcome<BankFile>> RunAsync(Request request, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (await AgainAsync(request.OperationId, ct) is { } again) { return again; }

        if (!await CheckNachaFile.IsOneAsync(request.File, ct)) { return new Refusal("BankFile_NoNacha"); }

        var hash = await SHA256.HashDataAsync(request.File, ct);
        request.File.Position = 0;
        await using var tx = await db.Database.BeginTransactionAsync(ct);
        await db.Database.ExecuteSqlAsync($"set local statement_timeout = 0", ct);
        // The same form sent twice at once is one check.
        await db.Database.ExecuteSqlAsync(
            $"select pg_advisory_xact_lock(hashtext({request.OperationId.ToString()}))", ct);
        if (await AgainAsync(request.OperationId, ct) is { } meanwhile) { return meanwhile; }

        var file = Make(request, hash);
        db.Add(file);
        await db.SaveChangesAsync(ct);
        var nacha = new NachaFile();
        await StageAsync(file.Id, nacha.ReadAsync(request.File, ct), ct);
        await JudgeAsync(file, nacha, ct);
        await tx.CommitAsync(ct);
        return file;
    }

    private Task<BankFile?> AgainAsync(Guid operationId, CancellationToken ct) =>
        db.Set<BankFile>().AsNoTracking().SingleOrDefaultAsync(f => f.OperationId == operationId, ct);

    /// <summary>Refused until the whole of it was read.</summary>
    private BankFile Make(Request request, byte[] hash)
    {
        var name = Path.GetFileName(request.FileName.Replace('\\', '/').Trim());
        return new()
        {
            Id = Guid.CreateVersion7(),
            OperationId = request.OperationId,
            FileName = name.Length == 0 ? "–" : name[..Math.Min(name.Length, LongestName)],
            Sha256 = hash,
            Bytes = request.File.Length,
            State = BankFileState.Refused,
            UploadedAt = clock.Now,
            UploadedBy = request.By.Name,
        };
    }

    private static NachaFault Again(string fileName, DateOnly on) =>
        new(1, "BankFile_Again", [fileName, $"{on:MM'/'dd'/'yyyy}"], null);

    private async Task JudgeAsync(BankFile file, NachaFile nacha, CancellationToken ct)
    {
        var before = await db.Set<BankFile>().AsNoTracking().SingleOrDefaultAsync(f => f.Sha256 == file.Sha256
            && (f.State == BankFileState.Confirmed || f.State == BankFileState.Done), ct);
        IReadOnlyList<NachaFault> faults = before is null ? nacha.Faults
            : [Again(before.FileName, clock.DayOf(before.ConfirmedAt!.Value)), .. nacha.Faults];
        file.MadeOn = nacha.MadeOn;
        file.Entries = nacha.Whole.Entries;
        file.Debit = new(nacha.Whole.DebitCents);
        file.Credit = new(nacha.Whole.CreditCents);
        file.FaultCount = nacha.FaultCount + (before is null ? 0 : 1);
        db.AddRange(faults.Select((fault, no) => new BankFileFault
        {
            BankFileId = file.Id, No = no + 1, Line = fault.Line, Key = fault.Key, FaultValues = fault.Kept,
        }));
        if (file.FaultCount == 0)
        {
            file.State = BankFileState.Checked;
            await MatchAsync(file, ct);
        }

        await db.SaveChangesAsync(ct);
    }

    private async Task StageAsync(Guid fileId, IAsyncEnumerable<NachaEntry> entries, CancellationToken ct)
    {
        await using var writer = await ((NpgsqlConnection)db.Database.GetDbConnection()).BeginBinaryImportAsync(
            """
            copy bank_file_row (id, bank_file_id, line, news, code, original_trace, amount_cents, is_debit, name,
              number, last_four, corrected, outcome) from stdin (format binary)
            """, ct);
        await foreach (var entry in entries.WithCancellation(ct))
        {
            await writer.StartRowAsync(ct);
            await writer.WriteAsync(Guid.CreateVersion7(), NpgsqlDbType.Uuid, ct);
            await writer.WriteAsync(fileId, NpgsqlDbType.Uuid, ct);
            await writer.WriteAsync(entry.Line, NpgsqlDbType.Bigint, ct);
            await writer.WriteAsync(EnumWords<NachaNews>.Of(entry.News), NpgsqlDbType.Text, ct);
            await TextAsync(entry.Code);
            await TextAsync(entry.OriginalTrace);
            await writer.WriteAsync(entry.Amount.Cents, NpgsqlDbType.Bigint, ct);
            await writer.WriteAsync(entry.IsDebit, NpgsqlDbType.Boolean, ct);
            await TextAsync(entry.Name);
            await TextAsync(entry.Number);
            await TextAsync(entry.LastFour);
            await TextAsync(Masked(entry.Corrected));
            await writer.WriteAsync(EnumWords<BankRowOutcome>.Of(entry.News switch
            {
                NachaNews.Return => BankRowOutcome.Unmatched,
                NachaNews.Change => BankRowOutcome.Change,
                _ => BankRowOutcome.Shown,
            }), NpgsqlDbType.Text, ct);
        }

        await writer.CompleteAsync(ct);

        // No text column of a database can hold NUL.
        Task TextAsync(string text) => writer.WriteAsync(text.Replace('\0', '\uFFFD'), NpgsqlDbType.Text, ct);
    }

    private static string Masked(string corrected) =>
        corrected.Length <= 4 ? corrected : $"••{corrected[^4..]}";

    private async Task MatchAsync(BankFile file, CancellationToken ct)
    {
        foreach (var sql in MatchSql.Split("\n\n", StringSplitOptions.RemoveEmptyEntries))
        {
            await using var command = new NpgsqlCommand(sql, (NpgsqlConnection)db.Database.GetDbConnection())
            {
                CommandTimeout = 0, Parameters = { new() { Value = file.Id } },
            };
            await command.ExecuteNonQueryAsync(ct);
        }
    }

    private static string ReadSql()
    {
        using var stream = typeof(CheckBankFile).Assembly.GetManifestResourceStream(
            $"{typeof(CheckBankFile).Namespace}.MatchBankRows.sql")
            ?? throw new InvalidOperationException("MatchBankRows.sql is not embedded.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
