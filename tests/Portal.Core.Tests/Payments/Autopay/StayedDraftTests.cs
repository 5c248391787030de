using Portal.Core.Accounts.Flags;
using Portal.Core.Payments.Drafts;
using Portal.Core.Tests.Accounts.Flags;
using Portal.Core.Tests.Payments.Wallet;
using Portal.Testing;

namespace Portal.Core.Tests.Payments.Autopay;

/// <summary>A court's stay (11 USC 362): nothing is taken unasked while it stands.</summary>
public sealed class StayedDraftTests(PayingCity paying) : IClassFixture<PayingCity>
{
    [Fact]
    public async Task A_bankruptcy_keeps_a_promised_draft_from_being_taken()
    {
        var (account, _, _) = await paying.OnAutopayAsync();
        var draft = await paying.DraftOfAsync(account);
        var terry = await paying.City.StaffAsync();
        City.Done(await paying.City.FlagAsync(paying.City.Flagging(account, FlagKind.Bankruptcy, terry)));

        var next = (await paying.NextAsync(account))!;
        paying.GoTo(draft.PlannedOn);
        await paying.SendAsync();

        Assert.Equal((false, DraftWhy.Stayed), (next.WillBeTaken, next.Why!.Value));
        var after = await paying.DraftOfAsync(account);
        Assert.Equal((DraftState.Skipped, DraftWhy.Stayed), (after.State, after.Why));
        Assert.Empty(await paying.AttemptsOfAsync(draft));
    }
}
