namespace Portal.Web.Pages.Office.Settings;

/// <summary>A new version of a rule, as filled in.</summary>
public sealed class MoneyRuleInput
{
    public Guid RuleId { get; set; }

    public DateOnly? From { get; set; }

    public string? Document { get; set; }
}
