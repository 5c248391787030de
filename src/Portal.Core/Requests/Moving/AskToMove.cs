using Microsoft.EntityFrameworkCore;
using Portal.Core.Accounts;
using Portal.Core.Accounts.Contacts;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Mail.Letters;
using Portal.Core.Money;
using Portal.Core.Moves;
using Portal.Core.People;
using Portal.Core.Requests.Uploads;

namespace Portal.Core.Requests.Moving;

/// <summary>
/// Asks to stop service, to start it, or both as a move. Days are open days of the office. Who is new to the city
/// proves who they are with a file that only few may see; the deposit that would be asked for was told before. Nothing
/// of the service changes by it: the office does that. The same operation asks once. Refuses with every reason at once.
/// </summary>
public sealed class AskToMove(PortalDbContext db, OpenRequest open, TakeToken takeToken, BusinessClock clock)
{
    /// <param name="On">The day of the stop read.</param>
    /// <param name="Forwarding">Where the customer's mail goes from then on; null leaves it where it goes.</param>
    public sealed record Stop(Guid PremiseId, DateOnly? On, PostalAddress? Forwarding);

    /// <param name="PremiseId">Null for a place that the city does not know, as typed.</param>
    public sealed record Start(
        Guid? PremiseId, string? Place, DateOnly? On, Occupancy? Occupancy, string? LegalName, string? Phone);

    /// <param name="CustomerAccountId">Null for who is not served yet.</param>
    /// <param name="DepositSeen">The deposit that was told of.</param>
    public sealed record Request(
        Guid OperationId, Asker Asker, Guid? CustomerAccountId, Stop? Stop, Start? Start, string? Words,
        Usd? DepositSeen, IReadOnlyList<Upload> Identity);

    public async Task<Outcome<CustomerRequest>> RunAsync(Request request, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(request);
        var reasons = await WhyNotAsync(request, ct);
        if (request.Start is not null && request.CustomerAccountId is null && request.Identity.Count == 0)
        {
            reasons.Add(new("Move_IdentityMissing"));
        }

        if (Refusal.Of(reasons) is { } refusal) { return refusal; }

        if (await takeToken.RunAsync([new(AskQuestion.ByUser, request.Asker.Counted)], ct) is { } tooMany)
        {
            return tooMany;
        }

        return await CleanUpload.OfAllAsync(request.Identity, ct) switch
        {
            Outcome<IReadOnlyList<CleanUpload>>.Refused(var file) => file,
            Outcome<IReadOnlyList<CleanUpload>>.Done(var files) => await KeepAsync(request, files, ct),
            _ => throw new InvalidOperationException("Outcome has two cases."),
        };
    }

    /// <summary>What stands in the way, before anything is sent; empty when nothing does.</summary>
    public async Task<List<Refusal>> WhyNotAsync(Request request, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(request);
        var reasons = new List<Refusal>();
        void When(Refusal? refusal)
        {
            if (refusal is not null) { reasons.Add(refusal); }
        }

        var account = await AccountOfAsync(request, ct);
        if (account is null && (request.CustomerAccountId is not null || request.Stop is not null))
        {
            return [new("Account_NotFound")];
        }

        var days = await MoveDays.OfAsync(db, clock.Today, ct);
        if (request.Stop is { } stop)
        {
            When(account!.ClosedOn is not null ? new("Account_Closed", account.MaskedNumber) : null);
            When(await WhyNotStopAsync(request.OperationId, account.Id, stop, ct));
            When(On("Stop", days.WhyNot(stop.On)));
            reasons.AddRange(await WhyNotForwardAsync(request.Asker, account, stop.Forwarding, ct));
        }

        if (request.Start is { } start)
        {
            When(await WhyNotPlaceAsync(start, ct));
            When(On("Start", days.WhyNot(start.On)));
            When(start.Occupancy is { } how && Enum.IsDefined(how) ? null : new("Move_OccupancyMissing"));
            When(RichText.Plain(start.LegalName).Length is 0 or > 300 ? new("Move_NameMissing") : null);
            When(PhoneNumber.Typed(start.Phone) is Outcome<PhoneNumber>.Refused
                || RichText.Plain(start.Phone).Length > 40 ? new("Move_PhoneMissing") : null);
        }

        When(request.Stop is null && request.Start is null ? new("Move_NothingAsked") : null);
        When(RichText.Plain(request.Words).Length > RichText.Longest
            ? new("Request_WordsLong", RichText.Longest) : null);
        return reasons;
    }

    /// <summary>Mail belongs to the customer: who manages one of several accounts turns none of it elsewhere.</summary>
    private async Task<IEnumerable<Refusal>> WhyNotForwardAsync(
        Asker asker, CustomerAccount account, PostalAddress? to, CancellationToken ct) =>
        to is null ? []
        : !await db.CustomersKeptBy(asker.UserId ?? Guid.Empty).AnyAsync(c => c.Id == account.CustomerId, ct)
            ? [new("Move_ForwardingNotYours")]
        : to.WhyNot().Select(fault => fault.Why);

    private async Task<CustomerAccount?> AccountOfAsync(Request request, CancellationToken ct) =>
        request.CustomerAccountId is { } id
            ? await db.ManagedBy(request.Asker.UserId ?? Guid.Empty).AsNoTracking()
                .SingleOrDefaultAsync(a => a.Id == id, ct)
            : null;

    /// <summary>A reason about one of two days says about which.</summary>
    private static Refusal? On(string part, Refusal? reason) =>
        reason is null ? null : reason with { Key = $"{reason.Key}_{part}" };

    private async Task<Refusal?> WhyNotStopAsync(
        Guid operationId, Guid accountId, Stop stop, CancellationToken ct)
    {
        var served = (await MovingAccount.OfAsync(db, accountId, ct))!.Places.Any(p => p.Id == stop.PremiseId);
        return !served ? new("Move_PlaceMissing")
            : await (
                from asked in db.Set<ServiceRequest>()
                join about in db.Set<CustomerRequest>() on asked.RequestId equals about.Id
                where about.CustomerAccountId == accountId && asked.StopPremiseId == stop.PremiseId
                    && about.Id != operationId && about.State != RequestState.Answered
                    && about.State != RequestState.Closed
                select asked).AnyAsync(ct) ? new Refusal("Move_Asked")
            : null;
    }

    private async Task<Refusal?> WhyNotPlaceAsync(Start start, CancellationToken ct) =>
        start.PremiseId is { } premise
            ? await db.Premises.AnyAsync(p => p.Id == premise, ct) ? null : new("Move_PlaceMissing")
            : RichText.Plain(start.Place).Length is 0 or > 200 ? new("Move_StartPlaceMissing") : null;

    private async Task<Outcome<CustomerRequest>> KeepAsync(
        Request request, IReadOnlyList<CleanUpload> files, CancellationToken ct)
    {
        await using var tx = await ActTransaction.BeginOrJoinAsync(db, ct);
        var account = request.CustomerAccountId is { } id ? await db.LockAccountAsync(id, ct) : null;
        if (await open.AlreadyAsync(request.OperationId, request.Asker, ct) is { } already) { return already; }

        if (account is not null && await AccountOfAsync(request, ct) is null)
        {
            return new Refusal("Account_NotFound");
        }

        // Under the lock again: two forms at once ask to stop one service once.
        if (request.Stop is { } stop
            && await WhyNotStopAsync(request.OperationId, account!.Id, stop, ct) is { } refusal)
        {
            return refusal;
        }

        var deposit = request.Start is null ? null : await DepositTold.OfAsync(db, account, clock, ct);
        if (deposit != request.DepositSeen)
        {
            return deposit is { } amount ? new Refusal("Move_DepositChanged", amount) : new("Move_DepositGone");
        }

        var words = RichText.Plain(request.Words);
        var topic = request.Start is null ? "stop" : request.Stop is null ? "start" : "move";
        var kept = await open.RunAsync(
            new(request.OperationId, topic, account?.Id, request.Asker,
                new(words.Length == 0 ? null : words, files, IsRestricted: true)), ct);
        db.Add(Make(kept.Id, request, deposit));
        await db.SaveChangesAsync(ct);
        await open.TellAsync(kept, [.. LinesOf(request, deposit)], ct);
        await tx.CommitAsync(ct);
        return kept;
    }

    private static ServiceRequest Make(Guid id, Request request, Usd? deposit) => new()
    {
        RequestId = id,
        StopPremiseId = request.Stop?.PremiseId,
        StopOn = request.Stop?.On,
        Forwarding = request.Stop?.Forwarding?.ToJson(),
        StartPremiseId = request.Start?.PremiseId,
        StartPlace = request.Start is { PremiseId: null, Place: { } place } ? RichText.Plain(place) : null,
        StartOn = request.Start?.On,
        Occupancy = request.Start?.Occupancy,
        LegalName = request.Start is { } start ? RichText.Plain(start.LegalName) : null,
        Phone = request.Start is { } caller ? RichText.Plain(caller.Phone) : null,
        DepositTold = deposit,
    };

    private static IEnumerable<RequestLetter.Line> LinesOf(Request request, Usd? deposit)
    {
        if (request.Stop is { On: { } stopOn }) { yield return new("Request_MoveStop", stopOn); }

        if (request.Start is { On: { } startOn })
        {
            yield return new("Request_MoveStart", startOn);
            yield return deposit is { } amount ? new("Request_MoveDeposit", amount) : new("Request_MoveNoDeposit");
        }
    }
}
