using System.Globalization;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using Portal.Core.Data;

namespace Portal.Core.Billing.Printing;

/// <summary>Writes out what a batch is: its file piece by piece, and its manifest line by line.</summary>
public sealed class ReadBatch(PortalDbContext db, NpgsqlDataSource database)
{
    private const int MostLines = 8;

    /// <summary>The PDF, from its first byte to its last.</summary>
    public async Task FileAsync(Guid batchId, Stream to, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(to);
        for (var no = 1; await PieceAsync(batchId, no, ct) is { } piece; no++)
        {
            await to.WriteAsync(piece, ct);
        }
    }

    /// <summary>
    /// The manifest as CSV (RFC 4180, UTF-8): a line for each bill, those to be pulled marked, and one with the totals
    /// of the file and one with those of what is to be mailed. Amounts are cents.
    /// </summary>
    public async Task ManifestAsync(PrintBatch batch, TextWriter to, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(batch);
        ArgumentNullException.ThrowIfNull(to);
        await to.WriteAsync(
            "record,sequence,bill_number,account,addressee,"
            + string.Join(',', Enumerable.Range(1, MostLines).Select(i => $"address_{i}"))
            + ",pages,page_from,page_to,due_cents,sha256,status\r\n");
        var (bills, pages, cents) = (0, 0, 0L);
        await foreach (var row in PrintBatchRecord.Of(db, batch.Id).AsAsyncEnumerable().WithCancellation(ct))
        {
            var line = row.Line;
            await to.WriteAsync(Row(
            [
                "bill", Say(line.No), Say(row.BillNumber), row.Account, line.Addressee,
                .. line.Address.Concat(Enumerable.Repeat("", MostLines)).Take(MostLines),
                Say(line.Pages), Say(line.FirstPage), Say(line.LastPage), Say(line.Due.Cents),
                Convert.ToHexStringLower(line.Sha256),
                line.LeftReason is { } why ? $"pull: {why.ToString().ToLowerInvariant()}" : "mail",
            ]));
            if (line.LeftAt is null)
            {
                (bills, pages, cents) = (bills + 1, pages + line.Pages, cents + Math.Max(0, line.Due.Cents));
            }
        }

        await to.WriteAsync(Total("file", batch.Bills, batch.Pages, batch.Total.Cents));
        await to.WriteAsync(Total("mail", bills, pages, cents));
    }

    private static string Total(string what, int bills, int pages, long cents) => Row(
    [
        $"total {what}", Say(bills), .. Enumerable.Repeat("", 3 + MostLines), Say(pages), "", "", Say(cents), "", "",
    ]);

    private async Task<byte[]?> PieceAsync(Guid batchId, int no, CancellationToken ct)
    {
        await using var command = database.CreateCommand(
            "select content from print_batch_piece where batch_id = $1 and no = $2");
        command.Parameters.Add(new() { Value = batchId });
        command.Parameters.Add(new() { Value = no });
        return (byte[]?)await command.ExecuteScalarAsync(ct);
    }

    private static string Say(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Row(IEnumerable<string> fields)
    {
        var row = new StringBuilder();
        foreach (var (index, field) in fields.Index())
        {
            row.Append(index == 0 ? "" : ",").Append(Field(field));
        }

        return row.Append("\r\n").ToString();
    }

    /// <summary>Quoted where needed. What a spreadsheet would take for a formula is kept a text.</summary>
    private static string Field(string text)
    {
        var plain = text.Length > 1 && text[0] is '=' or '+' or '@' or '\t' or '\r' ? $"'{text}" : text;
        return plain.AsSpan().IndexOfAny(",\"\r\n") < 0
            ? plain
            : $"\"{plain.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }
}
