using Microsoft.EntityFrameworkCore;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Staff;

namespace Portal.Core.Reads.Exceptions;

/// <summary>
/// Keeps a note, a photo, or both with an exception. A photo is taken for what its bytes are, cleaned of what cameras
/// write into it (place, owner), and refused when it is no JPEG or PNG, or too large. The same operation once.
/// </summary>
public sealed class AttachNoteOrPhoto(PortalDbContext db, BusinessClock clock)
{
    /// <summary>The largest photo in bytes.</summary>
    public const int LargestPhoto = 10 * 1024 * 1024;

    private const int LongestNote = 2_000;

    public sealed record Request(Guid OperationId, Guid ExceptionId, string? Note, byte[]? Photo, Actor By);

    public async Task<Outcome<ReadEvidence>> RunAsync(Request request, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(request);
        var note = string.IsNullOrWhiteSpace(request.Note) ? null : request.Note.Trim();
        if (note is null && request.Photo is not { Length: > 0 }) { return new Refusal("Reads_EvidenceMissing"); }

        if (note?.Length > LongestNote) { return new Refusal("Reads_NoteLong", LongestNote); }

        if (request.Photo?.Length > LargestPhoto) { return new Refusal("Reads_PhotoLarge", LargestPhoto >> 20); }

        var photo = request.Photo is { Length: > 0 } bytes ? CleanPhoto.Of(bytes) : null;
        if (request.Photo is { Length: > 0 } && photo is null) { return new Refusal("Reads_PhotoKind"); }

        await using var tx = await db.Database.BeginTransactionAsync(ct);
        var exception = await db.Set<ReadException>()
            .FromSql($"select * from read_exception where id = {request.ExceptionId} for update")
            .SingleOrDefaultAsync(ct);
        if (exception is null) { return new Refusal("Reads_NoException"); }

        if (await db.Set<ReadEvidence>().SingleOrDefaultAsync(e => e.OperationId == request.OperationId, ct) is
            { } already)
        {
            return already;
        }

        var evidence = new ReadEvidence
        {
            Id = Guid.CreateVersion7(),
            ReadExceptionId = exception.Id,
            OperationId = request.OperationId,
            At = clock.Now,
            By = request.By.Name,
            Note = note,
            MediaType = photo?.MediaType,
            Photo = photo?.Bytes,
        };
        db.Add(evidence);
        await db.SaveChangesAsync(ct);
        await tx.CommitAsync(ct);
        return evidence;
    }
}
