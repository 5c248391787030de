using Microsoft.EntityFrameworkCore;
using Npgsql;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Staff;

namespace Portal.Core.Payments.Returns;

/// <summary>
/// Says that a checked file is to be booked; a worker does it, row by row. Confirmed once, however often it is asked.
/// Refuses a file that is not (or no longer) waiting, and one that came under another name before.
/// </summary>
public sealed class ConfirmBankFile(PortalDbContext db, BusinessClock clock)
{
    public sealed record Request(Guid FileId, Actor By);

    public async Task<Outcome<BankFile>> RunAsync(Request request, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(request);
        await using var tx = await ActTransaction.BeginOrJoinAsync(db, ct);
        if (await db.LockBankFileAsync(request.FileId, ct) is not { } file) { return new Refusal("BankFile_NotFound"); }

        if (file.State is BankFileState.Confirmed or BankFileState.Done) { return file; }

        if (file.State != BankFileState.Checked) { return new Refusal("BankFile_Over"); }

        file.State = BankFileState.Confirmed;
        (file.ConfirmedAt, file.ConfirmedBy) = (clock.Now, request.By.Name);
        db.Add(AuditEntry.Of(clock.Now, request.By.Name, nameof(ConfirmBankFile), null, new
        {
            file = file.Id,
            name = file.FileName,
        }));
        try
        {
            await db.SaveChangesAsync(ct);
        }
        catch (DbUpdateException fault) when (fault.InnerException is PostgresException
        {
            ConstraintName: "ux_bank_file_once",
        })
        {
            return new Refusal("BankFile_BookedBefore");
        }

        await tx.CommitAsync(ct);
        return file;
    }
}

/// <summary>Throws a file away that was not booked. Refuses one that was.</summary>
public sealed class DiscardBankFile(PortalDbContext db)
{
    public sealed record Request(Guid FileId);

    public async Task<Outcome<BankFile>> RunAsync(Request request, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(request);
        await using var tx = await ActTransaction.BeginOrJoinAsync(db, ct);
        if (await db.LockBankFileAsync(request.FileId, ct) is not { } file) { return new Refusal("BankFile_NotFound"); }

        if (file.State == BankFileState.Discarded) { return file; }

        if (file.State is BankFileState.Confirmed or BankFileState.Done) { return new Refusal("BankFile_Over"); }

        await db.Set<BankFileRow>().Where(r => r.BankFileId == file.Id).ExecuteDeleteAsync(ct);
        file.State = BankFileState.Discarded;
        await db.SaveChangesAsync(ct);
        await tx.CommitAsync(ct);
        return file;
    }
}

/// <summary>The lock that serialises what is done to one file.</summary>
internal static class BankFileLock
{
    public static Task<BankFile?> LockBankFileAsync(this PortalDbContext db, Guid id, CancellationToken ct)
    {
        db.Forget(read => read is BankFile f && f.Id == id);
        return db.Set<BankFile>().FromSql($"select * from bank_file where id = {id} for update")
            .SingleOrDefaultAsync(ct);
    }
}
