using Microsoft.AspNetCore.Mvc;
using Portal.Core.Files;

namespace Portal.Web.Look;

/// <summary>A list as a file to download, streamed: CSV goes out as it is read, a workbook once it is whole.</summary>
/// <param name="name">Without its ending.</param>
/// <param name="rows">Read once, while the file is written.</param>
/// <param name="form">As the address says it: "xlsx" for Excel; whatever else is CSV.</param>
public sealed class TableFileResult(
    string name, IReadOnlyList<string> columns, IAsyncEnumerable<IReadOnlyList<object?>> rows, string? form)
    : ActionResult
{
    private const string Excel = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

    public override async Task ExecuteResultAsync(ActionContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var isExcel = form == "xlsx";
        var (answer, ct) = (context.HttpContext.Response, context.HttpContext.RequestAborted);
        answer.ContentType = isExcel ? Excel : "text/csv; charset=utf-8";
        answer.Headers.ContentDisposition = $"attachment; filename=\"{name}.{(isExcel ? "xlsx" : "csv")}\"";
        if (!isExcel)
        {
            await TableFile.WriteCsvAsync(answer.Body, columns, rows, ct);
            return;
        }

        // A zip is written by jumps that a response does not take; on disk it needs no memory.
        await using var file = new FileStream(
            Path.GetTempFileName(), FileMode.Open, FileAccess.ReadWrite, FileShare.None, 65_536,
            FileOptions.DeleteOnClose | FileOptions.Asynchronous);
        await TableFile.WriteExcelAsync(file, columns, rows, ct);
        (answer.ContentLength, file.Position) = (file.Length, 0);
        await file.CopyToAsync(answer.Body, ct);
    }
}
