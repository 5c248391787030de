using Microsoft.EntityFrameworkCore;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Staff;

namespace Portal.Core.Notices;

/// <summary>
/// Keeps words as the next version of a kind of notice in a language. Nothing is sent by it yet. Asked again with the
/// same id, answers with the version kept then. Refuses a kind that is no code, empty words and words too long to keep.
/// </summary>
public sealed class DraftTemplate(PortalDbContext db, BusinessClock clock)
{
    public const int LongestSubject = 200;
    public const int LongestBody = 20_000;

    public sealed record Request(
        Guid TemplateId, string Kind, string Language, string? Subject, string? Body, Actor By);

    public async Task<Outcome<NoticeTemplate>> RunAsync(Request request, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (WhyNot(request) is { } refusal) { return refusal; }

        await using var tx = await ActTransaction.BeginOrJoinAsync(db, ct);
        await db.Database.ExecuteSqlAsync(
            $"select pg_advisory_xact_lock(hashtext('notice template'), hashtext({request.Kind + request.Language}))",
            ct);
        if (await db.Set<NoticeTemplate>().SingleOrDefaultAsync(t => t.Id == request.TemplateId, ct) is { } already)
        {
            return already;
        }

        var last = await db.Set<NoticeTemplate>()
            .Where(t => t.Kind == request.Kind && t.Language == request.Language)
            .MaxAsync(t => (int?)t.Version, ct);
        if (last is null && !NoticeKinds.All.Contains(request.Kind)) { return new Refusal("Notice_KindUnknown"); }

        var template = new NoticeTemplate
        {
            Id = request.TemplateId,
            Kind = request.Kind,
            Language = request.Language,
            Version = (last ?? 0) + 1,
            Subject = request.Subject!.Trim(),
            Body = request.Body!.ReplaceLineEndings("\n").Trim() + "\n",
            MadeBy = request.By.Name,
            MadeAt = clock.Now,
        };
        db.Add(template);
        db.Add(AuditEntry.Of(clock.Now, request.By.Name, nameof(DraftTemplate), null, new
        {
            template = template.Id,
            kind = template.Kind,
            language = template.Language,
            version = template.Version,
        }));
        await db.SaveChangesAsync(ct);
        await tx.CommitAsync(ct);
        return template;
    }

    private static Refusal? WhyNot(Request request) =>
        request.Language is not ("en" or "es") ? new("Notice_KindUnknown")
        : string.IsNullOrWhiteSpace(request.Subject) || request.Subject.Any(char.IsControl)
            ? new("Notice_SubjectMissing")
        : string.IsNullOrWhiteSpace(request.Body) ? new("Notice_BodyMissing")
        : request.Subject.Length > LongestSubject || request.Body.Length > LongestBody
            ? new("Notice_TooLong", LongestSubject, LongestBody)
            : null;
}
