using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Portal.Core.Accounts.Contacts;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Mail.Letters;
using Portal.Core.Money;

namespace Portal.Core.Payments.Returns;

/// <summary>
/// Writes to an account's customer, and to whoever of its residents had paid, that the payment came back, or stands
/// again. Part of the caller's transaction.
/// </summary>
public sealed class TellOfReturn(
    PortalDbContext db, TellCustomer tell, IOptions<CheckoutOptions> options, BusinessClock clock)
{
    /// <param name="Fee">Zero where none was charged.</param>
    /// <param name="Refunded">Of the payment, paid back to the customer before: owed as well.</param>
    public sealed record Figures(Usd Fee, Usd Late, Usd Refunded, PaymentRestriction? Restriction);

    public async Task RunAsync(
        Payment payment, ReturnReason reason, Figures figures, ReturnRules rules, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(payment);
        ArgumentNullException.ThrowIfNull(rules);
        var account = await db.CustomerAccounts.AsNoTracking().SingleAsync(a => a.Id == payment.CustomerAccountId, ct);
        var payer = await db.PaymentAttempts.Where(a => a.Id == payment.AttemptId).Select(a => a.UserId)
            .SingleOrDefaultAsync(ct);
        await tell.RunAsync(
            account.Id, NoticeTopic.Reminders,
            to => new ReturnedPaymentLetter(
                to, payment.EffectiveOn, payment.Amount, reason, figures, account.Due,
                clock.Today.AddDays(rules.AnswerDays),
                new Uri(options.Value.PublicUrl, "/my/pay")),
            $"payment_returned:{payment.Id}", payer, ct, noCopy: true);
    }

    /// <summary>Writes that a payment which was disputed stands again.</summary>
    /// <param name="restored">As it was posted anew.</param>
    public async Task StandsAgainAsync(Payment restored, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(restored);
        var account = await db.CustomerAccounts.AsNoTracking()
            .SingleAsync(a => a.Id == restored.CustomerAccountId, ct);
        var payer = await db.PaymentAttempts.Where(a => a.Id == restored.AttemptId).Select(a => a.UserId)
            .SingleOrDefaultAsync(ct);
        await tell.RunAsync(
            account.Id, NoticeTopic.Reminders,
            to => new RestoredPaymentLetter(
                to, restored.EffectiveOn, restored.Amount, account.Due, new Uri(options.Value.PublicUrl, "/my/pay")),
            $"payment_restored:{restored.Id}", payer, ct, noCopy: true);
    }
}
