using Microsoft.Extensions.DependencyInjection;
using Portal.Core.Money;
using Portal.Core.Payments.Refunds;
using Portal.Sandbox.Faults;
using Portal.Testing;

namespace Portal.Core.Tests.Payments.Refunds;

/// <summary>
/// The fault matrix of refunds: the process that sends one dies at each of six points, and the worker that comes after
/// it once more at the same point. Each ends with one refund at the processor and one entry.
/// </summary>
public sealed class RefundFaultTests(RefundTown town) : IClassFixture<RefundTown>
{
    [Theory]
    [InlineData(CrashPoint.BeforeCall)]
    [InlineData(CrashPoint.AnswerLost)]
    [InlineData(CrashPoint.AnswerBroken)]
    [InlineData(CrashPoint.ErrorAfterEffect)]
    [InlineData(CrashPoint.BeforeCommit)]
    [InlineData(CrashPoint.AfterCommit)]
    public async Task However_it_dies_the_money_goes_back_once(CrashPoint point)
    {
        var account = await town.OverpaidByCardAsync(30_00);
        var refund = await town.ApprovedAsync(account, 30_00);

        await DieAsync(point, "POST /v1/refunds", services => services.GetRequiredService<IssueRefund>().RunAsync(
            new(refund.Id, refund.Amount, town.Sender), default));
        town.City.Clock.Advance(TimeSpan.FromMinutes(10));
        if (point is CrashPoint.BeforeCall or CrashPoint.BeforeCommit)
        {
            await town.FollowAsync();
        }
        else
        {
            await DieAsync(point, "GET /v1/refunds", services => services.GetRequiredService<FollowRefunds>()
                .RunAsync(default));
        }

        town.City.Clock.Advance(TimeSpan.FromMinutes(10));
        await town.FollowAsync();
        await town.Paying.SweepAsync();

        var part = Assert.Single(await town.PartsAsync(refund.Id));
        Assert.Equal(RefundPartState.Succeeded, part.State);
        Assert.Equal(1, town.Paying.Sandbox.Stripe.RefundsOf(part.Id));
        Assert.Equal(RefundState.Confirmed, (await town.ReadAsync(refund.Id)).State);
        Assert.Equal(Usd.Zero, await town.City.BalanceAsync(account));
        await town.City.AssertBooksAsync();
    }

    [Fact]
    public async Task One_that_the_processor_never_heard_of_is_a_credit_again_after_a_day()
    {
        var account = await town.OverpaidByCardAsync(30_00);
        var refund = await town.ApprovedAsync(account, 30_00);
        await town.Paying.DyingAsync(
            CrashPoint.BeforeCall,
            services => services.GetRequiredService<IssueRefund>().RunAsync(
                new(refund.Id, refund.Amount, town.Sender), default));
        town.City.Clock.Advance(TimeSpan.FromHours(24));

        await town.FollowAsync();

        Assert.Equal(0, town.Paying.Sandbox.Stripe.RefundsOf((await town.PartsAsync(refund.Id))[0].Id));
        Assert.Equal(RefundState.Failed, (await town.ReadAsync(refund.Id)).State);
        Assert.Equal(new Usd(-30_00), await town.City.BalanceAsync(account));
        await town.City.AssertBooksAsync();
    }

    private async Task DieAsync(CrashPoint point, string endpoint, Func<IServiceProvider, Task> act)
    {
        FaultKind? fault = point switch
        {
            CrashPoint.AnswerLost => FaultKind.DropAfter,
            CrashPoint.AnswerBroken => FaultKind.ResetMidAnswer,
            CrashPoint.ErrorAfterEffect => FaultKind.ErrorAfter,
            _ => null,
        };
        if (fault is { } kind) { town.Paying.Sandbox.Stripe.FailNext(kind, endpoint); }

        await town.Paying.DyingAsync(point, act);
    }
}
