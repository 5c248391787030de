using Microsoft.AspNetCore.Mvc.ModelBinding;
using Portal.Core.Common;
using Portal.Core.Money;

namespace Portal.Web.Pages.Office;

/// <summary>Amounts as typed in the office's forms.</summary>
public static class TypedAmountFields
{
    /// <summary>The amount as typed; null when it is none, and its field says why.</summary>
    public static Usd? AmountOf(this ModelStateDictionary state, string field, string? typed)
    {
        ArgumentNullException.ThrowIfNull(state);
        var read = TypedAmount.Read(typed);
        if (read is Outcome<Usd>.Refused(var refusal)) { state.AddModelError(field, refusal.Reason); }

        return (read as Outcome<Usd>.Done)?.Value;
    }
}
