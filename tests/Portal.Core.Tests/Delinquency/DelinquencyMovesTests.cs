using Portal.Core.Delinquency;
using Xunit;

namespace Portal.Core.Tests.Delinquency;

public sealed class DelinquencyMovesTests
{
    [Fact]
    public void These_moves_and_no_others_are_allowed()
    {
        var allowed =
            from state in Enum.GetValues<CaseState>()
            from @event in Enum.GetValues<CaseEvent>()
            let next = DelinquencyMoves.Next(state, @event)
            where next is not null
            select $"{state} --{@event}--> {next}";

        Assert.Equal(
            [
                "Current --FallPastDue--> PastDue",
                "PastDue --Tell--> PastDue",
                "PastDue --Notice--> Noticed",
                "PastDue --Pay--> Current",
                "PastDue --FinalBill--> FinalBilled",
                "Noticed --GiveFinal--> Final",
                "Noticed --Reach--> Final",
                "Noticed --Miss--> Noticed",
                "Noticed --Post--> Final",
                "Noticed --Restart--> PastDue",
                "Noticed --Pay--> Current",
                "Noticed --FinalBill--> FinalBilled",
                "Final --GiveFinal--> Final",
                "Final --Reach--> Final",
                "Final --Miss--> Final",
                "Final --Post--> Final",
                "Final --Restart--> PastDue",
                "Final --Order--> Ordered",
                "Final --Pay--> Current",
                "Final --FinalBill--> FinalBilled",
                "Ordered --CancelOrder--> Final",
                "Ordered --Disconnect--> Disconnected",
                "Ordered --FailOrder--> FailedOrder",
                "Ordered --Pay--> Current",
                "FailedOrder --Restart--> PastDue",
                "FailedOrder --Order--> Ordered",
                "FailedOrder --Pay--> Current",
                "FailedOrder --FinalBill--> FinalBilled",
                "Disconnected --Pay--> Reconnected",
                "Disconnected --FinalBill--> FinalBilled",
                "Reconnected --TakeBack--> Disconnected",
                "Reconnected --Restore--> Current",
                "FinalBilled --Pay--> Current",
                "FinalBilled --Place--> Collections",
                "Collections --Pay--> Current",
                "Collections --Recall--> FinalBilled",
                "Collections --WriteOff--> WrittenOff",
                "WrittenOff --Recover--> Current",
            ],
            allowed);
    }

    [Fact]
    public void Nothing_is_disconnected_that_was_not_ordered_and_nothing_ordered_without_a_final_notice()
    {
        Assert.All(DelinquencyMoves.All.Where(m => m.To == CaseState.Disconnected && m.Event != CaseEvent.TakeBack),
            m => Assert.Equal(CaseState.Ordered, m.From));
        Assert.All(DelinquencyMoves.All.Where(m => m.To == CaseState.Ordered),
            m => Assert.True(m.From is CaseState.Final or CaseState.FailedOrder));
    }
}
