using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Portal.Core.Billing.Approvals;
using Portal.Core.Billing.Budget;
using Portal.Core.Billing.LateCharges;
using Portal.Core.Billing.Leaks;
using Portal.Core.Billing.Rules;
using Portal.Core.Fees;
using Portal.Core.Payments.Arrangements;
using Portal.Core.Payments.Relief;
using Portal.Core.Payments.Unclaimed;
using Portal.Core.SecurityDeposits;
using Portal.Web.Pages.Office.Settings;
using Portal.Web.Words;

namespace Portal.Web.Tests.Office;

/// <summary>Rules about money are read in words, not as they are kept.</summary>
public sealed class MoneyRuleTermsTests
{
    private readonly MoneyRuleTerms _terms = new(new Words<OfficeBook>(HtmlEncoder.Default));

    [Theory]
    [InlineData(typeof(AdjustmentRules))]
    [InlineData(typeof(ReasonCode))]
    [InlineData(typeof(ApprovalBand))]
    [InlineData(typeof(LateChargeRules))]
    [InlineData(typeof(LateChargeFamily))]
    [InlineData(typeof(LeakRules))]
    [InlineData(typeof(FeeRules))]
    [InlineData(typeof(BudgetRules))]
    [InlineData(typeof(ArrangementRules))]
    [InlineData(typeof(ArrangementRules.ExtensionRule))]
    [InlineData(typeof(ArrangementRules.PlanRule))]
    [InlineData(typeof(ReliefRules))]
    [InlineData(typeof(UnclaimedRules))]
    [InlineData(typeof(DepositRules))]
    [InlineData(typeof(DepositRules.ClassRule))]
    [InlineData(typeof(DepositRules.InterestRate))]
    public void Every_name_of_a_rule_has_a_word(Type rules)
    {
        var names = rules.GetProperties().Where(p => p.CanWrite)
            .Select(p => JsonNamingPolicy.SnakeCaseLower.ConvertName(p.Name)).ToList();

        Assert.NotEmpty(names);
        Assert.Empty(names.Except(MoneyRuleTerms.Names));
    }

    [Theory]
    [InlineData("families[2].grace_days", "10", "Late charge 2 · days of grace", "10")]
    [InlineData("families[1].above_cents", "3500", "Late charge 1 · only above", "$35.00")]
    [InlineData("limits.fee", "10000", "One person alone, up to · fees", "$100.00")]
    [InlineData("method", "half_of_excess", "How the credit is found", "half of the excess")]
    [InlineData("needs_document", "True", "Proof of repair is needed", "yes")]
    [InlineData("something_new", null, "something new", "–")]
    public void A_rule_says_where_and_what(string path, string? what, string where, string said)
    {
        CultureInfo.CurrentCulture = CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo("en-US");

        Assert.Equal((where, said), (_terms.Where(path), _terms.Said(path, what)));
    }

    [Fact]
    public void Everything_is_said_differently_in_spanish()
    {
        var english = Said("en-US");
        var spanish = Said("es-US");

        Assert.Empty(english.Intersect(spanish));
    }

    private List<string> Said(string language)
    {
        CultureInfo.CurrentCulture = CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo(language);
        return
        [
            .. MoneyRuleTerms.Names.Select(_terms.Where),
            .. MoneyRuleTerms.Choices.Select(choice => _terms.Said("method", choice)),
        ];
    }
}
