using Microsoft.EntityFrameworkCore;
using Portal.Core.Common;
using Portal.Core.Data;

namespace Portal.Core.Requests;

/// <summary>
/// Hands a file of a request to a member of staff. A restricted one only to who may see proofs of identity, and each
/// look is recorded first. Refuses, as if there were none, what they may not see.
/// </summary>
public sealed class OpenRequestFile(PortalDbContext db, BusinessClock clock)
{
    /// <param name="MaySeeIdentity">They have the permission for it.</param>
    /// <param name="Address">Network address of who looks.</param>
    public sealed record Request(Guid FileId, Guid StaffUserId, bool MaySeeIdentity, string? Address);

    public async Task<Outcome<RequestFile>> RunAsync(Request request, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(request);
        var file = await db.Set<RequestFile>().AsNoTracking().SingleOrDefaultAsync(f => f.Id == request.FileId, ct);
        if (file is null || (file.IsRestricted && !request.MaySeeIdentity)) { return new Refusal("File_NotFound"); }

        if (file.IsRestricted)
        {
            db.Add(new RequestFileView
            {
                Id = Guid.CreateVersion7(clock.Now), FileId = file.Id, StaffUserId = request.StaffUserId,
                At = clock.Now, Address = request.Address,
            });
            await db.SaveChangesAsync(ct);
        }

        return file;
    }
}
