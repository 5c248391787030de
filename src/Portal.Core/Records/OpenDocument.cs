using Microsoft.EntityFrameworkCore;
using Portal.Core.Common;
using Portal.Core.Data;

namespace Portal.Core.Records;

/// <summary>
/// Hands a document to a member of staff; that they opened it is recorded first. Refuses an unknown document, and one
/// that was destroyed.
/// </summary>
public sealed class OpenDocument(PortalDbContext db, BusinessClock clock)
{
    /// <param name="Address">Network address of who looks.</param>
    public sealed record Request(Guid DocumentId, Guid StaffUserId, string? Address);

    public sealed record Opened(KeptDocument Document, byte[] Content);

    public async Task<Outcome<Opened>> RunAsync(Request request, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(request);
        var document = await db.Set<KeptDocument>().AsNoTracking()
            .SingleOrDefaultAsync(d => d.Id == request.DocumentId, ct);
        var content = await db.Set<DocumentContent>().AsNoTracking()
            .SingleOrDefaultAsync(c => c.DocumentId == request.DocumentId, ct);
        if (document is null || content is null)
        {
            return new Refusal(document is null ? "Record_NotFound" : "Record_Destroyed");
        }

        db.Add(new DocumentView
        {
            Id = Guid.CreateVersion7(clock.Now),
            DocumentId = document.Id,
            StaffUserId = request.StaffUserId,
            At = clock.Now,
            Address = request.Address,
        });
        await db.SaveChangesAsync(ct);
        return new Opened(document, content.Content);
    }
}
