using Microsoft.EntityFrameworkCore;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Payments.Unidentified;
using Portal.Core.Staff;

namespace Portal.Core.Payments.Returns;

/// <summary>
/// The processor says that a bank debit failed which had been paid: its payments come back, also those that were put on
/// an account out of suspense, where they name the processor's payment only. What still waits in suspense ends there,
/// with a task. Part of the caller's transaction; told again it changes nothing. What cannot be booked becomes a task:
/// a business state never throws, but for one that somebody moved a moment ago, which comes again.
/// </summary>
public sealed class TakeBackDebit(
    PortalDbContext db, ReturnPayment returnPayment, EndSuspense endSuspense, RaiseOfficeTask raiseTask,
    BusinessClock clock)
{
    /// <param name="ProcessorPaymentId">The processor's name of the debit.</param>
    /// <param name="AttemptId">Of the checkout; null for money that no checkout asked for.</param>
    /// <param name="ReturnCode">The bank's, where the processor tells it.</param>
    internal sealed record Request(string ProcessorPaymentId, Guid? AttemptId, string? ReturnCode);

    internal async Task RunAsync(Request request, CancellationToken ct)
    {
        var name = request.ProcessorPaymentId;
        var ours = db.Payments.AsNoTracking().Where(p => p.Tender == Tender.BankDebit
            && (p.ProcessorPaymentId == name || request.AttemptId != null && p.AttemptId == request.AttemptId));
        var standing = await ours.Where(p => !db.PaymentReversals.Any(r => r.PaymentId == p.Id))
            .OrderBy(p => p.Id).Select(p => (Guid?)p.Id).FirstOrDefaultAsync(ct);
        if (standing is not { } id)
        {
            await EndSuspenseAsync(request, ct);
            return;
        }

        var code = await db.Set<ReturnReason>().Where(r => r.Code == request.ReturnCode).Select(r => r.Code)
            .SingleOrDefaultAsync(ct) ?? ReturnReason.NoCode;
        var outcome = await returnPayment.RunAsync(
            new(request.AttemptId ?? id, id, code, clock.Today, ReturnSource.Processor, name, Actor.System), ct);
        if (outcome is not Outcome<IReadOnlyList<ReturnedPayment>>.Refused(var refusal)) { return; }

        if (refusal.Key == "Return_JustMoved")
        {
            throw new InvalidOperationException($"The payments of {name} are being moved: it is told again.");
        }

        await raiseTask.RunAsync(
            new("processor_event", $"debit_failed:{name}",
                $"{name} failed at the bank after it was paid, and nothing was booked: {refusal.Reason}")
            {
                AttemptId = request.AttemptId,
            },
            ct);
    }

    /// <summary>The city has not the money that a suspense item stands for: nobody puts it on an account.</summary>
    private async Task EndSuspenseAsync(Request request, CancellationToken ct)
    {
        var name = request.ProcessorPaymentId;
        var waits = await db.SuspenseItems.AsNoTracking()
            .Where(s => s.ProcessorPaymentId == name && !db.Set<SuspenseResolution>().Any(r => r.ItemId == s.Id))
            .Select(s => (Guid?)s.Id).SingleOrDefaultAsync(ct);
        if (waits is not { } id || await db.TakeSuspenseAsync(id, ct) is not { } item) { return; }

        // Asked again under its lock: told twice at once it has ended; what was just posted comes back as a payment.
        if (await db.Set<SuspenseResolution>().AsNoTracking().SingleOrDefaultAsync(r => r.ItemId == id, ct)
            is { } ended)
        {
            if (ended.Kind != SuspenseEnd.Posted) { return; }

            throw new InvalidOperationException($"{name} was put on an account a moment ago: it is told again.");
        }

        await endSuspense.WriteAsync(
            item, item.JournalEntryId is null ? SuspenseEnd.Closed : SuspenseEnd.Failed,
            new(Guid.CreateVersion7(), id, $"{name} failed at the bank {request.ReturnCode}".TrimEnd(), Actor.System),
            null, null, null, ct);
        await raiseTask.RunAsync(
            new("processor_event", $"debit_failed:{name}",
                $"{name} failed at the bank, and what waited of it in suspense has ended: the city has not the money")
            {
                AttemptId = request.AttemptId,
            },
            ct);
    }
}
