using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Portal.Core.Data;

namespace Portal.Core.Notices.Printing;

/// <summary>What a batch is: its file, and its manifest line by line.</summary>
public sealed class ReadNoticeBatch(PortalDbContext db)
{
    /// <summary>The PDF; null where there is no such batch.</summary>
    public Task<byte[]?> FileAsync(Guid batchId, CancellationToken ct) =>
        db.Set<NoticeBatchFile>().AsNoTracking().Where(f => f.BatchId == batchId).Select(f => f.Content)
            .SingleOrDefaultAsync(ct);

    /// <summary>Its letters in the order of the file.</summary>
    public async Task<IReadOnlyList<Row>> LinesAsync(Guid batchId, CancellationToken ct) => await (
        from line in db.Set<NoticeBatchLine>()
        join notice in db.Set<Notice>() on line.NoticeId equals notice.Id
        join account in db.CustomerAccounts on notice.CustomerAccountId equals account.Id
        where line.BatchId == batchId
        orderby line.No
        select new Row(line, notice.Number, notice.Kind, account.Id, account.Number, notice.Name, notice.Address))
        .AsNoTracking().ToListAsync(ct);

    /// <summary>The manifest as CSV (RFC 4180): a line for each letter; those to be pulled are marked.</summary>
    public async Task<string> ManifestAsync(Guid batchId, CancellationToken ct)
    {
        var rows = (await LinesAsync(batchId, ct)).Select(r => string.Join(',', new[]
        {
            Say(r.Line.No), Say(r.Number), r.Kind, r.Account, r.Name, string.Join('\n', r.Address),
            Say(r.Line.FirstPage),
            Say(r.Line.Pages), Convert.ToHexStringLower(r.Line.Sha256), r.Line.LeftAt is null ? "mail" : "pull",
        }.Select(Quoted)));
        return string.Concat(rows.Prepend(
            "sequence,letter,kind,account,name,address,page_from,pages,sha256,status").Select(r => $"{r}\r\n"));
    }

    /// <summary>A line of the manifest with what it is.</summary>
    public sealed record Row(
        NoticeBatchLine Line, int Number, string Kind, Guid AccountId, string Account, string Name, string[] Address);

    private static string Say(int number) => number.ToString(CultureInfo.InvariantCulture);

    /// <summary>What a spreadsheet would take for a formula is kept a text.</summary>
    private static string Quoted(string field)
    {
        var plain = field.Length > 0 && field[0] is '=' or '+' or '@' or '-' or '\t' or '\r' ? $"'{field}" : field;
        return $"\"{plain.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }
}
