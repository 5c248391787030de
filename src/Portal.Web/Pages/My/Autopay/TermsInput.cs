using System.Globalization;
using Portal.Core.Common;
using Portal.Core.Money;
using Portal.Core.Payments;
using Portal.Core.Payments.Autopay;

namespace Portal.Web.Pages.My.Autopay;

/// <summary>What somebody fills in about autopay, and what the next page carries in its address.</summary>
public sealed class TermsInput
{
    public Guid? Method { get; set; }

    public AutopayRule? Rule { get; set; }

    public string? DaysBefore { get; set; }

    public string? DayOfMonth { get; set; }

    public string? Cap { get; set; }

    public static TermsInput Of(AutopayTerms? terms, Guid? method) => terms is null
        ? new() { Method = method, Rule = AutopayRule.DueDate }
        : new()
        {
            Method = method ?? terms.MethodId,
            Rule = terms.Rule,
            DaysBefore = terms.Rule == AutopayRule.DaysBefore ? Whole(terms.RuleDay) : null,
            DayOfMonth = terms.Rule == AutopayRule.DayOfMonth ? Whole(terms.RuleDay) : null,
            Cap = terms.Cap?.ToDollars().ToString("0.00", CultureInfo.InvariantCulture),
        };

    /// <summary>The terms meant, or the field that is wrong and why.</summary>
    public (AutopayTerms? Terms, string Field, Refusal? Wrong) Read()
    {
        Usd? cap = null;
        if (!string.IsNullOrWhiteSpace(Cap))
        {
            switch (TypedAmount.Read(Cap))
            {
                case Outcome<Usd>.Done(var amount): cap = amount; break;
                case Outcome<Usd>.Refused(var refusal): return (null, "Input.Cap", refusal);
            }
        }

        var rule = Rule is { } chosen && Enum.IsDefined(chosen) ? chosen : AutopayRule.DueDate;
        int? day = rule switch
        {
            AutopayRule.DaysBefore => Number(DaysBefore),
            AutopayRule.DayOfMonth => Number(DayOfMonth),
            _ => null,
        };
        var terms = new AutopayTerms(Method ?? Guid.Empty, rule, day, cap);
        var wrong = Method is null ? new Refusal("Method_NotFound") : terms.WhyNot();
        var field = Method is null ? "Input.Method"
            : wrong?.Key switch
            {
                "Autopay_DaysWrong" => "Input.DaysBefore",
                "Autopay_DayWrong" => "Input.DayOfMonth",
                "Autopay_CapWrong" => "Input.Cap",
                _ => "",
            };
        return (terms, field, wrong);
    }

    private static string? Whole(int? number) => number?.ToString(CultureInfo.InvariantCulture);

    private static int? Number(string? text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
