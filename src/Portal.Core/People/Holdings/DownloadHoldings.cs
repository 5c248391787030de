using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using CsvHelper;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using Portal.Core.Accounts;
using Portal.Core.Billing;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Documents;
using Portal.Core.Payments;
using Portal.Core.Payments.Arrangements;
using Portal.Core.Requests;
using Portal.Core.Words;

namespace Portal.Core.People.Holdings;

/// <summary>
/// Everything that we hold about a person, as a ZIP: each table as JSON and as CSV (cells that a spreadsheet would take
/// for a formula are escaped), each bill, receipt and agreement to pay later as PDF, and each file that was sent with a
/// request. Refuses without a fresh proof; the person is told by mail
/// that it was downloaded. Written piece by piece: no more than one paper is in memory.
/// </summary>
public sealed class DownloadHoldings(
    PortalDbContext db, NpgsqlDataSource database, BillPdf billPdf, ReceiptPdf receiptPdf, AgreementPdf agreementPdf,
    SecurityNotice notice, BusinessClock clock)
{
    private static readonly JsonWriterOptions Json = new()
    {
        Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Checks the proof and tells the person; <see cref="WriteAsync"/> may follow.</summary>
    public async Task<Outcome<bool>> BeginAsync(WhoAsks who, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(who);
        if (await ProveAgain.WhyNotAsync(db, who, clock.Now, ct) is { } notFresh) { return notFresh; }

        await using var tx = await ActTransaction.BeginOrJoinAsync(db, ct);
        var user = await db.LockUserAsync(who.UserId, ct)
            ?? throw new InvalidOperationException($"There is no user {who.UserId}.");
        await notice.RunAsync(user, SecurityChange.DataDownloaded, ct);
        await tx.CommitAsync(ct);
        return true;
    }

    /// <param name="to">Written forward only and never read.</param>
    public async Task WriteAsync(Guid userId, CultureInfo culture, Stream to, CancellationToken ct)
    {
        var tables = await HoldingsTables.OfAsync(db, userId, ct);
        await using var zip = await ZipArchive.CreateAsync(
            to, ZipArchiveMode.Create, leaveOpen: true, entryNameEncoding: Encoding.UTF8, ct);
        await AddAsync(zip, "README.txt", Encoding.UTF8.GetBytes(Text.In(culture, "Letters", "Holdings_Readme")), ct);
        await using (var connection = await database.OpenConnectionAsync(ct))
        {
            // Both forms of a table tell of the same moment.
            await using var tx = await connection.BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead, ct);
            foreach (var (name, sql) in HoldingsTables.All)
            {
                await AddAsync(zip, $"{name}.json", s => WriteJsonAsync(connection, sql, tables, s, ct), ct);
                await AddAsync(zip, $"{name}.csv", s => WriteCsvAsync(connection, sql, tables, s, ct), ct);
            }
        }

        await AddPapersAsync(zip, userId, culture, ct);
        await AddAgreementsAsync(zip, userId, culture, ct);
        await AddFilesAsync(zip, userId, ct);
    }

    private async Task AddPapersAsync(ZipArchive zip, Guid userId, CultureInfo culture, CancellationToken ct)
    {
        var visible = db.VisibleTo(userId);
        foreach (var id in await db.Bills.Where(b => visible.Any(a => a.Id == b.CustomerAccountId))
            .OrderBy(b => b.IssuedOn).Select(b => b.Id).ToListAsync(ct))
        {
            if (await BillStatement.ForAsync(db, visible, id, ct) is { } bill)
            {
                await AddAsync(
                    zip, $"bills/{BillPdf.FileName(bill, culture)}",
                    billPdf.Make(await bill.ReadByAsync(db, userId, ct), culture), ct);
            }
        }

        foreach (var id in await db.Payments.Where(p => visible.Any(a => a.Id == p.CustomerAccountId))
            .OrderBy(p => p.ReceivedAt).Select(p => p.Id).ToListAsync(ct))
        {
            if (await ReceiptStatement.ForAsync(db, visible, [id], ct) is [var receipt])
            {
                await AddAsync(
                    zip, $"receipts/{ReceiptPdf.FileName(receipt, culture)}",
                    receiptPdf.Make(receipt.ReadBy(userId), culture), ct);
            }
        }
    }

    private async Task AddAgreementsAsync(ZipArchive zip, Guid userId, CultureInfo culture, CancellationToken ct)
    {
        var managed = db.ManagedBy(userId);
        var agreed = db.Set<PaymentArrangement>().Where(g => managed.Any(a => a.Id == g.CustomerAccountId))
            .OrderBy(g => g.AgreedAt).Select(g => g.Id);
        foreach (var (no, id) in (await agreed.ToListAsync(ct)).Index())
        {
            if (await AgreementStatement.OfAsync(db, managed, id, ct) is { } statement)
            {
                await AddAsync(
                    zip, $"agreements/{no + 1:000}-{AgreementPdf.FileName(culture)}",
                    agreementPdf.Make(statement, culture), ct);
            }
        }
    }

    /// <summary>As they are kept: drawn anew or looked through. Proofs of identity only those of the person.</summary>
    private async Task AddFilesAsync(ZipArchive zip, Guid userId, CancellationToken ct)
    {
        foreach (var (no, id) in (await db.FilesOf(userId).OrderBy(f => f.Id).Select(f => f.Id).ToListAsync(ct))
            .Index())
        {
            var file = await db.Set<RequestFile>().AsNoTracking().SingleAsync(f => f.Id == id, ct);
            // A name of its own, so that nothing in it leads out of the folder.
            var name = string.Concat(file.Name.Select(c => c is '/' or '\\' || char.IsControl(c) ? '-' : c));
            await AddAsync(zip, $"files/{no + 1:000}-{name}", file.Content, ct);
        }
    }

    private static Task AddAsync(ZipArchive zip, string name, byte[] content, CancellationToken ct) =>
        AddAsync(zip, name, stream => stream.WriteAsync(content, ct).AsTask(), ct);

    private static async Task AddAsync(ZipArchive zip, string name, Func<Stream, Task> write, CancellationToken ct)
    {
        await using var entry = await zip.CreateEntry(name).OpenAsync(ct);
        await write(entry);
    }

    private static async Task WriteJsonAsync(
        NpgsqlConnection connection, string sql, HoldingsTables tables, Stream to, CancellationToken ct)
    {
        await using var command = Ask(connection, sql, tables);
        await using var row = await command.ExecuteReaderAsync(ct);
        await using var json = new Utf8JsonWriter(to, Json);
        json.WriteStartArray();
        while (await row.ReadAsync(ct))
        {
            json.WriteStartObject();
            for (var i = 0; i < row.FieldCount; i++)
            {
                json.WritePropertyName(row.GetName(i));
                JsonSerializer.Serialize(json, row.IsDBNull(i) ? null : row.GetValue(i), JsonSerializerOptions.Default);
            }

            json.WriteEndObject();
            if (json.BytesPending > 64_000) { await json.FlushAsync(ct); }
        }

        json.WriteEndArray();
        await json.FlushAsync(ct);
    }

    private static async Task WriteCsvAsync(
        NpgsqlConnection connection, string sql, HoldingsTables tables, Stream to, CancellationToken ct)
    {
        using var rows = new MemoryStream();
        await using (var command = Ask(connection, sql, tables))
        await using (var row = await command.ExecuteReaderAsync(ct))
        {
            var options = new CsvWriterOptions { Injection = CsvInjection.Escape };
            using var csv = CsvWriter.Create(rows, options, leaveOpen: true);
            csv.WriteRecord([.. Enumerable.Range(0, row.FieldCount).Select(row.GetName)]);
            while (await row.ReadAsync(ct))
            {
                csv.WriteRecord(
                    [.. Enumerable.Range(0, row.FieldCount).Select(i => row.IsDBNull(i) ? "" : Cell(row.GetValue(i)))]);
            }
        }

        await to.WriteAsync(Encoding.UTF8.Preamble.ToArray(), ct);
        await to.WriteAsync(rows.GetBuffer().AsMemory(0, (int)rows.Length), ct);
    }

    private static string Cell(object value) => value switch
    {
        DateTime moment => moment.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
        DateOnly day => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "",
    };

    private static NpgsqlCommand Ask(NpgsqlConnection connection, string sql, HoldingsTables tables)
    {
        var command = new NpgsqlCommand(sql, connection);
        command.Parameters.AddRange(tables.Parameters());
        return command;
    }
}
