using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Portal.Core.Billing.Rules;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Ledger;
using Portal.Core.Payments.Gateway;
using Portal.Core.Staff;
using Portal.Core.Words;

namespace Portal.Core.Payments.PaymentFees;

/// <summary>
/// The fee of a payment in the books: recorded with the payment that it is for, posted once it is taken, and given back
/// when all that its attempt paid is taken back. No line of it names a customer account.
/// </summary>
public sealed class RecordPaymentFee(
    PortalDbContext db, PostJournalEntry postEntry, RaiseOfficeTask raiseTask, BusinessClock clock)
{
    /// <summary>
    /// With an attempt that just succeeded, in its transaction: the fee that was shown is to be taken. Where the
    /// processor kept nothing to take it with, it has failed.
    /// </summary>
    internal async Task PromisedAsync(PaymentAttempt attempt, GatewayPayment payment, CancellationToken ct)
    {
        if (!attempt.Fee.IsPositive) { return; }

        var rule = await db.Set<MoneyRule>().AsNoTracking().SingleAsync(r => r.Id == attempt.FeeRuleId, ct);
        var rules = MoneyRules.Read<PaymentFeeRules>(rule.Document);
        var canBeTaken = payment.CustomerId is not null && payment.MethodId is not null;
        db.Add(new PaymentFee
        {
            Id = Guid.CreateVersion7(),
            AttemptId = attempt.Id,
            Amount = attempt.Fee,
            IsProcessors = rules.IsProcessors,
            Tender = attempt.Tender ?? attempt.Means!.Value,
            ProcessorCustomerId = payment.CustomerId,
            ProcessorMethodId = payment.MethodId,
            Description = Text.In(
                CultureInfo.GetCultureInfo(attempt.Language), "Refusals", "Checkout_Fee",
                rules.Name.In(attempt.Language)),
            State = canBeTaken ? PaymentFeeState.Sending : PaymentFeeState.Failed,
            FailureCode = canBeTaken ? null : "method_not_kept",
            CreatedAt = clock.Now,
            ChangedAt = clock.Now,
            CheckAt = canBeTaken ? clock.Now : null,
        });
    }

    /// <summary>Posts a fee that was just taken, in the caller's transaction.</summary>
    internal async Task TakenAsync(PaymentFee fee, CancellationToken ct)
    {
        var payments = await db.Payments.AsNoTracking().Where(p => p.AttemptId == fee.AttemptId)
            .OrderBy(p => p.Reference).ToListAsync(ct);
        var entry = JournalEntry.Of(
            new(Guid.CreateVersion7(), EntryKinds.PaymentFee, $"{fee.Id}", clock.Today, clock.Now, Actor.System.Name,
                $"Fee of paying {string.Join(", ", payments.Select(p => p.Reference))}"),
            JournalLine.Debit(Funds.TreasuryClearing, GlAccounts.DepositsInTransit, fee.Amount),
            fee.IsProcessors
                ? JournalLine.Credit(Funds.TreasuryClearing, GlAccounts.ProcessorsFees, fee.Amount)
                : JournalLine.Credit(Funds.General, GlAccounts.PaymentFees, fee.Amount));
        await postEntry.RunAsync(entry, ct);
        (fee.State, fee.JournalEntryId) = (PaymentFeeState.Taken, entry.Id);
        db.Add(AuditEntry.Of(clock.Now, Actor.System.Name, nameof(RecordPaymentFee), null, new
        {
            attempt = fee.AttemptId,
            cents = fee.Amount.Cents,
        }));
        await db.SaveChangesAsync(ct);
        // The payment may have been taken back sooner than the processor took its fee.
        if (!await PaysStillAsync(fee.AttemptId, ct))
        {
            await GiveBackAsync(fee, "its payment was taken back before", Actor.System, ct);
        }
    }

    /// <summary>With the last of its attempt's payments that is taken back, whatever the cause; once.</summary>
    internal async Task TakenBackAsync(Payment payment, ReversePayment.Request request, CancellationToken ct)
    {
        if (payment.AttemptId is not { } attemptId) { return; }

        // The lock comes before the question: of two taken back at once, the second sees both.
        var fee = await db.Set<PaymentFee>()
            .FromSql($"select * from payment_fee where attempt_id = {attemptId} for update").AsNoTracking()
            .SingleOrDefaultAsync(ct);
        if (fee is { State: PaymentFeeState.Taken }
            && !await db.Set<PaymentFeeReversal>().AnyAsync(r => r.FeeId == fee.Id, ct)
            && !await PaysStillAsync(attemptId, ct))
        {
            await GiveBackAsync(fee, request.Reason, request.By, ct);
        }
    }

    private Task<bool> PaysStillAsync(Guid attemptId, CancellationToken ct) => db.Payments.AnyAsync(
        p => p.AttemptId == attemptId && !db.PaymentReversals.Any(r => r.PaymentId == p.Id), ct);

    /// <summary>
    /// The mirror of its entry; the office sees to it at the processor, for the fee is a transaction of its own there.
    /// </summary>
    private async Task GiveBackAsync(PaymentFee fee, string reason, Actor by, CancellationToken ct)
    {
        var entry = await db.JournalEntries.Include(e => e.Lines).AsNoTracking()
            .SingleAsync(e => e.Id == fee.JournalEntryId, ct);
        var mirror = entry.Reverse(new(
            Guid.CreateVersion7(), EntryKinds.Reversal, $"{entry.Id}", clock.Today, clock.Now, by.Name,
            $"Fee given back, its payment was taken back: {reason}"));
        await postEntry.RunAsync(mirror, ct);
        db.Add(new PaymentFeeReversal
        {
            FeeId = fee.Id, JournalEntryId = mirror.Id, Reason = reason, ReversedAt = clock.Now, ReversedBy = by.Name,
        });
        await raiseTask.RunAsync(
            new("fee_back", $"fee_back:{fee.Id}",
                $"{fee.Amount} was taken as a fee by {fee.ProcessorPaymentId}, and its payment was taken back: give "
                + "it back at the processor, unless the bank has")
            {
                AttemptId = fee.AttemptId,
            },
            ct);
        await db.SaveChangesAsync(ct);
    }
}
