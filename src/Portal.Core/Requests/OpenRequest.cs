using Microsoft.EntityFrameworkCore;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Mail.Letters;
using Portal.Core.Requests.Calls;
using Portal.Core.Requests.Strangers;

namespace Portal.Core.Requests;

/// <summary>
/// Opens a request: numbers it, gives it its days by the office calendar, keeps words and files, and writes to who
/// asked. Part of the act that asks, which has the transaction and its own refusals.
/// </summary>
public sealed class OpenRequest(
    PortalDbContext db, RequestInHand hand, TellOfRequest tell, BusinessClock clock)
{
    /// <param name="Topic">Code of the topic.</param>
    internal sealed record Draft(
        Guid OperationId, string Topic, Guid? CustomerAccountId, Asker Asker, RequestInHand.Enclosed Enclosed)
    {
        public Guid? BillId { get; init; }

        public int? BillLineNo { get; init; }

        public string? Place { get; init; }

        public RequestChannel Channel { get; init; }

        public bool IsInternal { get; init; }

        /// <summary>Null for utility billing.</summary>
        public string? Department { get; init; }
    }

    /// <summary>
    /// What the operation, or a stranger's link, opened before. The series of numbers is locked first, so that of two
    /// at once the second waits here for the first.
    /// </summary>
    internal async Task<CustomerRequest?> AlreadyAsync(Guid operationId, Asker asker, CancellationToken ct)
    {
        await db.Database.ExecuteSqlAsync($"select from number_series where name = 'request' for update", ct);
        if (asker is Asker.Unknown { Who: var who })
        {
            return await db.Set<CustomerRequest>().SingleOrDefaultAsync(
                r => db.Set<Stranger>().Any(s => s.Id == r.StrangerId && s.LinkHash == who.LinkHash), ct);
        }

        var isCaller = asker is Asker.Caller;
        return await db.Set<CustomerRequest>().SingleOrDefaultAsync(
            r => r.Id == operationId && (r.CallerId != null) == isCaller && r.UserId == asker.UserId, ct);
    }

    internal async Task<CustomerRequest> RunAsync(Draft draft, CancellationToken ct)
    {
        if (draft.Asker is Asker.Unknown { Who: var who }) { db.Add(who); }
        if (draft.Asker is Asker.Caller { Who: var caller }) { db.Add(caller); }

        var topic = await db.Set<RequestTopic>().AsNoTracking().SingleAsync(t => t.Code == draft.Topic, ct);
        var days = await OfficeDays.OfAsync(db, ct);
        var request = new CustomerRequest
        {
            Id = draft.OperationId,
            Number = await NextNumberAsync(ct),
            Kind = topic.Kind,
            Topic = topic.Code,
            CustomerAccountId = draft.CustomerAccountId,
            UserId = draft.Asker.UserId,
            StrangerId = draft.Asker.StrangerId,
            CallerId = draft.Asker.CallerId,
            Channel = draft.Channel,
            IsInternal = draft.IsInternal,
            Department = draft.Department ?? RequestDepartment.Billing,
            BillId = draft.BillId,
            BillLineNo = draft.BillLineNo,
            Place = string.IsNullOrWhiteSpace(draft.Place) ? null : RichText.Plain(draft.Place),
            State = RequestState.New,
            AcknowledgeBy = days.Add(clock.Today, topic.AcknowledgeDays),
            ExpectedOn = days.Add(clock.Today, topic.AnswerDays),
            OpenedAt = clock.Now,
            ChangedAt = clock.Now,
        };
        await hand.OpenAsync(request, draft.Enclosed, draft.Asker.Actor, ct);
        return request;
    }

    /// <summary>Writes the letter that says it came, once what belongs to it is kept.</summary>
    internal Task TellAsync(CustomerRequest request, IReadOnlyList<RequestLetter.Line> lines, CancellationToken ct) =>
        tell.RunAsync(request, RequestLetter.News.Opened, request.Id, lines, ct);

    private async Task<long> NextNumberAsync(CancellationToken ct) => (await db.Database.SqlQuery<long>(
        $"update number_series set next = next + 1 where name = 'request' returning next - 1 as \"Value\"")
        .ToListAsync(ct)).Single();
}
