using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Reads.Files;
using Portal.Core.Staff;

namespace Portal.Core.Reads.Imports;

/// <summary>
/// Keeps a profile, new or changed. Refuses one that no file could be read with, a name that another has, and a change
/// of what somebody else changed meanwhile. Files checked before keep what they were checked with. Audited.
/// </summary>
public sealed class SaveReadProfile(PortalDbContext db, BusinessClock clock)
{
    private const int LongestName = 80;

    /// <param name="Id">Made with the form; an id that is there changes that profile.</param>
    /// <param name="VersionSeen">Of the profile that was shown; null for a new one.</param>
    public sealed record Request(Guid Id, string Name, ReadProfile Profile, uint? VersionSeen, Actor By);

    public async Task<Outcome<SavedReadProfile>> RunAsync(Request request, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(request);
        var name = request.Name?.Trim() ?? "";
        if (name.Length is 0 or > LongestName) { return new Refusal("Reads_ProfileName", LongestName); }

        if (request.Profile.WhyNot() is { } refusal) { return refusal; }

        var saved = await db.Set<SavedReadProfile>().SingleOrDefaultAsync(p => p.Id == request.Id, ct);
        var json = request.Profile.ToJson();
        if (saved is null)
        {
            saved = new()
            {
                Id = request.Id, Name = name, Document = json, ChangedAt = clock.Now, ChangedBy = request.By.Name,
            };
            db.Add(saved);
        }
        else
        {
            if (request.VersionSeen is { } seen && seen != saved.Version)
            {
                return new Refusal("Reads_ProfileChanged");
            }

            (saved.Name, saved.Document) = (name, json);
            (saved.ChangedAt, saved.ChangedBy) = (clock.Now, request.By.Name);
        }

        db.Add(new AuditEntry
        {
            Id = Guid.CreateVersion7(), At = clock.Now, Actor = request.By.Name, Act = nameof(SaveReadProfile),
            Detail = JsonSerializer.Serialize(new { request.Id, Name = name, Document = json }),
        });
        try
        {
            await db.SaveChangesAsync(ct);
        }
        catch (DbUpdateConcurrencyException)
        {
            return new Refusal("Reads_ProfileChanged");
        }
        catch (DbUpdateException fault) when (fault.InnerException is PostgresException
        {
            ConstraintName: "ux_read_profile_name" or "read_profile_pkey",
        })
        {
            return new Refusal("Reads_ProfileNameTaken", name);
        }

        return saved;
    }
}
