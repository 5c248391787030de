using Microsoft.EntityFrameworkCore;
using Portal.Core.Accounts;
using Portal.Core.Accounts.Contacts;
using Portal.Core.Data;
using Portal.Core.Money;
using Portal.Core.Payments.Refunds;
using Portal.Core.Records;
using Portal.Core.Requests.Calls;
using Portal.Core.Requests.Disputes;
using Portal.Core.Requests.Moving;
using Portal.Core.Requests.Refunds;
using Portal.Core.Requests.Replies;
using Portal.Core.Requests.Strangers;

namespace Portal.Core.Requests;

/// <summary>All of one request, for who asked and for the office.</summary>
public sealed record RequestRecord
{
    public required CustomerRequest Request { get; init; }

    public required RequestTopic Topic { get; init; }

    /// <summary>Name of who asked.</summary>
    public required string AskedBy { get; init; }

    /// <summary>Who asked without signing in; null for a resident.</summary>
    public required Stranger? Stranger { get; init; }

    /// <summary>Who asked by another way than the site, with what they were asked; null for who did.</summary>
    public required CallerRecord? Caller { get; init; }

    /// <summary>Where it waits.</summary>
    public required RequestDepartment Department { get; init; }

    /// <summary>Why it ended; null while it is open.</summary>
    public required CloseCause? Cause { get; init; }

    /// <summary>The account it is about; null for none.</summary>
    public required About? On { get; init; }

    /// <summary>Oldest first.</summary>
    public required IReadOnlyList<Entry> Entries { get; init; }

    public required IReadOnlyList<DisputedLine> Disputed { get; init; }

    /// <summary>The latest, where it was decided twice.</summary>
    public required DisputeDecision? Decision { get; init; }

    /// <summary>The request it goes on in.</summary>
    public required Other? GoesOnIn { get; init; }

    /// <summary>Requests that go on in it, the oldest first.</summary>
    public required IReadOnlyList<Other> TookIn { get; init; }

    /// <summary>Mails that are part of it, whole, the oldest first.</summary>
    public required IReadOnlyList<MailIn> Mails { get; init; }

    /// <summary>Documents that the office keeps about it.</summary>
    public required IReadOnlyList<Paper> Papers { get; init; }

    public sealed record Paper(Guid Id, string Title);

    public sealed record MailIn(Guid Id, string Subject, DateTimeOffset At);

    /// <summary>Another request of the same account.</summary>
    public sealed record Other(Guid Id, long Number)
    {
        public string Label => CustomerRequest.LabelOf(Number);
    }

    /// <summary>Two people have decided it: there is no third look.</summary>
    public bool IsFinal => Decision?.Round > 1;

    public required RefundRequest? Refund { get; init; }

    /// <summary>What the office pays back for it, and where that stands; null before it does.</summary>
    public required (RefundState State, Usd Amount)? PaidBack { get; init; }

    public required Asked? Move { get; init; }

    /// <summary>What is unpaid today of what the dispute holds.</summary>
    public Usd Held => Disputed.Where(d => d.Item.EndedAt is null).Select(d => d.OpenNow).Sum();

    /// <summary>Some of it stands and waits for a decision.</summary>
    public bool IsUndecided => Disputed.Any(d => d.Item.EndedAt is null);

    /// <summary>The latest answer, while nobody rated it.</summary>
    public Entry? Unrated =>
        Entries.LastOrDefault(e => e.Event.Act == RequestAct.Answer) is { Rating: null } answer ? answer : null;

    /// <param name="CustomerName">Whose account it is.</param>
    public sealed record About(Guid AccountId, string Number, string CustomerName, string Place)
    {
        public string MaskedNumber => CustomerAccount.Mask(Number);
    }

    /// <summary>One step, with what was written and sent along.</summary>
    public sealed record Entry(
        RequestEvent Event, RequestMessage? Message, IReadOnlyList<Enclosure> Files, RequestRating? Rating);

    /// <summary>A file, without what is in it.</summary>
    public sealed record Enclosure(Guid Id, Guid EventId, string Name, string MediaType, int Bytes, bool IsRestricted);

    /// <summary>A disputed line.</summary>
    /// <param name="OpenNow">Unpaid of it today.</param>
    public sealed record DisputedLine(DisputedItem Item, int LineNo, string Explanation, Usd OpenNow);

    /// <summary>Service to be started or stopped, with its places in words.</summary>
    public sealed record Asked(ServiceRequest What, string? StopPlace, string? StartPlace, IdentityCheck? Check)
    {
        /// <summary>Where mail is to go from then on; null leaves it where it goes.</summary>
        public PostalAddress? Forwarding =>
            What.Forwarding is null ? null : PostalAddress.FromJson(What.Forwarding);
    }

    /// <param name="mine">Only among these: a resident's own, or all for the office.</param>
    /// <param name="withNotes">Also what the office wrote for itself.</param>
    public static async Task<RequestRecord?> OfAsync(
        PortalDbContext db, IQueryable<CustomerRequest> mine, Guid id, bool withNotes, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        if (await mine.AsNoTracking().SingleOrDefaultAsync(r => r.Id == id, ct) is not { } request) { return null; }

        var stranger = await db.Set<Stranger>().AsNoTracking().SingleOrDefaultAsync(
            s => s.Id == request.StrangerId, ct);
        var caller = await CallerRecord.OfAsync(db, request.CallerId, ct);
        return new RequestRecord
        {
            Request = request,
            Topic = await db.Set<RequestTopic>().AsNoTracking().SingleAsync(t => t.Code == request.Topic, ct),
            AskedBy = stranger?.Name ?? caller?.Who.Name
                ?? await db.Users.Where(u => u.Id == request.UserId).Select(u => u.DisplayName).SingleAsync(ct),
            Stranger = stranger,
            Caller = caller,
            GoesOnIn = await mine.Where(r => r.Id == request.MergedInto).Select(r => new Other(r.Id, r.Number))
                .SingleOrDefaultAsync(ct),
            TookIn = await mine.Where(r => r.MergedInto == id).OrderBy(r => r.Number)
                .Select(r => new Other(r.Id, r.Number)).ToListAsync(ct),
            Mails = await db.Set<ReceivedMail>().Where(m => m.RequestId == id && m.Fate == MailFate.Joined)
                .OrderBy(m => m.ReceivedAt).Select(m => new MailIn(m.Id, m.Subject, m.ReceivedAt)).ToListAsync(ct),
            Papers = await (
                from about in db.Set<DocumentAbout>()
                join kept in db.Set<KeptDocument>() on about.DocumentId equals kept.Id
                where about.RequestId == id
                orderby kept.DatedOn descending, kept.Id
                select new Paper(kept.Id, kept.Title)).ToListAsync(ct),
            Department = await db.Set<RequestDepartment>().AsNoTracking().SingleAsync(
                d => d.Code == request.Department, ct),
            Cause = await db.Set<CloseCause>().AsNoTracking().SingleOrDefaultAsync(
                c => c.Code == request.CloseCause, ct),
            On = await AboutAsync(db, request.CustomerAccountId, ct),
            Entries = await EntriesAsync(db, id, withNotes, ct),
            Disputed = await DisputedAsync(db, id, ct),
            Decision = await db.Set<DisputeDecision>().AsNoTracking().Where(d => d.RequestId == id)
                .OrderByDescending(d => d.Round).FirstOrDefaultAsync(ct),
            Refund = await db.Set<RefundRequest>().AsNoTracking().SingleOrDefaultAsync(r => r.RequestId == id, ct),
            PaidBack = await db.RefundOfAsync(id, ct),
            Move = await ServiceAsync(db, id, ct),
        };
    }

    /// <summary>The account of a request, as its page names it.</summary>
    public static async Task<About?> AboutAsync(PortalDbContext db, Guid? accountId, CancellationToken ct) => await (
        from account in db.CustomerAccounts
        join customer in db.Customers on account.CustomerId equals customer.Id
        join premise in db.Premises on account.PremiseId equals premise.Id
        where account.Id == accountId
        select new About(account.Id, account.Number, customer.Name, premise.Line1)).SingleOrDefaultAsync(ct);

    private static async Task<IReadOnlyList<Entry>> EntriesAsync(
        PortalDbContext db, Guid id, bool withNotes, CancellationToken ct)
    {
        var hidden = withNotes ? [] : RequestSteps.OfOffice.ToArray();
        var events = await db.Set<RequestEvent>().AsNoTracking()
            .Where(e => e.RequestId == id && !hidden.Contains(e.Act))
            .OrderBy(e => e.At).ThenBy(e => e.FromState != null).ThenBy(e => e.Id).ToListAsync(ct);
        var ids = events.Select(e => e.Id).ToArray();
        var messages = await db.Set<RequestMessage>().AsNoTracking().Where(m => ids.Contains(m.EventId))
            .ToDictionaryAsync(m => m.EventId, ct);
        var files = (await db.Set<RequestFile>().Where(f => ids.Contains(f.EventId)).OrderBy(f => f.Name)
            .Select(f => new Enclosure(f.Id, f.EventId, f.Name, f.MediaType, f.Content.Length, f.IsRestricted))
            .ToListAsync(ct)).ToLookup(f => f.EventId);
        var ratings = await db.Set<RequestRating>().AsNoTracking().Where(r => ids.Contains(r.AnswerId))
            .ToDictionaryAsync(r => r.AnswerId, ct);
        return
        [
            .. events.Select(e => new Entry(
                e, messages.GetValueOrDefault(e.Id), [.. files[e.Id]], ratings.GetValueOrDefault(e.Id))),
        ];
    }

    private static async Task<IReadOnlyList<DisputedLine>> DisputedAsync(
        PortalDbContext db, Guid id, CancellationToken ct) => await (
        from disputed in db.Set<DisputedItem>().AsNoTracking()
        join item in db.OpenItems on disputed.OpenItemId equals item.Id
        join line in db.BillLines on new { Bill = item.BillId!.Value, No = item.BillLineNo!.Value }
            equals new { Bill = line.BillId, line.No }
        where disputed.RequestId == id
            && !db.Set<DisputedItem>().Any(later => later.RequestId == id
                && later.OpenItemId == disputed.OpenItemId && later.Round > disputed.Round)
        orderby line.No
        select new DisputedLine(disputed, line.No, line.Explanation, item.Open)).ToListAsync(ct);

    private static async Task<Asked?> ServiceAsync(PortalDbContext db, Guid id, CancellationToken ct)
    {
        if (await db.Set<ServiceRequest>().AsNoTracking().SingleOrDefaultAsync(s => s.RequestId == id, ct)
            is not { } asked)
        {
            return null;
        }

        Guid?[] premises = [asked.StopPremiseId, asked.StartPremiseId];
        var places = await db.Premises.AsNoTracking().Where(p => premises.Contains(p.Id))
            .ToDictionaryAsync(p => p.Id, p => p.Line2 == null ? p.Line1 : $"{p.Line1}, {p.Line2}", ct);
        return new(
            asked,
            asked.StopPremiseId is { } stop ? places[stop] : null,
            asked.StartPremiseId is { } start ? places[start] : asked.StartPlace,
            await db.Set<IdentityCheck>().AsNoTracking().SingleOrDefaultAsync(c => c.RequestId == id, ct));
    }
}
