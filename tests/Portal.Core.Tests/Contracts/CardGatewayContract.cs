using Portal.Core.Money;
using Portal.Core.Payments.Gateway;
using Xunit;

namespace Portal.Core.Tests.Contracts;

/// <summary>
/// What every adapter of <see cref="ICardGateway"/> must do. A second adapter proves itself by one more subclass.
/// </summary>
public abstract class CardGatewayContract
{
    protected const string GoodCard = "4242424242424242";
    protected const string PoorCard = "4000000000009995";
    protected const string GoodBank = "000123456789";
    protected const string PoorBank = "000222222227";

    protected abstract ICardGateway Gateway { get; }

    protected abstract DateTimeOffset Now { get; }

    /// <summary>What goes wrong with the next call.</summary>
    protected enum Trouble
    {
        DroppedBefore,
        DroppedAfter,
        BrokenMidAnswer,
        ErrorAfterEffect,
    }

    protected abstract Task PayByCardAsync(string sessionId, string number);

    protected abstract Task PayByBankAsync(string sessionId, string accountNumber);

    protected abstract Task LetTimePassAsync(TimeSpan span);

    protected abstract void TroubleNextCall(Trouble trouble);

    protected abstract int SessionsHeld { get; }

    [Fact]
    public async Task A_new_checkout_is_open_and_carries_what_was_asked()
    {
        var request = Request(("Utility account ••4471", 8410), ("Utility account ••9920", 1250));

        var session = Accepted(await Gateway.OpenCheckoutAsync(request, default));

        Assert.Equal(CheckoutState.Open, session.State);
        Assert.Equal(request.OperationId, session.OperationId);
        Assert.Equal(new Usd(9660), session.Amount);
        Assert.Equal("usd", session.Currency);
        Assert.False(session.IsLive);
        Assert.NotNull(session.Url);
        Assert.Null(session.Payment);
    }

    [Fact]
    public async Task Opening_twice_with_one_operation_gives_one_session()
    {
        var request = Request();
        var before = SessionsHeld;

        var first = Accepted(await Gateway.OpenCheckoutAsync(request, default));
        var second = Accepted(await Gateway.OpenCheckoutAsync(request, default));

        Assert.Equal(first.Id, second.Id);
        Assert.Equal(before + 1, SessionsHeld);
    }

    [Fact]
    public async Task Opening_again_with_another_amount_is_refused()
    {
        var request = Request();
        Accepted(await Gateway.OpenCheckoutAsync(request, default));

        var answer = await Gateway.OpenCheckoutAsync(
            request with { Items = [new CheckoutItem("Utility account ••4471", new Usd(1))] }, default);

        Assert.IsType<GatewayAnswer<CheckoutSession>.Refused>(answer);
    }

    [Fact]
    public async Task Eight_openings_at_once_make_one_session()
    {
        var request = Request();
        var before = SessionsHeld;

        var answers = await Task.WhenAll(
            Enumerable.Range(0, 8).Select(_ => Gateway.OpenCheckoutAsync(request, default)));

        Assert.Equal(before + 1, SessionsHeld);
        Assert.Single(answers.OfType<GatewayAnswer<CheckoutSession>.Accepted>().Select(a => a.Value.Id).Distinct());
        Assert.DoesNotContain(answers, answer => answer is GatewayAnswer<CheckoutSession>.Refused);
    }

    [Fact]
    public async Task A_card_payment_has_succeeded_at_once()
    {
        var session = await OpenAsync();

        await PayByCardAsync(session.Id, GoodCard);

        var found = await FindAsync(session.Id);
        Assert.Equal(CheckoutState.Complete, found.State);
        Assert.Null(found.Url);
        var payment = found.Payment!;
        Assert.Equal(GatewayPaymentState.Succeeded, payment.State);
        Assert.Equal(found.Amount, payment.AmountReceived);
        Assert.Equal(
            (GatewayTender.Card, "Visa", "4242", null),
            (payment.Tender, payment.Brand, payment.LastFour, payment.FailureCode));
    }

    [Fact]
    public async Task A_bank_debit_is_processing_until_the_bank_has_paid()
    {
        var session = await OpenAsync();
        await PayByBankAsync(session.Id, GoodBank);

        var before = await FindAsync(session.Id);
        await LetTimePassAsync(TimeSpan.FromDays(10));
        var after = await FindAsync(session.Id);

        Assert.Equal(CheckoutState.Complete, before.State);
        Assert.Equal(GatewayPaymentState.Processing, before.Payment!.State);
        Assert.Equal(Usd.Zero, before.Payment.AmountReceived);
        Assert.Equal((GatewayTender.BankDebit, "6789"), (before.Payment.Tender, before.Payment.LastFour));
        Assert.Equal(GatewayPaymentState.Succeeded, after.Payment!.State);
        Assert.Equal(after.Amount, after.Payment.AmountReceived);
    }

    [Fact]
    public async Task A_bank_debit_that_bounces_says_why()
    {
        var session = await OpenAsync();
        await PayByBankAsync(session.Id, PoorBank);

        await LetTimePassAsync(TimeSpan.FromDays(10));

        var payment = (await FindAsync(session.Id)).Payment!;
        Assert.Equal(GatewayPaymentState.RequiresPaymentMethod, payment.State);
        Assert.Equal(Usd.Zero, payment.AmountReceived);
        Assert.Equal("insufficient_funds", payment.FailureCode);
    }

    [Fact]
    public async Task A_declined_card_leaves_the_page_open_for_another()
    {
        var session = await OpenAsync();

        await PayByCardAsync(session.Id, PoorCard);
        var declined = await FindAsync(session.Id);
        await PayByCardAsync(session.Id, GoodCard);
        var paid = await FindAsync(session.Id);

        Assert.Equal(CheckoutState.Open, declined.State);
        Assert.Equal(GatewayPaymentState.RequiresPaymentMethod, declined.Payment!.State);
        Assert.Equal("insufficient_funds", declined.Payment.FailureCode);
        Assert.Equal(GatewayPaymentState.Succeeded, paid.Payment!.State);
        Assert.Equal(declined.Payment.Id, paid.Payment.Id);
    }

    [Fact]
    public async Task A_closed_page_cannot_be_paid()
    {
        var session = await OpenAsync();

        var closed = Accepted(await Gateway.ExpireCheckoutAsync(session.Id, default));
        await PayByCardAsync(session.Id, GoodCard);

        var found = await FindAsync(session.Id);
        Assert.Equal(CheckoutState.Expired, closed.State);
        Assert.Equal(CheckoutState.Expired, found.State);
        Assert.Null(found.Payment);
    }

    [Fact]
    public async Task A_paid_page_cannot_be_closed()
    {
        var session = await OpenAsync();
        await PayByCardAsync(session.Id, GoodCard);

        Assert.IsType<GatewayAnswer<CheckoutSession>.Refused>(
            await Gateway.ExpireCheckoutAsync(session.Id, default));
    }

    [Fact]
    public async Task A_page_closes_by_itself_when_its_time_is_over()
    {
        var session = await OpenAsync();

        await LetTimePassAsync(TimeSpan.FromMinutes(32));

        Assert.Equal(CheckoutState.Expired, (await FindAsync(session.Id)).State);
    }

    [Fact]
    public async Task An_attempt_is_found_among_many_by_its_operation()
    {
        var since = Now.AddMinutes(-1);
        var request = Request();
        var wanted = Accepted(await Gateway.OpenCheckoutAsync(request, default));
        for (var other = 0; other < 110; other++)
        {
            await OpenAsync();
        }

        var found = Accepted(await Gateway.SearchCheckoutAsync(request.OperationId, since, default));
        var none = Accepted(await Gateway.SearchCheckoutAsync(Guid.NewGuid(), since, default));

        Assert.Equal(wanted.Id, found?.Id);
        Assert.Null(none);
    }

    [Fact]
    public async Task A_payment_leads_to_its_checkout()
    {
        var session = await OpenAsync();
        await PayByCardAsync(session.Id, GoodCard);
        var payment = (await FindAsync(session.Id)).Payment!;

        var found = Accepted(await Gateway.FindCheckoutOfPaymentAsync(payment.Id, default));

        Assert.Equal(session.Id, found?.Id);
        Assert.Equal(payment, found?.Payment);
    }

    [Fact]
    public async Task A_checkout_nobody_opened_is_refused() =>
        Assert.Equal(
            "resource_missing",
            Assert.IsType<GatewayAnswer<CheckoutSession>.Refused>(
                await Gateway.FindCheckoutAsync("cs_test_nobody", default)).Code);

    [Fact]
    public async Task Events_come_oldest_first_and_no_more_than_asked()
    {
        var session = await OpenAsync();
        await PayByCardAsync(session.Id, GoodCard);

        var all = Accepted(await Gateway.EventsSinceAsync(Now.AddMinutes(-5), 1000, default));
        var three = Accepted(await Gateway.EventsSinceAsync(Now.AddMinutes(-5), 3, default));

        var completed = Assert.Single(all, e => e.Type == "checkout.session.completed" && e.ObjectId == session.Id);
        Assert.Contains(all.TakeWhile(e => e.Id != completed.Id), e => e.Type == "payment_intent.succeeded");
        Assert.Equal(all.Take(3).Select(e => e.Id), three.Select(e => e.Id));
        Assert.All(all, e => Assert.EndsWith(".dahlia", e.ApiVersion));
    }

    [Theory]
    [InlineData(nameof(Trouble.DroppedBefore), 0)]
    [InlineData(nameof(Trouble.DroppedAfter), 1)]
    [InlineData(nameof(Trouble.BrokenMidAnswer), 1)]
    [InlineData(nameof(Trouble.ErrorAfterEffect), 1)]
    public async Task An_opening_without_an_answer_is_unknown_and_never_makes_two(string trouble, int held)
    {
        var request = Request();
        var before = SessionsHeld;
        TroubleNextCall(Enum.Parse<Trouble>(trouble));

        var answer = await Gateway.OpenCheckoutAsync(request, default);
        var heldAfterFirst = SessionsHeld - before;
        await Gateway.OpenCheckoutAsync(request, default);
        var found = Accepted(await Gateway.SearchCheckoutAsync(request.OperationId, Now.AddMinutes(-1), default));

        Assert.IsType<GatewayAnswer<CheckoutSession>.Unknown>(answer);
        Assert.Equal(held, heldAfterFirst);
        Assert.Equal(before + 1, SessionsHeld);
        Assert.NotNull(found);
    }

    [Theory]
    [InlineData(nameof(Trouble.DroppedBefore))]
    [InlineData(nameof(Trouble.BrokenMidAnswer))]
    [InlineData(nameof(Trouble.ErrorAfterEffect))]
    public async Task Asking_without_an_answer_is_unknown(string trouble)
    {
        var session = await OpenAsync();

        TroubleNextCall(Enum.Parse<Trouble>(trouble));

        Assert.IsType<GatewayAnswer<CheckoutSession>.Unknown>(await Gateway.FindCheckoutAsync(session.Id, default));
    }

    protected static T Accepted<T>(GatewayAnswer<T> answer) =>
        Assert.IsType<GatewayAnswer<T>.Accepted>(answer).Value;

    protected CheckoutRequest Request(params (string Description, long Cents)[] items) => new(
        Guid.NewGuid(),
        [.. items.DefaultIfEmpty(("Utility account ••4471", 8410))
            .Select(item => new CheckoutItem(item.Description, new Usd(item.Cents)))],
        "rosa.delgado@example.com", "en",
        new Uri("http://localhost:5080/my/payments/return"), new Uri("http://localhost:5080/my/payments/back"),
        Now.AddMinutes(31));

    protected async Task<CheckoutSession> OpenAsync() =>
        Accepted(await Gateway.OpenCheckoutAsync(Request(), default));

    protected async Task<CheckoutSession> FindAsync(string sessionId) =>
        Accepted(await Gateway.FindCheckoutAsync(sessionId, default));
}
