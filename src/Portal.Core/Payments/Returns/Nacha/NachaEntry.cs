using Portal.Core.Money;

namespace Portal.Core.Payments.Returns.Nacha;

/// <summary>What an entry of a bank's file tells us.</summary>
public enum NachaNews
{
    /// <summary>An entry came back: addenda 99, R01 to R60 and R80 on.</summary>
    Return,

    /// <summary>A notification of change: addenda 98, C01 to C14.</summary>
    Change,

    /// <summary>A notification of change that the other side refused: addenda 98, C61 to C69.</summary>
    RefusedChange,

    /// <summary>Dishonored or contested, bank to bank: addenda 99, R61 to R77. Shown, never booked.</summary>
    Dishonored,
}

/// <summary>One entry with the addenda that says why it came (Nacha, addenda record formats 98 and 99).</summary>
/// <param name="Line">Of the addenda, from 1.</param>
/// <param name="Code">"R01", "C01" and so on, as it stands in the file.</param>
/// <param name="OriginalTrace">Of the entry that was sent, 15 digits.</param>
/// <param name="Amount">As the file has it; zero for a change.</param>
/// <param name="IsDebit">A debit that was sent comes back: the transaction code is one of debits.</param>
/// <param name="Name">Of the receiver, as the file has it.</param>
/// <param name="Number">The individual identification number that we sent with it.</param>
/// <param name="LastFour">Of the account at the bank; no more of it is kept.</param>
/// <param name="Corrected">What a change says is right; empty otherwise.</param>
public sealed record NachaEntry(
    long Line,
    NachaNews News,
    string Code,
    string OriginalTrace,
    Usd Amount,
    bool IsDebit,
    string Name,
    string Number,
    string LastFour,
    string Corrected);
