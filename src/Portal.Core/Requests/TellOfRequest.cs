using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Portal.Core.Accounts.Contacts;
using Portal.Core.Data;
using Portal.Core.Mail;
using Portal.Core.Mail.Letters;
using Portal.Core.Payments;
using Portal.Core.Requests.Calls;
using Portal.Core.Requests.Strangers;

namespace Portal.Core.Requests;

/// <summary>
/// Writes to who asked, and to the account's customer where that is another, what happened to a request; once for each
/// event, in the caller's transaction. What was asked and answered stays behind the sign-in: mail can be read by
/// others. A stranger's letter carries a key to the page of their request. Who called without an account has no page:
/// their letter carries the words. Of what is internal nobody is told.
/// </summary>
public sealed class TellOfRequest(
    PortalDbContext db, TellCustomer tellCustomer, QueueMail queueMail, StrangerKeys keys,
    IOptions<CheckoutOptions> options)
{
    /// <param name="happened">Id of the event.</param>
    /// <param name="lines">What this kind of request says besides.</param>
    public async Task RunAsync(
        CustomerRequest request, RequestLetter.News news, Guid happened, IReadOnlyList<RequestLetter.Line> lines,
        CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (request.IsInternal) { return; }

        await db.SaveChangesAsync(ct);
        var topic = await db.Set<RequestTopic>().AsNoTracking().SingleAsync(t => t.Code == request.Topic, ct);
        var key = $"request_{news}:{happened}";
        if (request.StrangerId is { } stranger)
        {
            await TellStrangerAsync(request, topic, news, stranger, lines, key, ct);
            return;
        }

        if (request is { CallerId: { } caller, CustomerAccountId: null })
        {
            await TellCallerAsync(request, topic, news, caller, happened, key, ct);
            return;
        }

        var page = new Uri(options.Value.PublicUrl, $"/my/requests/{request.Id}");
        RequestLetter Letter(string name) =>
            new(news, name, request.Label, topic.NameEn, topic.NameEs, request.ExpectedOn, lines, page)
            {
                AnsweredIn = request.Id,
            };
        if (request.CustomerAccountId is { } account)
        {
            await tellCustomer.RunAsync(
                account, NoticeTopic.Requests, to => Letter(to.Name), key, request.UserId, ct);
            return;
        }

        var user = await db.Users.AsNoTracking().SingleAsync(u => u.Id == request.UserId, ct);
        await queueMail.RunAsync(
            new(new(user.DisplayName, user.Email!, user.Language), Letter(user.DisplayName), key) { UserId = user.Id },
            ct);
    }

    /// <summary>Who has no page of it is mailed the words themselves, where they left an address.</summary>
    private async Task TellCallerAsync(
        CustomerRequest request, RequestTopic topic, RequestLetter.News news, Guid callerId, Guid happened, string key,
        CancellationToken ct)
    {
        var who = await db.Set<RequestCaller>().AsNoTracking().SingleAsync(c => c.Id == callerId, ct);
        if (who.Email is not { } email) { return; }

        var words = await db.Set<RequestMessage>().AsNoTracking()
            .Where(m => m.EventId == happened && m.EventId != request.Id && !m.IsNote)
            .Select(m => m.Body).SingleOrDefaultAsync(ct);
        await queueMail.RunAsync(
            new(
                new(who.Name, email, who.Language),
                new RequestLetter(
                    news, who.Name, request.Label, topic.NameEn, topic.NameEs, request.ExpectedOn, [], Page: null)
                {
                    Words = words, AnsweredIn = request.Id,
                },
                key),
            ct);
    }

    private async Task TellStrangerAsync(
        CustomerRequest request, RequestTopic topic, RequestLetter.News news, Guid strangerId,
        IReadOnlyList<RequestLetter.Line> lines, string key, CancellationToken ct)
    {
        var who = await db.Set<Stranger>().AsNoTracking().SingleAsync(s => s.Id == strangerId, ct);
        var page = new Uri(options.Value.PublicUrl, $"/ask/request?key={await keys.MakeAsync(who.Id, ct)}");
        await queueMail.RunAsync(
            new(
                new(who.Name, who.Email, who.Language),
                new RequestLetter(
                    news, who.Name, request.Label, topic.NameEn, topic.NameEs, request.ExpectedOn,
                    [.. lines, new("Request_LinkOpens")], page)
                {
                    HoldsSecret = true, AnsweredIn = request.Id,
                },
                key),
            ct);
    }
}
