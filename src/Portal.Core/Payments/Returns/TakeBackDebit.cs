using Microsoft.EntityFrameworkCore;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Staff;

namespace Portal.Core.Payments.Returns;

/// <summary>
/// The processor says that a bank debit failed which had been paid: its payments come back, also those that were put on
/// an account out of suspense, where they name the processor's payment only. Part of the caller's transaction; told
/// again it changes nothing. What cannot be booked, or still waits in suspense, becomes a task: a business state never
/// throws, but for one that a transfer moved a moment ago, which comes again.
/// </summary>
public sealed class TakeBackDebit(
    PortalDbContext db, ReturnPayment returnPayment, RaiseOfficeTask raiseTask, BusinessClock clock)
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
            await TellOfSuspenseAsync(request, ct);
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

    /// <summary>Nothing to take back, but the city has not the money that a suspense item stands for.</summary>
    private async Task TellOfSuspenseAsync(Request request, CancellationToken ct)
    {
        var waits = await db.SuspenseItems.AnyAsync(
            s => s.ProcessorPaymentId == request.ProcessorPaymentId
                && !db.Set<Unidentified.SuspenseResolution>().Any(r => r.ItemId == s.Id), ct);
        if (waits)
        {
            await raiseTask.RunAsync(
                new("processor_event", $"debit_failed:{request.ProcessorPaymentId}",
                    $"{request.ProcessorPaymentId} failed at the bank and waits in suspense: put it on no account")
                {
                    AttemptId = request.AttemptId,
                },
                ct);
        }
    }
}
