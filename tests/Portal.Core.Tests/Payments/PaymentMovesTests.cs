using Portal.Core.Payments;
using Xunit;

namespace Portal.Core.Tests.Payments;

public sealed class PaymentMovesTests
{
    [Fact]
    public void These_moves_and_no_others_are_allowed()
    {
        var allowed =
            from state in Enum.GetValues<PaymentAttemptState>()
            from e in Enum.GetValues<PaymentAttemptEvent>()
            let next = PaymentMoves.Next(state, e)
            where next is not null
            select $"{state} --{e}--> {next}";

        Assert.Equal(
        [
            "Created --Send--> Sending",
            "Sending --CheckoutOpened--> AwaitingPayer",
            "Sending --NoAnswer--> Unknown",
            "Sending --BankDebitStarted--> Processing",
            "Sending --Succeed--> Succeeded",
            "Sending --Decline--> Failed",
            "Sending --Suspend--> InSuspense",
            "Unknown --CheckoutOpened--> AwaitingPayer",
            "Unknown --BankDebitStarted--> Processing",
            "Unknown --Succeed--> Succeeded",
            "Unknown --Decline--> Failed",
            "Unknown --Cancel--> Canceled",
            "Unknown --Suspend--> InSuspense",
            "AwaitingPayer --BankDebitStarted--> Processing",
            "AwaitingPayer --Succeed--> Succeeded",
            "AwaitingPayer --Decline--> Failed",
            "AwaitingPayer --Cancel--> Canceled",
            "AwaitingPayer --Suspend--> InSuspense",
            "Processing --Succeed--> Succeeded",
            "Processing --Decline--> Failed",
            "Processing --Suspend--> InSuspense",
            "Failed --Suspend--> InSuspense",
            "Canceled --Suspend--> InSuspense",
        ], allowed);
    }

    [Fact]
    public void A_state_is_asked_about_again_exactly_while_it_can_still_change_by_itself() =>
        Assert.Equal(
            [
                PaymentAttemptState.Created, PaymentAttemptState.Sending, PaymentAttemptState.Unknown,
                PaymentAttemptState.AwaitingPayer, PaymentAttemptState.Processing,
            ],
            Enum.GetValues<PaymentAttemptState>()
                .Where(s => PaymentMoves.NextCheck(s, DateTimeOffset.UnixEpoch) is not null));
}
