using Portal.Core.Payments.Checks;
using Portal.Core.Payments.Refunds;
using Portal.Web.TagHelpers;

namespace Portal.Web.Pages.Office.Refunds;

/// <summary>
/// What tone the states of refunds and checks have; their words are Refund_… and Check_… of the book.
/// </summary>
public static class RefundTerms
{
    public static Tone Of(RefundState state) => state switch
    {
        RefundState.Requested or RefundState.Approved => Tone.Warn,
        RefundState.Issued => Tone.Info,
        RefundState.Confirmed => Tone.Good,
        RefundState.Failed => Tone.Bad,
        _ => Tone.Quiet,
    };

    public static Tone Of(RefundPartState state) => state switch
    {
        RefundPartState.Succeeded => Tone.Good,
        RefundPartState.Failed => Tone.Bad,
        RefundPartState.Unknown => Tone.Warn,
        RefundPartState.Dropped => Tone.Quiet,
        _ => Tone.Info,
    };

    public static Tone Of(CheckState state) => state switch
    {
        CheckState.Cleared => Tone.Good,
        CheckState.StopAsked or CheckState.Stale or CheckState.Issued => Tone.Warn,
        CheckState.Printed or CheckState.Mailed => Tone.Info,
        _ => Tone.Quiet,
    };
}
