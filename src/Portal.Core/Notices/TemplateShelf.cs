using Microsoft.EntityFrameworkCore;
using Portal.Core.Data;
using Portal.Core.Staff;

namespace Portal.Core.Notices;

/// <summary>The versions of templates with who wrote, asked and decided.</summary>
public static class TemplateShelf
{
    /// <summary>One version.</summary>
    public sealed record Row(NoticeTemplate Template, NoticeTemplateAsk? Ask, NoticeTemplateDecision? Decision)
    {
        public NoticeTemplateState State => Decision switch
        {
            { IsReleased: true } => NoticeTemplateState.Released,
            { IsReleased: false } => NoticeTemplateState.SentBack,
            null => Ask is null ? NoticeTemplateState.Draft : NoticeTemplateState.Asked,
        };

        /// <summary>It can still be asked for or decided.</summary>
        public bool IsOpen => Decision is null;
    }

    /// <summary>A kind in a language: what letters are written by, and what is newer.</summary>
    /// <param name="InUse">Null where nothing was released.</param>
    /// <param name="Newest">The newest version, where it is not the one in use.</param>
    public sealed record Shelf(string Kind, string Language, Row? InUse, Row? Newest);

    /// <summary>Every kind in both languages: the portal's in the order of the ladder, then the city's own.</summary>
    public static async Task<IReadOnlyList<Shelf>> ListAsync(PortalDbContext db, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        var rows = await Rows(db, db.Set<NoticeTemplate>()).ToListAsync(ct);
        var kinds = NoticeKinds.All.Concat(rows.Select(r => r.Template.Kind).Order(StringComparer.Ordinal)).Distinct();
        return
        [
            .. from kind in kinds
               from language in new[] { "en", "es" }
               select ShelfOf(kind, language, [.. rows.Where(
                   r => (r.Template.Kind, r.Template.Language) == (kind, language))]),
        ];
    }

    /// <summary>The versions of a kind in a language, newest first.</summary>
    public static async Task<IReadOnlyList<Row>> VersionsAsync(
        PortalDbContext db, string kind, string language, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        var rows = await Rows(
            db, db.Set<NoticeTemplate>().Where(t => t.Kind == kind && t.Language == language)).ToListAsync(ct);
        return [.. rows.OrderByDescending(r => r.Template.Version)];
    }

    /// <summary>One version; null when there is none.</summary>
    public static Task<Row?> VersionAsync(PortalDbContext db, Guid id, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        return Rows(db, db.Set<NoticeTemplate>().Where(t => t.Id == id)).SingleOrDefaultAsync(ct);
    }

    /// <summary>The version by which letters are written, of versions newest first.</summary>
    public static Row? InUse(IReadOnlyList<Row> versions) =>
        versions.FirstOrDefault(v => v.State == NoticeTemplateState.Released);

    /// <summary>Names of the people behind actors.</summary>
    public static Task<Dictionary<string, string>> PeopleAsync(PortalDbContext db, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        return db.Users.Where(u => db.StaffMembers.Any(s => s.UserId == u.Id))
            .ToDictionaryAsync(u => Actor.Staff(u.Id).Name, u => u.DisplayName, ct);
    }

    private static Shelf ShelfOf(string kind, string language, List<Row> rows)
    {
        var versions = rows.OrderByDescending(r => r.Template.Version).ToList();
        var now = InUse(versions);
        var newest = versions.FirstOrDefault();
        return new(kind, language, now, newest == now ? null : newest);
    }

    private static IQueryable<Row> Rows(PortalDbContext db, IQueryable<NoticeTemplate> templates) =>
        from template in templates.AsNoTracking()
        join asked in db.Set<NoticeTemplateAsk>().AsNoTracking() on template.Id equals asked.TemplateId into asks
        from ask in asks.DefaultIfEmpty()
        join decided in db.Set<NoticeTemplateDecision>().AsNoTracking()
            on template.Id equals decided.TemplateId into decisions
        from decision in decisions.DefaultIfEmpty()
        select new Row(template, ask, decision);
}
