using Microsoft.EntityFrameworkCore;
using Portal.Core.Accounts;
using Portal.Core.Billing;
using Portal.Core.Billing.LateCharges;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Mail.Letters;
using Portal.Core.People.Consents;
using Portal.Core.Staff;

namespace Portal.Core.Payments.Arrangements;

/// <summary>
/// Agrees with a customer that what they owe is paid later, under the policy of today: their own wish, or the office's
/// for them. What it covers is held from late charges, and the customer is sent the schedule. The same operation
/// agrees once. Refuses whatever the offer refuses, a schedule other than the one shown, and a resident who did not
/// agree to its words.
/// </summary>
public sealed class AgreeToArrangement(
    PortalDbContext db, PlaceHold placeHold, KeepConsent keepConsent, TellOfArrangement tell, BusinessClock clock)
{
    /// <summary>Names the words of the page that asks.</summary>
    public const string ConsentVersion = "arrangement-1";

    /// <param name="OperationId">Made with the form.</param>
    /// <param name="Months">Of an arrangement.</param>
    /// <param name="PayOn">Of an extension.</param>
    /// <param name="Seen">The schedule that was shown (<see cref="PaymentSchedule.Seen"/>).</param>
    /// <param name="Agreed">The words a resident agreed to; null when the office agrees for the customer.</param>
    public sealed record Request(
        Guid OperationId, Guid CustomerAccountId, ArrangementKind Kind, int? Months, DateOnly? PayOn, string? Seen,
        Words? Agreed, Actor By);

    /// <summary>Who agreed to which words, in which language and from where.</summary>
    public sealed record Words(Guid UserId, string Language, string Text, string? Address);

    public async Task<Outcome<PaymentArrangement>> RunAsync(Request request, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(request);
        await using var tx = await ActTransaction.BeginOrJoinAsync(db, ct);
        if (await db.LockAccountAsync(request.CustomerAccountId, ct) is not { } account)
        {
            return new Refusal("Account_NotFound");
        }

        if (request.Agreed is { UserId: var user } && !await db.ManagedBy(user).AnyAsync(a => a.Id == account.Id, ct))
        {
            return new Refusal("Account_NotFound");
        }

        if (await db.Set<PaymentArrangement>().AsNoTracking().Include(a => a.Installments).Include(a => a.Items)
                .SingleOrDefaultAsync(a => a.Id == request.OperationId, ct) is { } already)
        {
            return already.CustomerAccountId == account.Id ? already : new Refusal("Account_NotFound");
        }

        var offer = await ArrangementOffer.OfAsync(db, account, clock, ct);
        switch (offer.ScheduleOf(request.Kind, request.Months, request.PayOn))
        {
            case Outcome<PaymentSchedule>.Refused(var refusal):
                return refusal;
            case Outcome<PaymentSchedule>.Done(var schedule) when schedule.Seen != request.Seen:
                return new Refusal("Arrange_OfferChanged", schedule.Total);
            case Outcome<PaymentSchedule>.Done when request.By.IsResident && request.Agreed is null:
                return new Refusal("Arrange_NotAgreed");
            case Outcome<PaymentSchedule>.Done(var schedule):
                var arrangement = await WriteAsync(request, account, offer, schedule, ct);
                await tell.RunAsync(
                    arrangement,
                    new(ArrangementLetter.News.Agreed, schedule.Total, GraceDays: offer.Rules!.GraceDays,
                        Schedule: schedule),
                    request.Agreed?.UserId, ct);
                await tx.CommitAsync(ct);
                return arrangement;
            default:
                throw new InvalidOperationException("An outcome has two cases.");
        }
    }

    private async Task<PaymentArrangement> WriteAsync(
        Request request, CustomerAccount account, ArrangementOffer offer, PaymentSchedule schedule,
        CancellationToken ct)
    {
        Guid? consent = request.Agreed is { } words
            ? await keepConsent.RunAsync(
                new(ConsentKind.Arrangement, account.Id, words.UserId, ConsentVersion, words.Language, words.Text,
                    words.Address),
                ct)
            : null;
        var arrangement = new PaymentArrangement
        {
            Id = request.OperationId,
            CustomerAccountId = account.Id,
            RuleId = offer.Rule!.Id,
            Kind = request.Kind,
            Covered = schedule.Total,
            AgreedOn = clock.Today,
            AgreedAt = clock.Now,
            AgreedBy = request.By.Name,
            ConsentId = consent,
            Items = await HoldAsync(request, offer.Items, ct),
            Installments =
            [
                .. schedule.Payments.Select(p => new ArrangementInstallment
                {
                    No = p.No, DueOn = p.DueOn, Amount = p.Amount,
                }),
            ],
        };
        db.Add(arrangement);
        db.Add(AuditEntry.Of(clock.Now, request.By.Name, nameof(AgreeToArrangement), account.Id, new
        {
            arrangement = arrangement.Id,
            kind = SnakeCase.Snake($"{arrangement.Kind}"),
            cents = arrangement.Covered.Cents,
            payments = arrangement.Installments.Count,
        }));
        await db.SaveChangesAsync(ct);
        return arrangement;
    }

    /// <summary>A hold for each item: what is billed later is late as ever.</summary>
    private async Task<List<ArrangementItem>> HoldAsync(
        Request request, IReadOnlyList<OpenItem> items, CancellationToken ct)
    {
        var covered = new List<ArrangementItem>();
        foreach (var item in items)
        {
            var hold = await placeHold.RunAsync(
                new(Guid.CreateVersion7(), request.CustomerAccountId, item.Id, HoldKind.Plan,
                    $"Payment {SnakeCase.Snake($"{request.Kind}")}", clock.Today, null, request.By),
                ct);
            covered.Add(new()
            {
                OpenItemId = item.Id,
                Covered = item.Open,
                HoldId = hold is Outcome<AccountHold>.Done(var held)
                    ? held.Id
                    : throw new InvalidOperationException($"Item {item.Id} is open and cannot be held."),
            });
        }

        return covered;
    }
}
