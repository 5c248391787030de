using Microsoft.EntityFrameworkCore;
using Portal.Core.Accounts;
using Portal.Core.Billing;
using Portal.Core.Payments.Autopay;
using Portal.Core.Payments.Drafts;
using Portal.Core.Tests.Billing.Adjustments;
using Portal.Core.Tests.Payments.Wallet;
using Portal.Testing;
using Xunit;

namespace Portal.Core.Tests.Payments.Drafts;

/// <summary>What was promised for a bill is not taken once the bill is taken back.</summary>
public sealed class CanceledBillDraftTests : IAsyncLifetime
{
    private readonly PayingCity _paying = new();

    public Task InitializeAsync() => _paying.InitializeAsync();

    public Task DisposeAsync() => _paying.DisposeAsync();

    [Fact]
    public async Task A_bill_that_is_billed_again_is_taken_on_its_own_day_and_announced_anew()
    {
        var (account, user, _) = await _paying.OnAutopayAsync();
        var old = await _paying.DraftOfAsync(account);
        _paying.GoTo(_paying.City.Today.AddDays(5));

        var bill = await CancelAsync(account);
        var canceled = await _paying.DraftOfAsync(account);
        City.Done(await _paying.City.ReplaceAsync(bill));
        await _paying.PromiseAsync();
        var anew = await _paying.DraftOfAsync(account);

        Assert.Equal((old.Id, "Canceled", "BillCanceled"), (canceled.Id, $"{canceled.State}", $"{canceled.Why}"));
        Assert.Equal((DraftState.Promised, WalletCity.Owed), (anew.State, anew.Amount));
        Assert.True(anew.Id != old.Id && anew.PlannedOn > old.PlannedOn);
        _paying.GoTo(old.PlannedOn);
        await _paying.SendAsync();
        Assert.Equal(0, _paying.Sandbox.Stripe.ChargeCount);
        _paying.GoTo(anew.PlannedOn);
        await _paying.SendAsync();
        await _paying.AssertTakenOnceAsync(account, WalletCity.Owed);
        Assert.Equal(
            ["draft_announced", "draft_not_taken", "draft_announced"],
            (await _paying.LettersToAsync(user)).Where(k => k.StartsWith("draft_", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Canceled_while_it_is_sent_it_is_taken_once_or_not_at_all()
    {
        var (account, _, _) = await _paying.OnAutopayAsync();
        var draft = await _paying.DraftOfAsync(account);
        _paying.GoTo(draft.PlannedOn);

        await Task.WhenAll(CancelAsync(account), _paying.SendAsync());

        var after = await _paying.DraftOfAsync(account);
        Assert.Equal(after.State == DraftState.Paid ? 1 : 0, _paying.Sandbox.Stripe.ChargeCount);
        Assert.True(after.State == DraftState.Paid || $"{after.Why}" == "BillCanceled");
        await _paying.City.AssertBooksAsync();
    }

    [Fact]
    public async Task What_comes_back_after_its_bill_was_canceled_is_not_tried_again()
    {
        var (account, user, _) = await _paying.OnAutopayAsync("000222222227");
        _paying.GoTo((await _paying.DraftOfAsync(account)).PlannedOn);
        await _paying.SendAsync();
        City.Done(await _paying.City.ReplaceAsync(await CancelAsync(account)));
        _paying.Sandbox.Stripe.AdvanceClock(TimeSpan.FromDays(7));
        _paying.City.Clock.Advance(TimeSpan.FromHours(7));

        await _paying.SweepAsync();

        var after = await _paying.DraftOfAsync(account);
        Assert.Equal(("Failed", "BillCanceled", 1), ($"{after.State}", $"{after.Why}", after.Tries));
        var letters = await _paying.LettersToAsync(user);
        Assert.DoesNotContain("draft_tried_again", letters);
        Assert.Contains("draft_not_taken", letters);
        Assert.Equal(AutopayState.Active, (await _paying.NextAsync(account))!.Autopay.State);
    }

    private async Task<Bill> CancelAsync(CustomerAccount account)
    {
        var bill = await _paying.City.ReadAsync(db => db.Bills.AsNoTracking()
            .SingleAsync(b => b.CustomerAccountId == account.Id));
        await _paying.City.CancelAsync(account, bill);
        return bill;
    }
}
