using Portal.Core.Accounts;
using Portal.Core.Money;

namespace Portal.Core.Billing;

/// <summary>One reason for a difference.</summary>
/// <param name="Service">The service it belongs to; null when it concerns the bill as a whole.</param>
/// <param name="Amount">Its part of the difference.</param>
public sealed record ChangeCause(ChangeKind Kind, UtilityService? Service, Usd Amount)
{
    /// <summary>What was used, where use is the reason and one line tells of it.</summary>
    public UseChange? Used { get; init; }
}

/// <summary>Use of two bills side by side.</summary>
public sealed record UseChange(decimal Now, decimal Before, int Days, int DaysBefore, string Unit);

/// <summary>Kinds of reasons, each with a sentence of its own.</summary>
public enum ChangeKind
{
    /// <summary>More or less was used.</summary>
    Use,

    /// <summary>More was used, and there were signs of a leak.</summary>
    Leak,

    /// <summary>This bill's use is an estimate.</summary>
    Estimated,

    /// <summary>The bill before was an estimate, and this one's reading sets it right.</summary>
    CorrectsEstimate,

    /// <summary>This bill covers more or fewer days.</summary>
    Days,

    /// <summary>The city's rates changed.</summary>
    Rates,

    /// <summary>The winter average that sewer is charged by changed.</summary>
    WinterAverage,

    /// <summary>Taxes and other charges reckoned in percent.</summary>
    Taxes,

    /// <summary>A discount began, ended or changed.</summary>
    Discount,

    LateCharge,

    /// <summary>A charge began, ended or changed for another reason, such as another cart.</summary>
    Other,
}

/// <summary>A meter that showed signs of a leak.</summary>
public sealed record LeakingMeter(Guid PremiseId, UtilityService Service)
{
    /// <summary>What a service charges depends on it: sewer is reckoned by the water of the place.</summary>
    internal bool Feeds(UtilityService service) =>
        service == Service || (Service == UtilityService.Water && service == UtilityService.Sewer);
}
