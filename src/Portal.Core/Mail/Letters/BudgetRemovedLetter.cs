using System.Globalization;
using Portal.Core.Money;
using static Portal.Core.Mail.LetterWords;

namespace Portal.Core.Mail.Letters;

/// <summary>A customer was taken off budget billing because a bill was not paid in time.</summary>
/// <param name="MaskedNumber">"••4471".</param>
/// <param name="Late">What was not paid in time.</param>
/// <param name="Gathered">Used and not asked for yet; below zero when more was asked for than used.</param>
public sealed record BudgetRemovedLetter(
    string Name, string MaskedNumber, string ServiceAddress, Usd Late, Usd Gathered) : ILetter
{
    public LetterDuty Duty => LetterDuty.Required;

    public string Kind => "budget_removed";

    public Letter Write(CultureInfo culture) => Letter.Of(
        Say(culture, "BudgetRemoved_Subject", MaskedNumber),
        Greeting(culture, Name),
        Say(culture, "BudgetRemoved_Lead", Late, MaskedNumber, ServiceAddress),
        Gathered.IsPositive ? Say(culture, "BudgetRemoved_Asks", Gathered)
            : Gathered.IsNegative ? Say(culture, "BudgetRemoved_Credits", -Gathered)
            : Say(culture, "BudgetRemoved_Nothing"),
        Say(culture, "BudgetRemoved_Help"));
}
