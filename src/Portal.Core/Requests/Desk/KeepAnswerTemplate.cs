using Microsoft.EntityFrameworkCore;
using Portal.Core.Accounts.Contacts;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Staff;

namespace Portal.Core.Requests.Desk;

/// <summary>
/// Makes a template of answers or changes one, in both languages; what it said before stays. The same operation does it
/// once. Refuses an empty or a taken name, no words in a language, places that nothing fills, one that somebody changed
/// since it was looked at, and one that is not there.
/// </summary>
public sealed class KeepAnswerTemplate(PortalDbContext db, BusinessClock clock)
{
    private const int LongestName = 100;

    /// <param name="TemplateId">Null for a new one.</param>
    /// <param name="Seen">The version that was shown.</param>
    /// <param name="IsRetired">It is offered no more.</param>
    public sealed record Request(
        Guid OperationId, Guid? TemplateId, int Seen, string? Name, string? BodyEn, string? BodyEs, bool IsRetired,
        Actor By);

    public async Task<Outcome<AnswerTemplate>> RunAsync(Request request, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(request);
        await using var tx = await ActTransaction.BeginOrJoinAsync(db, ct);
        await db.Database.ExecuteSqlAsync(
            $"select pg_advisory_xact_lock(hashtextextended('answer_template', 92))", ct);
        if (await db.Set<AnswerTemplateText>().SingleOrDefaultAsync(t => t.OperationId == request.OperationId, ct)
            is { } done)
        {
            return await db.Set<AnswerTemplate>().SingleAsync(t => t.Id == done.TemplateId, ct);
        }

        var template = await db.Set<AnswerTemplate>().SingleOrDefaultAsync(t => t.Id == request.TemplateId, ct);
        if (request.TemplateId is not null && template?.Version != request.Seen)
        {
            return new Refusal("Template_Changed");
        }

        if (await WhyNotAsync(request, ct) is { } refusal) { return refusal; }

        template = Keep(request, template);
        await db.SaveChangesAsync(ct);
        await tx.CommitAsync(ct);
        return template;
    }

    private AnswerTemplate Keep(Request request, AnswerTemplate? template)
    {
        var name = TypedLine.Of(request.Name);
        if (template is null)
        {
            template = new() { Id = request.OperationId, Name = name, Version = 0 };
            db.Add(template);
        }

        (template.Name, template.Version) = (name, template.Version + 1);
        template.RetiredAt = request.IsRetired ? template.RetiredAt ?? clock.Now : null;
        db.Add(new AnswerTemplateText
        {
            TemplateId = template.Id, Version = template.Version, BodyEn = RichText.Plain(request.BodyEn),
            BodyEs = RichText.Plain(request.BodyEs), OperationId = request.OperationId, ChangedAt = clock.Now,
            ChangedBy = request.By.Name,
        });
        db.Add(AuditEntry.Of(clock.Now, request.By.Name, nameof(KeepAnswerTemplate), null, new
        {
            template = template.Id,
            name,
            version = template.Version,
            retired = request.IsRetired,
        }));
        return template;
    }

    private async Task<Refusal?> WhyNotAsync(Request request, CancellationToken ct)
    {
        var name = TypedLine.Of(request.Name);
        if (name.Length > LongestName || !TypedLine.SaysSomething(name))
        {
            return new("Template_NameMissing", LongestName);
        }

        if (await db.Set<AnswerTemplate>().AnyAsync(t => t.Name == name && t.Id != request.TemplateId, ct))
        {
            return new("Template_NameTaken");
        }

        var (en, es) = (RichText.Plain(request.BodyEn), RichText.Plain(request.BodyEs));
        if (en.Length is 0 or > RichText.Longest) { return new("Template_EnglishMissing", RichText.Longest); }

        if (es.Length is 0 or > RichText.Longest) { return new("Template_SpanishMissing", RichText.Longest); }

        return TemplateFields.Unknown(en + es) is [var unknown, ..] ? new("Template_FieldUnknown", unknown) : null;
    }
}
