using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Portal.Core.Payments.Drafts;
using Portal.Core.Payments.Wallet;
using Portal.Core.Tests.Payments.Wallet;
using Portal.Sandbox.Faults;
using Portal.Testing;
using Xunit;

namespace Portal.Core.Tests.Payments.Drafts;

/// <summary>
/// The fault matrix for methods and drafts: a process dies at each of six points while it keeps a card, and while it
/// takes a draft by card or from a bank. Webhooks are off. Each ends with one method, one charge, one posting.
/// </summary>
public sealed class DraftFaultTests(PayingCity paying) : IClassFixture<PayingCity>
{
    public static TheoryData<CrashPoint, string> Matrix()
    {
        var cells = new TheoryData<CrashPoint, string>();
        foreach (var point in Enum.GetValues<CrashPoint>())
        {
            cells.Add(point, WalletCity.GoodCard);
            cells.Add(point, "000123456789");
        }

        return cells;
    }

    [Theory]
    [MemberData(nameof(Matrix))]
    public async Task However_it_dies_a_draft_is_taken_once(CrashPoint point, string number)
    {
        var (account, _, _) = await paying.OnAutopayAsync(number);
        var draft = await paying.DraftOfAsync(account);
        paying.GoTo(draft.PlannedOn);

        await DieOnceAsync(point, "POST /v1/payment_intents",
            services => services.GetRequiredService<SendDraft>().RunAsync(draft.Id, default));
        await paying.SendAsync();
        paying.City.Clock.Advance(TimeSpan.FromMinutes(3));
        await paying.City.AskAsync<Portal.Core.Payments.SweepPayments, int>(act => act.RunAsync(default));
        paying.City.Clock.Advance(TimeSpan.FromMinutes(3));
        await paying.SweepAsync();
        paying.Sandbox.Stripe.AdvanceClock(TimeSpan.FromDays(7));
        await paying.SweepAsync();

        await paying.AssertTakenOnceAsync(account, WalletCity.Owed);
    }

    [Theory]
    [MemberData(nameof(Matrix))]
    public async Task However_it_dies_a_method_is_kept_once(CrashPoint point, string number)
    {
        var user = await paying.City.ResidentAsync("Rosa");
        var form = WalletCity.Setup(user);

        await DieOnceAsync(point, "POST /v1/checkout/sessions",
            services => services.GetRequiredService<StartSavingMethod>().RunAsync(form, default));
        var started = City.Done(await paying.StartSetupAsync(form));
        Assert.Equal(SetupState.AwaitingPayer, started.State);
        paying.FillIn(form.OperationId, number);
        await DieOnceAsync(point, "GET /v1/checkout/*",
            services => services.GetRequiredService<FollowSetup>().RunAsync(form.OperationId, default));
        await paying.SweepAsync();
        await paying.City.AskAsync<SweepWallet, int>(act => act.RunAsync(default));

        var setup = await paying.FollowSetupAsync(form.OperationId);
        Assert.Equal(SetupState.Kept, setup.State);
        Assert.Equal(1, await paying.City.ReadAsync(db => db.SavedMethods.CountAsync(m => m.UserId == user.Id)));
        Assert.Equal(["method_kept"], await paying.LettersToAsync(user));
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
}
