using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Staff;

namespace Portal.Core.Requests;

/// <summary>
/// Changes how soon the city answers a topic, in open days, with a reason; what it was stays. Requests made before keep
/// the day they were told. The same operation changes it once. Refuses an unknown topic, one that somebody changed
/// after it was looked at, no reason, days that are missing or out of range (1 to 365, answered no sooner than
/// acknowledged), and nothing changed.
/// </summary>
public sealed class ChangeRequestTopic(PortalDbContext db, BusinessClock clock)
{
    private const int Most = 365;

    /// <summary>Days that a topic gives.</summary>
    /// <param name="Lead">Only of service to start or stop.</param>
    /// <param name="Pay">Only of a dispute.</param>
    public sealed record Days(int? Acknowledge, int? Answer, int? Lead, int? Pay);

    /// <param name="Seen">What the page showed.</param>
    public sealed record Request(Guid OperationId, string? Topic, Days Wanted, Days Seen, string? Reason, Actor By);

    public async Task<Outcome<RequestTopic>> RunAsync(Request request, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(request);
        await using var tx = await ActTransaction.BeginOrJoinAsync(db, ct);
        var topic = await db.Set<RequestTopic>()
            .FromSql($"select * from request_topic where code = {request.Topic} for update").SingleOrDefaultAsync(ct);
        if (topic is null) { return new Refusal("Topic_Unknown"); }

        if (await db.Set<RequestTopicChange>().AnyAsync(c => c.Id == request.OperationId, ct)) { return topic; }

        if (WhyNot(request, topic) is { } refusal) { return refusal; }

        var (was, now) = (DaysOf(topic), request.Wanted);
        db.Add(new RequestTopicChange
        {
            Id = request.OperationId, Topic = topic.Code, WasAcknowledgeDays = was.Acknowledge!.Value,
            WasAnswerDays = was.Answer!.Value, WasLeadDays = was.Lead, WasPayDays = was.Pay,
            AcknowledgeDays = now.Acknowledge!.Value, AnswerDays = now.Answer!.Value, LeadDays = now.Lead,
            PayDays = now.Pay, Reason = request.Reason!.Trim(), ChangedAt = clock.Now, ChangedBy = request.By.Name,
        });
        db.Add(AuditEntry.Of(
            clock.Now, request.By.Name, nameof(ChangeRequestTopic), null, new { topic = topic.Code, was, now }));
        (topic.AcknowledgeDays, topic.AnswerDays) = (now.Acknowledge.Value, now.Answer.Value);
        (topic.LeadDays, topic.PayDays) = (now.Lead, now.Pay);
        await db.SaveChangesAsync(ct);
        await tx.CommitAsync(ct);
        return topic;
    }

    public static Days DaysOf(RequestTopic topic)
    {
        ArgumentNullException.ThrowIfNull(topic);
        return new(topic.AcknowledgeDays, topic.AnswerDays, topic.LeadDays, topic.PayDays);
    }

    private static Refusal? WhyNot(Request request, RequestTopic topic)
    {
        var (now, was) = (request.Wanted, DaysOf(topic));
        return request.Seen != was ? new("Topic_Changed")
            : !IsInRange(now.Acknowledge) || !IsInRange(now.Answer)
                || (was.Lead is null ? now.Lead is not null : !IsInRange(now.Lead))
                || (was.Pay is null ? now.Pay is not null : !IsInRange(now.Pay)) ? new("Topic_Range", Most)
            : now.Answer < now.Acknowledge ? new("Topic_AnswerFirst")
            : now == was ? new("Topic_SameAsNow")
            : (request.Reason ?? "").Trim().Length is < 1 or > 500 ? new("Reads_ReasonMissing")
            : null;
    }

    private static bool IsInRange(int? days) => days is >= 1 and <= Most;
}

/// <summary>What the days of a topic were, who changed them and why. Append-only.</summary>
public sealed class RequestTopicChange
{
    public required Guid Id { get; init; }

    public required string Topic { get; init; }

    public required int WasAcknowledgeDays { get; init; }

    public required int WasAnswerDays { get; init; }

    public int? WasLeadDays { get; init; }

    public int? WasPayDays { get; init; }

    public required int AcknowledgeDays { get; init; }

    public required int AnswerDays { get; init; }

    public int? LeadDays { get; init; }

    public int? PayDays { get; init; }

    public required string Reason { get; init; }

    public required DateTimeOffset ChangedAt { get; init; }

    /// <summary>A <see cref="Actor.Name"/>.</summary>
    public required string ChangedBy { get; init; }

    internal sealed class Table : IEntityTypeConfiguration<RequestTopicChange>
    {
        public void Configure(EntityTypeBuilder<RequestTopicChange> builder) =>
            builder.HasOne<RequestTopic>().WithMany().HasForeignKey(c => c.Topic);
    }
}
