using Microsoft.EntityFrameworkCore;
using Portal.Core.Accounts.Contacts;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Mail;
using Portal.Core.Requests.Uploads;
using Portal.Core.Staff;

namespace Portal.Core.Requests.Calls;

/// <summary>
/// Writes down what somebody asked by phone, at the counter, by letter or by e-mail, and what came of it: answered at
/// once, kept for later, or passed on to a department. It is a request like those of the site, in the same queue; its
/// customer sees it there unless it is internal, and is written to only when something is still to come. The same
/// operation logs once. Says all that is missing: channel, topic, words, outcome and what belongs to it, a name where
/// there is no account; refuses an account of a vendor or a department.
/// </summary>
public sealed class LogInquiry(PortalDbContext db, OpenRequest open, RequestInHand hand, BusinessClock clock)
{
    private const int LongestPhone = 40;

    /// <param name="Name">Null for the customer of the account.</param>
    /// <param name="Topic">Code of the topic.</param>
    /// <param name="Asked">What was asked, in a line.</param>
    public sealed record Request(
        Guid OperationId, Guid StaffUserId, RequestChannel? Channel, Guid? CustomerAccountId, string? Name,
        string? Topic, string? Asked, InquiryOutcome? Outcome)
    {
        public CallerCapacity Capacity { get; init; }

        public string? Email { get; init; }

        public string? Phone { get; init; }

        /// <summary>"es"; anything else is English.</summary>
        public string? Language { get; init; }

        /// <summary>Codes of the questions they were asked and knew.</summary>
        public IReadOnlyCollection<string> Passed { get; init; } = [];

        /// <summary>Codes of those they were asked and did not know.</summary>
        public IReadOnlyCollection<string> Failed { get; init; } = [];

        /// <summary>Code of why it ended; of an answer.</summary>
        public string? Cause { get; init; }

        /// <summary>What they were told; null when the cause says enough.</summary>
        public string? Told { get; init; }

        /// <summary>Code of the department it goes to.</summary>
        public string? Department { get; init; }

        /// <summary>Not shown to the customer; what another department asks never is.</summary>
        public bool IsInternal { get; init; }

        public IReadOnlyList<Upload> Files { get; init; } = [];
    }

    public async Task<Outcome<CustomerRequest>> RunAsync(Request request, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(request);
        var topic = await db.Set<RequestTopic>().AsNoTracking().SingleOrDefaultAsync(
            t => t.Code == request.Topic && t.RetiredAt == null
                && (t.Kind == RequestKind.Question || t.Kind == RequestKind.Problem), ct);
        var name = TypedLine.Of(request.Name);
        if (name.Length == 0 && request.CustomerAccountId is { } account)
        {
            name = await (
                from found in db.CustomerAccounts
                join customer in db.Customers on found.CustomerId equals customer.Id
                where found.Id == account
                select customer.Name).SingleOrDefaultAsync(ct) ?? "";
        }

        if (await WhyNotAsync(request, topic, name, ct) is { } refusal) { return refusal; }

        return await CleanUpload.OfAllAsync(request.Files, ct) switch
        {
            Outcome<IReadOnlyList<CleanUpload>>.Refused(var file) => file,
            Outcome<IReadOnlyList<CleanUpload>>.Done(var files) => await KeepAsync(request, topic!, name, files, ct),
            _ => throw new InvalidOperationException("Outcome has two cases."),
        };
    }

    private async Task<Outcome<CustomerRequest>> KeepAsync(
        Request request, RequestTopic topic, string name, IReadOnlyList<CleanUpload> files, CancellationToken ct)
    {
        await using var tx = await ActTransaction.BeginOrJoinAsync(db, ct);
        var asker = new Asker.Caller(CallerOf(request, name));
        if (await open.AlreadyAsync(request.OperationId, asker, ct) is { } already) { return already; }

        var kept = await open.RunAsync(
            new(request.OperationId, topic.Code, request.CustomerAccountId, asker, new(request.Asked, files))
            {
                Channel = request.Channel!.Value,
                IsInternal = request.IsInternal || request.Capacity == CallerCapacity.Department,
                Department = request.Outcome == InquiryOutcome.PassedOn ? request.Department! : null,
            },
            ct);
        db.AddRange(request.Passed.Except(request.Failed).Distinct().Select(q => Check(q, isPassed: true)));
        db.AddRange(request.Failed.Distinct().Select(q => Check(q, isPassed: false)));
        await EndAsync(request, kept, ct);
        await tx.CommitAsync(ct);
        return kept;

        CallerCheck Check(string question, bool isPassed) =>
            new() { CallerId = asker.Who.Id, Question = question, IsPassed = isPassed };
    }

    private async Task EndAsync(Request request, CustomerRequest kept, CancellationToken ct)
    {
        var (by, step) = (Actor.Staff(request.StaffUserId), Guid.CreateVersion7(clock.Now));
        if (request.Outcome == InquiryOutcome.PassedOn)
        {
            await open.TellAsync(kept, [], ct);
            return;
        }

        kept.AssignedTo = request.StaffUserId;
        if (request.Outcome == InquiryOutcome.KeptForLater)
        {
            await hand.StepAsync(kept, RequestAct.Acknowledge, step, RequestInHand.Enclosed.Nothing, by, ct);
            await open.TellAsync(kept, [], ct);
            return;
        }

        kept.CloseCause = request.Cause;
        var told = RichText.Plain(request.Told);
        await hand.StepAsync(
            kept, RequestAct.Answer, step, RequestInHand.Enclosed.Of(told.Length == 0 ? null : told), by, ct);
    }

    private RequestCaller CallerOf(Request request, string name) => new()
    {
        Id = Guid.CreateVersion7(clock.Now),
        Name = name,
        Capacity = request.Capacity,
        Email = TypedLine.OrNull(request.Email),
        Phone = TypedLine.OrNull(request.Phone),
        Language = request.Language == "es" ? "es" : "en",
        RecordedAt = clock.Now,
        RecordedBy = request.StaffUserId,
    };

    private async Task<Refusal?> WhyNotAsync(Request request, RequestTopic? topic, string name, CancellationToken ct)
    {
        if (request.CustomerAccountId is { } account && !await db.CustomerAccounts.AnyAsync(a => a.Id == account, ct))
        {
            return new("Account_NotFound");
        }

        var questions = request.Passed.Concat(request.Failed).Distinct().ToList();
        Refusal?[] reasons =
        [
            request.Channel is null or RequestChannel.Site ? new("Inquiry_ChannelMissing") : null,
            await db.Set<CallerQuestion>().CountAsync(
                q => q.RetiredAt == null && questions.Contains(q.Code), ct) != questions.Count
                ? new("Inquiry_QuestionUnknown") : null,
            WhyNotName(request, name),
            WhyNotReach(request),
            topic is null ? new("Request_TopicMissing") : WhyNotTheirs(request, topic),
            RichText.WhyNot(request.Asked),
            RichText.Plain(request.Told).Length > RichText.Longest ? new("Request_WordsLong", RichText.Longest) : null,
            await WhyNotOutcomeAsync(request, ct),
        ];
        return Refusal.Of([.. reasons.OfType<Refusal>()]);
    }

    private static Refusal? WhyNotName(Request request, string name) =>
        name.Length > TypedLine.LongestName || !TypedLine.SaysSomething(name)
            ? new("Inquiry_NameMissing", TypedLine.LongestName) : null;

    private static Refusal? WhyNotReach(Request request) =>
        TypedLine.OrNull(request.Phone) is { Length: > LongestPhone } ? new("Asking_PhoneWrong")
        : TypedLine.OrNull(request.Email) is { } email ? MailRecipient.WhyNot(email) : null;

    /// <summary>Vendors and departments ask about what is theirs, and have no account.</summary>
    private static Refusal? WhyNotTheirs(Request request, RequestTopic topic) =>
        topic.Audience switch
        {
            TopicAudience.Vendor => request.Capacity == CallerCapacity.Vendor,
            TopicAudience.Department => request.Capacity == CallerCapacity.Department,
            _ => request.Capacity is not (CallerCapacity.Vendor or CallerCapacity.Department),
        }
        ? request.CustomerAccountId is not null && topic.Audience == TopicAudience.Vendor
            ? new("Inquiry_VendorAccount") : null
        : new("Inquiry_TopicNotTheirs");

    private async Task<Refusal?> WhyNotOutcomeAsync(Request request, CancellationToken ct) => request.Outcome switch
    {
        InquiryOutcome.AnsweredNow => await db.Set<CloseCause>().AnyAsync(
            c => c.Code == request.Cause && c.RetiredAt == null, ct)
            ? null : new("Request_CauseMissing"),
        InquiryOutcome.KeptForLater => null,
        InquiryOutcome.PassedOn => request.Department != RequestDepartment.Billing
            && await db.Set<RequestDepartment>().AnyAsync(
                d => d.Code == request.Department && d.RetiredAt == null, ct)
                ? null : new("Request_DepartmentMissing"),
        _ => new("Inquiry_OutcomeMissing"),
    };
}

/// <summary>What came of it while they were there.</summary>
public enum InquiryOutcome
{
    AnsweredNow,

    /// <summary>Whoever wrote it down has it.</summary>
    KeptForLater,

    /// <summary>A department has it.</summary>
    PassedOn,
}
