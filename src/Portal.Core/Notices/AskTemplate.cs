using Microsoft.EntityFrameworkCore;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Look;
using Portal.Core.Staff;

namespace Portal.Core.Notices;

/// <summary>
/// Puts a version before a second person. Asked again, answers the same. Refuses a version that does not pass its check
/// (<see cref="TemplateCheck"/>), naming every reason, and one that was decided.
/// </summary>
public sealed class AskTemplate(PortalDbContext db, CityProfile city, BusinessClock clock)
{
    public sealed record Request(Guid TemplateId, Actor By);

    public async Task<Outcome<NoticeTemplateAsk>> RunAsync(Request request, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(request);
        await using var tx = await ActTransaction.BeginOrJoinAsync(db, ct);
        if (await db.LockTemplateAsync(request.TemplateId, ct) is not { } template)
        {
            return new Refusal("Notice_TemplateNotFound");
        }

        if (await db.Set<NoticeTemplateDecision>().AnyAsync(d => d.TemplateId == template.Id, ct))
        {
            return new Refusal("Notice_Decided");
        }

        if (await db.Set<NoticeTemplateAsk>().SingleOrDefaultAsync(a => a.TemplateId == template.Id, ct) is { } already)
        {
            return already;
        }

        var check = TemplateCheck.Of(template.Kind, template.Language, template.Subject, template.Body, city);
        if (check.WhyNot() is { } refusal) { return refusal; }

        var ask = new NoticeTemplateAsk { TemplateId = template.Id, AskedBy = request.By.Name, AskedAt = clock.Now };
        db.Add(ask);
        db.Add(AuditEntry.Of(
            clock.Now, request.By.Name, nameof(AskTemplate), null, new { template = template.Id }));
        await db.SaveChangesAsync(ct);
        await tx.CommitAsync(ct);
        return ask;
    }
}
