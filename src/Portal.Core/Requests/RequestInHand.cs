using Microsoft.EntityFrameworkCore;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Staff;

namespace Portal.Core.Requests;

/// <summary>
/// A request whose row is locked, and what is written to it: every step goes through here, so that it is in the table
/// of steps, in the history, and in the audit trail. Part of the caller's transaction.
/// </summary>
public sealed class RequestInHand(PortalDbContext db, RichText richText, BusinessClock clock)
{
    /// <summary>The request under its lock; null when there is none.</summary>
    internal async Task<CustomerRequest?> LockAsync(Guid requestId, CancellationToken ct)
    {
        db.Forget(read => read is CustomerRequest r && r.Id == requestId);
        return await db.Set<CustomerRequest>()
            .FromSql($"select * from customer_request where id = {requestId} for update").SingleOrDefaultAsync(ct);
    }

    /// <summary>The form was sent before.</summary>
    internal Task<bool> IsDoneAsync(Guid operationId, CancellationToken ct) =>
        db.Set<RequestEvent>().AnyAsync(e => e.Id == operationId, ct);

    /// <summary>Writes a step with the words and files that come with it. Saved at once.</summary>
    /// <exception cref="InvalidOperationException">The step does not belong to the state: a bug.</exception>
    internal async Task StepAsync(
        CustomerRequest request, RequestAct act, Guid operationId, Enclosed enclosed, Actor by, CancellationToken ct)
    {
        var next = RequestSteps.Next(request.State, act)
            ?? throw new InvalidOperationException($"Request {request.Id}: {act} does not follow {request.State}.");
        await WriteAsync(request, act, request.State, next, operationId, enclosed, by, ct);
    }

    /// <summary>Writes that a new request was opened.</summary>
    internal Task OpenAsync(CustomerRequest request, Enclosed enclosed, Actor by, CancellationToken ct)
    {
        db.Add(request);
        return WriteAsync(request, RequestAct.Open, null, request.State, request.Id, enclosed, by, ct);
    }

    private async Task WriteAsync(
        CustomerRequest request, RequestAct act, RequestState? from, RequestState to, Guid operationId,
        Enclosed enclosed, Actor by, CancellationToken ct)
    {
        (request.State, request.ChangedAt) = (to, clock.Now);
        if (to is not (RequestState.Answered or RequestState.Closed)) { request.CloseCause = null; }

        db.Add(new RequestEvent
        {
            Id = operationId, RequestId = request.Id, At = clock.Now, By = by.Name, Act = act, FromState = from,
            ToState = to,
        });
        if (enclosed.Words is { } words)
        {
            var body = RichText.Plain(words);
            db.Add(new RequestMessage
            {
                EventId = operationId, Body = body, Html = richText.ToHtml(body),
                IsNote = RequestSteps.OfOffice.Contains(act),
            });
        }

        db.AddRange(enclosed.Files.Select(f => new RequestFile
        {
            Id = Guid.NewGuid(),
            EventId = operationId,
            Name = f.Name,
            MediaType = f.MediaType,
            Content = f.Bytes,
            Sha256 = System.Security.Cryptography.SHA256.HashData(f.Bytes),
            IsRestricted = enclosed.IsRestricted,
        }));
        db.Add(AuditEntry.Of(clock.Now, by.Name, $"{act}Request", request.CustomerAccountId, new
        {
            request = request.Id,
            number = request.Label,
            kind = $"{request.Kind}",
            files = enclosed.Files.Count,
        }));
        await db.SaveChangesAsync(ct);
    }

    /// <summary>What comes with a step.</summary>
    /// <param name="Words">As typed; null for none.</param>
    internal sealed record Enclosed(string? Words, IReadOnlyList<Uploads.CleanUpload> Files, bool IsRestricted = false)
    {
        internal static readonly Enclosed Nothing = new(null, []);

        internal static Enclosed Of(string? words) => new(words, []);
    }
}
