using Microsoft.EntityFrameworkCore;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Look;
using Portal.Core.Staff;

namespace Portal.Core.Notices;

/// <summary>
/// Releases a version, by which letters are written from now on, or sends it back with a reason. Once: asked again,
/// answers with what was decided. Refuses whoever wrote or asked (ck_notice_template_second_person), a version for
/// which
/// nobody asked, one that is older than what is released, and to release what does not pass its check.
/// </summary>
public sealed class DecideTemplate(PortalDbContext db, CityProfile city, BusinessClock clock)
{
    public sealed record Request(Guid TemplateId, bool Release, string? Note, Actor By);

    public async Task<Outcome<NoticeTemplateDecision>> RunAsync(Request request, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(request);
        await using var tx = await ActTransaction.BeginOrJoinAsync(db, ct);
        if (await db.LockTemplateAsync(request.TemplateId, ct) is not { } template)
        {
            return new Refusal("Notice_TemplateNotFound");
        }

        if (await db.Set<NoticeTemplateDecision>().SingleOrDefaultAsync(d => d.TemplateId == template.Id, ct)
            is { } already)
        {
            return already.IsReleased == request.Release ? already : new Refusal("Notice_Decided");
        }

        var ask = await db.Set<NoticeTemplateAsk>().SingleOrDefaultAsync(a => a.TemplateId == template.Id, ct);
        if (WhyNot(template, ask, request.By) is { } refusal) { return refusal; }

        if (!request.Release && string.IsNullOrWhiteSpace(request.Note)) { return new Refusal("Notice_SayWhy"); }

        if (request.Release && await WhyNotReleaseAsync(template, ct) is { } fault) { return fault; }

        var decision = new NoticeTemplateDecision
        {
            TemplateId = template.Id,
            IsReleased = request.Release,
            DecidedBy = request.By.Name,
            DecidedAt = clock.Now,
            Note = string.IsNullOrWhiteSpace(request.Note) ? null : request.Note.Trim(),
        };
        db.Add(decision);
        db.Add(AuditEntry.Of(
            clock.Now, request.By.Name, nameof(DecideTemplate), null,
            new { template = template.Id, released = request.Release }));
        await db.SaveChangesAsync(ct);
        await tx.CommitAsync(ct);
        return decision;
    }

    /// <summary>Why this person cannot decide; null when they can. The page says so beside the button.</summary>
    public static Refusal? WhyNot(NoticeTemplate template, NoticeTemplateAsk? ask, Actor by)
    {
        ArgumentNullException.ThrowIfNull(template);
        ArgumentNullException.ThrowIfNull(by);
        return ask is null ? new("Notice_NotAsked")
            : template.MadeBy == by.Name || ask.AskedBy == by.Name ? new("Notice_SecondPerson")
            : null;
    }

    private async Task<Refusal?> WhyNotReleaseAsync(NoticeTemplate template, CancellationToken ct) =>
        await db.ReleasedTemplateAsync(template.Kind, template.Language, ct) is { } now
            && now.Version > template.Version
            ? new("Notice_NewerReleased", now.Version)
            : TemplateCheck.Of(template.Kind, template.Language, template.Subject, template.Body, city).WhyNot();
}
