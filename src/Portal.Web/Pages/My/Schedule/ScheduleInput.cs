using System.Globalization;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Portal.Core.Common;
using Portal.Core.Money;
using Portal.Core.Payments;

namespace Portal.Web.Pages.My.Schedule;

/// <summary>Amount and day of a payment to come, as somebody fills them in.</summary>
public sealed class ScheduleInput
{
    public string? Amount { get; set; }

    /// <summary>As a date field sends it: 2026-12-11.</summary>
    public string? On { get; set; }

    public Guid? Method { get; set; }

    /// <summary>To what a change asks for.</summary>
    public bool Agree { get; set; }

    public static ScheduleInput Of(Usd amount, DateOnly on, Guid? method) => new()
    {
        Amount = amount.IsPositive ? amount.ToDollars().ToString("0.00", CultureInfo.InvariantCulture) : null,
        On = on.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        Method = method,
    };

    /// <summary>Amount and day; what cannot be read is said at its field.</summary>
    public (Usd Amount, DateOnly On)? Read(ModelStateDictionary state)
    {
        ArgumentNullException.ThrowIfNull(state);
        Usd? amount = null;
        switch (TypedAmount.Read(Amount))
        {
            case Outcome<Usd>.Done(var read): amount = read; break;
            case Outcome<Usd>.Refused(var refusal): state.AddModelError("Input.Amount", refusal.Reason); break;
        }

        if (!DateOnly.TryParseExact(On, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var on))
        {
            state.AddModelError("Input.On", new Refusal("Schedule_DayMissing").Reason);
            return null;
        }

        return amount is { } dollars ? (dollars, on) : null;
    }

    /// <summary>The field that a refusal is about.</summary>
    public static string FieldOf(Refusal refusal)
    {
        ArgumentNullException.ThrowIfNull(refusal);
        return refusal.Key switch
        {
            "Schedule_DayPast" or "Schedule_DayFar" or "Schedule_DayClosed" => "Input.On",
            "Pay_AmountOutOfRange" => "Input.Amount",
            "Method_NotFound" or "Method_ExpiresBefore" => "Input.Method",
            "Schedule_NotAgreed" => "Input.Agree",
            "Schedule_EmailWrong" => "Input.Email",
            _ => "",
        };
    }
}
