using Microsoft.Extensions.DependencyInjection;
using Portal.Core.Billing.Batches;
using Portal.Core.Billing.Printing;
using Portal.Core.Billing.Runs;
using Portal.Core.Mail;
using Portal.Core.Mail.Bounces;
using Portal.Core.Payments;
using Portal.Core.Payments.Drafts;
using Portal.Core.Payments.PaymentFees;
using Portal.Core.Payments.Refunds;
using Portal.Core.Payments.Returns;
using Portal.Core.Reads.Imports;
using Portal.Core.Requests.Replies;

namespace Portal.Core.Jobs;

/// <summary>
/// Tables whose rows are work and their own queue. Each round of work is bounded, claims its rows under a lease so that
/// any number of workers may run it at once, and gives back what it did not get to. The queues are asked, not told: an
/// index makes asking cheap, while NOTIFY would make every commit that queues something wait for the one before.
/// </summary>
public static class WorkQueues
{
    public static readonly IReadOnlyList<WorkQueue> All =
    [
        new("mail", 2, (work, ct) => work.GetRequiredService<SendWaitingMail>().RunAsync(ct)),
        new("answers by mail", 1, (work, ct) => work.GetRequiredService<ReadMailFolder>().RunAsync(ct)),
        new("mail that came back", 1, (work, ct) => work.GetRequiredService<ReadBounceFolder>().RunAsync(ct)),
        new("bill runs", 1, (work, ct) => work.GetRequiredService<CarryBillRuns>().RunAsync(ct)),
        new("print runs", 1, (work, ct) => work.GetRequiredService<CarryPrintRuns>().RunAsync(ct)),
        new("reads", 1, (work, ct) => work.GetRequiredService<TakeReads>().RunAsync(ct)),
        new("bank rows", 1, async (work, ct) =>
            new QueueRound(await work.GetRequiredService<BookBankRows>().RunAsync(ct))),
        new("adjustment rows", 2, async (work, ct) =>
            new QueueRound(await work.GetRequiredService<PostBatchRows>().RunAsync(ct))),
        new("draft notices", 1, async (work, ct) =>
            new QueueRound(await work.GetRequiredService<PromiseDrafts>().RunAsync(ct))),
        new("drafts", 2, async (work, ct) => new QueueRound(await work.GetRequiredService<SendDrafts>().RunAsync(ct))),
        new("payment fees", 1, async (work, ct) =>
            new QueueRound(await work.GetRequiredService<TakePaymentFees>().RunAsync(ct))),
        new("refunds", 1, async (work, ct) =>
            new QueueRound(await work.GetRequiredService<FollowRefunds>().RunAsync(ct))),
        new("webhook events", 1, async (work, ct) =>
            new QueueRound(await work.GetRequiredService<ReadWebhookEvents>().RunAsync(ct))),
    ];
}

/// <summary>One queue.</summary>
/// <param name="Name">For the log.</param>
/// <param name="Loops">How many loops one worker process runs on it.</param>
/// <param name="Round">One round; asked to stop, it finishes what is in hand and leaves the rest.</param>
public sealed record WorkQueue(
    string Name, int Loops, Func<IServiceProvider, CancellationToken, Task<QueueRound>> Round);

/// <summary>What came of one round.</summary>
/// <param name="Done">Rows worked on; when none, the worker rests before it asks again.</param>
/// <param name="Rest">How long to rest in any case, for example because the other side is away.</param>
public readonly record struct QueueRound(int Done, TimeSpan? Rest = null);
