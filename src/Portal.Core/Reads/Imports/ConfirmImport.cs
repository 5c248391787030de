using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Staff;

namespace Portal.Core.Reads.Imports;

/// <summary>
/// Says that a checked file is to become reads; a worker makes them. Confirmed once, however often it is asked. Refuses
/// a file with nothing to take, one that is not (or no longer) waiting, and one that came under another name before.
/// </summary>
public sealed class ConfirmImport(PortalDbContext db, BusinessClock clock)
{
    public sealed record Request(Guid ImportId, Actor By);

    public async Task<Outcome<ReadImport>> RunAsync(Request request, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(request);
        await using var tx = await db.Database.BeginTransactionAsync(ct);
        if (await db.LockImportAsync(request.ImportId, ct) is not { } import) { return new Refusal("Reads_NoImport"); }

        if (import.State is ReadImportState.Confirmed or ReadImportState.Done) { return import; }

        if (import.State != ReadImportState.Checked) { return new Refusal("Reads_ImportOver"); }

        if (import.Accepted == 0) { return new Refusal("Reads_NothingToTake"); }

        import.State = ReadImportState.Confirmed;
        (import.ConfirmedAt, import.ConfirmedBy) = (clock.Now, request.By.Name);
        db.Add(new AuditEntry
        {
            Id = Guid.CreateVersion7(), At = clock.Now, Actor = request.By.Name, Act = nameof(ConfirmImport),
            Detail = JsonSerializer.Serialize(new { import.Id, import.FileName, import.Accepted, import.FaultCount }),
        });
        try
        {
            await db.SaveChangesAsync(ct);
        }
        catch (DbUpdateException fault) when (fault.InnerException is PostgresException
        {
            ConstraintName: "ux_read_import_file_once",
        })
        {
            return new Refusal("Reads_FileAgain");
        }

        await tx.CommitAsync(ct);
        return import;
    }
}

/// <summary>Throws a checked file away; nothing has come of it. Refuses one that was confirmed.</summary>
public sealed class DiscardImport(PortalDbContext db)
{
    public sealed record Request(Guid ImportId);

    public async Task<Outcome<ReadImport>> RunAsync(Request request, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(request);
        await using var tx = await db.Database.BeginTransactionAsync(ct);
        if (await db.LockImportAsync(request.ImportId, ct) is not { } import) { return new Refusal("Reads_NoImport"); }

        if (import.State == ReadImportState.Discarded) { return import; }

        if (import.State is not (ReadImportState.Checked or ReadImportState.Refused))
        {
            return new Refusal("Reads_ImportOver");
        }

        await db.Set<ReadImportRow>().Where(r => r.ReadImportId == import.Id).ExecuteDeleteAsync(ct);
        import.State = ReadImportState.Discarded;
        await db.SaveChangesAsync(ct);
        await tx.CommitAsync(ct);
        return import;
    }
}

/// <summary>The lock that serialises what is done to one import.</summary>
internal static class ImportLock
{
    public static Task<ReadImport?> LockImportAsync(this PortalDbContext db, Guid id, CancellationToken ct) =>
        db.Set<ReadImport>().FromSql($"select * from read_import where id = {id} for update").SingleOrDefaultAsync(ct);
}
