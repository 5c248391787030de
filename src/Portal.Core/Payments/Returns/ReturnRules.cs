namespace Portal.Core.Payments.Returns;

/// <summary>
/// What the city does when payments come back beside the fee (domain.md §4.4), and the rates of which Nacha asks that
/// they stay below (§4.1). Money-rule kind <c>returns</c>.
/// </summary>
public sealed record ReturnRules
{
    /// <summary>Days within which the letter asks to pay otherwise.</summary>
    public int AnswerDays { get; init; } = 10;

    /// <summary>Returns are counted over so many months.</summary>
    public int Months { get; init; } = 12;

    /// <summary>After so many, what came back is paid with certified money only; 0 for never.</summary>
    public int CertifiedAfter { get; init; } = 1;

    /// <summary>After so many, no checks and bank debits are taken; 0 for never.</summary>
    public int NoChecksAfter { get; init; } = 2;

    public int NoChecksMonths { get; init; } = 12;

    /// <summary>What was paid in time and came back is charged as though it had not been paid.</summary>
    public bool LateCharge { get; init; } = true;

    public decimal UnauthorizedPercent { get; init; } = 0.5m;

    public decimal AdministrativePercent { get; init; } = 3m;

    public decimal OverallPercent { get; init; } = 15m;

    /// <summary>The part that is out of range; null when all is well.</summary>
    internal static string? Wrong(ReturnRules rules) =>
        rules.AnswerDays is < 1 or > 60 ? "answer_days"
        : rules.Months is < 1 or > 60 ? "months"
        : rules.CertifiedAfter is < 0 or > 12 ? "certified_after"
        : rules.NoChecksAfter is < 0 or > 12 ? "no_checks_after"
        : rules.NoChecksMonths is < 1 or > 60 ? "no_checks_months"
        : rules.UnauthorizedPercent is <= 0 or > 100 ? "unauthorized_percent"
        : rules.AdministrativePercent is <= 0 or > 100 ? "administrative_percent"
        : rules.OverallPercent is <= 0 or > 100 ? "overall_percent"
        : null;
}
