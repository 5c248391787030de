using Microsoft.Extensions.DependencyInjection;
using Portal.Core.Common;
using Portal.Core.Money;
using Portal.Core.Payments;
using Portal.Sandbox.Faults;
using Portal.Testing;
using Xunit;

namespace Portal.Core.Tests.Payments;

/// <summary>
/// The fault matrix: a process dies at each of six points while it opens the checkout, and again at the same point
/// while it records what came of it; paying by card, as a guest, from a bank. Webhooks are off throughout. Each ends
/// with one charge, one posting, and the payer told the truth.
/// </summary>
public sealed class PaymentFaultTests(PayingCity paying) : IClassFixture<PayingCity>
{
    private static readonly Usd Owed = new(84_10);

    public enum Flow
    {
        Resident,
        Guest,
        Bank,
    }

    public static TheoryData<CrashPoint, Flow> Matrix()
    {
        var cells = new TheoryData<CrashPoint, Flow>();
        foreach (var point in Enum.GetValues<CrashPoint>())
        {
            foreach (var flow in Enum.GetValues<Flow>())
            {
                cells.Add(point, flow);
            }
        }

        return cells;
    }

    [Theory]
    [MemberData(nameof(Matrix))]
    public async Task However_it_dies_the_payer_is_charged_once(CrashPoint point, Flow flow)
    {
        var city = paying.City;
        var account = await city.AccountOwingAsync(84.10m);
        var resident = flow == Flow.Guest ? null : await city.ResidentAsync("Rosa", account);
        var form = PayingCity.Form(account, Owed, resident?.Id);

        await DieOnceAsync(point, "POST /v1/checkout/sessions",
            services => services.GetRequiredService<StartPayment>().RunAsync(form, default));
        Assert.Equal(Owed, await city.BalanceAsync(account));
        var started = City.Done(await paying.StartAsync(form));
        Assert.Equal(form.OperationId, started.AttemptId);
        await PayAsync(flow, started.AttemptId);
        await DieOnceAsync(point, "GET /v1/checkout/*",
            services => services.GetRequiredService<FollowAttempt>().RunAsync(started.AttemptId, default));
        await TellTruthAsync(flow, started.AttemptId, account.Id);
        await paying.SweepAsync();

        await paying.AssertPaidOnceAsync(started.AttemptId, account);
        Assert.Equal(PaymentAttemptState.Succeeded, City.Done(await paying.StartAsync(form)).State);
    }

    [Theory]
    [InlineData(Flow.Resident)]
    [InlineData(Flow.Bank)]
    public async Task With_webhooks_switched_off_one_sweep_settles_all(Flow flow)
    {
        var account = await paying.City.AccountOwingAsync(84.10m);
        var started = City.Done(await paying.StartAsync(PayingCity.Form(account, Owed)));

        await PayAsync(flow, started.AttemptId);
        if (flow == Flow.Bank)
        {
            paying.Sandbox.Stripe.AdvanceClock(TimeSpan.FromDays(7));
        }

        await paying.SweepAsync();

        await paying.AssertPaidOnceAsync(started.AttemptId, account);
    }

    /// <summary>The process dies; a second one comes to the same work later.</summary>
    private async Task DieOnceAsync(CrashPoint point, string endpoint, Func<IServiceProvider, Task> act)
    {
        FaultKind? fault = point switch
        {
            CrashPoint.AnswerLost => FaultKind.DropAfter,
            CrashPoint.AnswerBroken => FaultKind.ResetMidAnswer,
            CrashPoint.ErrorAfterEffect => FaultKind.ErrorAfter,
            _ => null,
        };
        if (fault is { } kind)
        {
            paying.Sandbox.Stripe.FailNext(kind, endpoint);
        }

        await paying.DyingAsync(point, act);
    }

    private Task PayAsync(Flow flow, Guid attemptId)
    {
        var session = paying.SessionOf(attemptId);
        var answer = flow == Flow.Bank
            ? paying.Sandbox.Stripe.PayByBank(session)
            : paying.Sandbox.Stripe.PayByCard(session);
        Assert.NotNull(answer);
        return Task.CompletedTask;
    }

    /// <summary>A bank debit is "on its way", credits nothing, cannot be paid again, and settles days later.</summary>
    private async Task TellTruthAsync(Flow flow, Guid attemptId, Guid accountId)
    {
        if (flow != Flow.Bank)
        {
            return;
        }

        await paying.FollowAsync(attemptId);
        Assert.Equal(PaymentAttemptState.Processing, await paying.StateAsync(attemptId));
        var again = await paying.StartAsync(
            new(Guid.CreateVersion7(), null, [new(accountId, Owed, Owed)], "en", null));
        Assert.Equal("Pay_AllOnItsWay", Assert.IsType<Outcome<StartPayment.Started>.Refused>(again).Refusal.Key);
        paying.Sandbox.Stripe.AdvanceClock(TimeSpan.FromDays(7));
    }
}
