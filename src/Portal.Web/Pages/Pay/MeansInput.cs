using Microsoft.AspNetCore.Mvc.ModelBinding;
using Portal.Core.Money;
using Portal.Core.Payments.Gateway;
using Portal.Core.Payments.PaymentFees;
using Portal.Web.Words;

namespace Portal.Web.Pages.Pay;

/// <summary>How a payer will pay: asked where one of the ways costs a fee.</summary>
public sealed class MeansInput
{
    public GatewayTender? How { get; set; }

    /// <summary>The way meant and what it costs; what is wrong with it goes to its field.</summary>
    /// <param name="rules">Null where all ways are free: then nothing is asked, whatever was posted.</param>
    /// <param name="payment">For the accounts.</param>
    public (GatewayTender? Means, Usd Fee) Read(
        PaymentFeeRules? rules, Usd payment, ModelStateDictionary state, Words<PayBook> words)
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(words);
        if (rules is null) { return (null, Usd.Zero); }

        if (How is { } means && Enum.IsDefined(means)) { return (means, rules.On(means, payment)); }

        state.Remove("Means.How");
        state.AddModelError("Means.How", words["Fee_ChooseOne"]);
        return (null, Usd.Zero);
    }
}
