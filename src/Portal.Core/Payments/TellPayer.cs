using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Portal.Core.Accounts;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Mail;
using Portal.Core.Mail.Letters;

namespace Portal.Core.Payments;

/// <summary>
/// Queues the payer's letters about an attempt, in the caller's transaction. An attempt without an address for the
/// receipt (a guest who gave none) gets no letter.
/// </summary>
public sealed class TellPayer(
    PortalDbContext db, QueueMail queueMail, IOptions<CheckoutOptions> options, BusinessClock clock)
{
    /// <summary>The receipt: one mail for all the payments of the attempt, with its PDF.</summary>
    public async Task ReceivedAsync(PaymentAttempt attempt, IReadOnlyList<Payment> payments, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(attempt);
        var accounts = new List<PaymentReceivedLetter.AccountPaid>();
        // A guest has shown a number and a PIN or a ZIP code: enough to pay, not to learn whose account it is.
        foreach (var payment in attempt.UserId is null ? [] : payments)
        {
            accounts.Add(await AccountPaidAsync(payment, ct));
        }

        var letter = new PaymentReceivedLetter(
            await NameAsync(attempt, ct),
            string.Join(", ", payments.Select(p => p.Reference)),
            attempt.Amount,
            payments[0].EffectiveOn,
            payments[0].Tender,
            payments[0].Brand,
            payments[0].LastFour,
            accounts,
            PageOf(attempt))
        {
            Gift = attempt.Gift,
            Fee = attempt.Fee,
        };
        await QueueAsync(attempt, letter, [.. payments.Select(p => p.Id)], ct);
    }

    /// <summary>A bank debit has begun: nothing is credited yet.</summary>
    public async Task OnItsWayAsync(PaymentAttempt attempt, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(attempt);
        var letter = new BankPaymentStartedLetter(
            await NameAsync(attempt, ct), attempt.Amount, clock.Today, PageOf(attempt));
        await QueueAsync(attempt, letter, [], ct);
    }

    /// <summary>The bank said no: nothing was taken.</summary>
    public async Task NotTakenAsync(PaymentAttempt attempt, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(attempt);
        var page = new Uri(options.Value.PublicUrl, attempt.UserId is null ? "/pay" : "/my/pay");
        var letter = new PaymentNotTakenLetter(
            await NameAsync(attempt, ct), attempt.Amount, clock.DayOf(attempt.CreatedAt), page);
        await QueueAsync(attempt, letter, [], ct);
    }

    private async Task QueueAsync(
        PaymentAttempt attempt, ILetter letter, IReadOnlyList<Guid> receipts, CancellationToken ct)
    {
        if (attempt.ReceiptEmail is not { } address || MailRecipient.WhyNot(address) is not null)
        {
            return;
        }

        var to = new MailRecipient(await NameAsync(attempt, ct) ?? address, address, attempt.Language);
        await queueMail.RunAsync(
            new(to, letter, $"{letter.Kind}:{attempt.Id}")
            {
                CustomerAccountId = attempt.Shares[0].CustomerAccountId,
                AlsoAbout = [.. attempt.Shares.Skip(1).Select(s => s.CustomerAccountId)],
                UserId = attempt.UserId,
                AttachReceiptOf = receipts,
            },
            ct);
    }

    private Task<string?> NameAsync(PaymentAttempt attempt, CancellationToken ct) =>
        db.Users.Where(u => u.Id == attempt.UserId).Select(u => (string?)u.DisplayName).SingleOrDefaultAsync(ct);

    private Uri PageOf(PaymentAttempt attempt) => new(
        options.Value.PublicUrl,
        attempt.UserId is null
            ? attempt.SessionId is { } session ? $"/pay/return?session={Uri.EscapeDataString(session)}" : "/pay"
            : $"/my/pay/return/{attempt.Id}");

    private async Task<PaymentReceivedLetter.AccountPaid> AccountPaidAsync(Payment payment, CancellationToken ct)
    {
        var place = await (
            from account in db.CustomerAccounts
            join premise in db.Premises on account.PremiseId equals premise.Id
            where account.Id == payment.CustomerAccountId
            select new { account, premise.Line1 }).AsNoTracking().SingleAsync(ct);
        var lines = await (
            from allocation in db.Allocations
            join item in db.OpenItems on allocation.OpenItemId equals item.Id
            where allocation.PaymentId == payment.Id
            orderby allocation.Sequence
            select new PaymentReceivedLetter.LinePaid(item.Service, item.BilledOn, allocation.Amount)).ToListAsync(ct);
        return new(place.account.MaskedNumber, place.Line1, lines, payment.Unapplied, place.account.Due);
    }
}
