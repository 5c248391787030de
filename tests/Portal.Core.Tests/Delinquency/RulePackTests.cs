using System.Text.Json.Nodes;
using Portal.Core.Accounts;
using Portal.Core.Delinquency.Packs;
using Portal.Testing;
using Xunit;

namespace Portal.Core.Tests.Delinquency;

public sealed class RulePackTests
{
    public static TheoryData<string> Shipped => [.. RulePack.Shipped];

    [Theory]
    [MemberData(nameof(Shipped))]
    public void A_shipped_pack_is_lawful(string code)
    {
        Assert.Empty(CheckPack.Of(RulePack.ShippedText(code)));
        Assert.Equal(code, RulePack.Read(RulePack.ShippedText(code)).Code);
    }

    [Fact]
    public void The_published_schema_is_the_one_that_is_read() =>
        Assert.Equal(
            RulePack.Schema().ReplaceLineEndings("\n").Trim(),
            File.ReadAllText(Repository.Path("src/Portal.Core/Delinquency/Packs/rule-pack.schema.json")).Trim());

    [Theory]
    [InlineData("ladders[0].delinquent_days", "59", "Pack_BelowLaw")]
    [InlineData("ladders[0].steps[2].lead_days", "9", "Pack_BelowLaw")]
    [InlineData("ladders[0].steps[2].after_bill_days", "18", "Pack_BelowLaw")]
    [InlineData("ladders[0].steps[3].lead_business_days", "6", "Pack_BelowLaw")]
    [InlineData("ladders[1].steps[2].lead_hours", "23", "Pack_BelowLaw")]
    [InlineData("ladders[1].steps[3].lead_hours", "47", "Pack_BelowLaw")]
    [InlineData("ladders[0].steps[2].elements", "[\"amount\"]", "Pack_LawAsks")]
    [InlineData("ladders[0].steps[2].copies", "[]", "Pack_LawAsks")]
    [InlineData("ladders[0].medical.holds", "false", "Pack_LawAsks")]
    [InlineData("ladders[0].shut_off.weekdays", "[1, 6]", "Pack_LawAsks")]
    [InlineData("languages", "[\"en\"]", "Pack_LawAsks")]
    [InlineData("fees.small_income.in_hours_cents", "5001", "Pack_LawAsks")]
    [InlineData("ladders[0].steps[2].channels", "[\"email\"]", "Pack_NotOnPaper")]
    [InlineData("ladders[0].steps[2].kind", "\"past_due\"", "Pack_NoNotice")]
    [InlineData("ladders[0].steps[3].notice", "null", "Pack_StepWithoutNotice")]
    [InlineData("ladders[0].steps[3].notice", "\"nothing\"", "Pack_StepWithoutNotice")]
    [InlineData("jurisdiction", "\"US-ZZ\"", "Pack_LawUnknown")]
    [InlineData("ladders[0].shut_off.until", "\"07:00:00\"", "Pack_OutOfRange")]
    [InlineData("ladders[0].steps[0].lead_hours", "-1", "Pack_OutOfRange")]
    [InlineData("ladders[0].steps", "\"none\"", "Pack_Document")]
    public void A_pack_below_the_law_or_without_sense_is_refused(string path, string value, string refusal)
    {
        var pack = JsonNode.Parse(RulePack.ShippedText("us-ca"))!;
        var parent = path.Contains('.', StringComparison.Ordinal) ? At(pack, path[..path.LastIndexOf('.')]) : pack;

        parent[path[(path.LastIndexOf('.') + 1)..]] = JsonNode.Parse(value);

        Assert.Contains(refusal, CheckPack.Of(pack.ToJsonString()).Select(r => r.Key));
    }

    [Fact]
    public void Wisconsin_without_its_winter_notice_is_refused()
    {
        var pack = JsonNode.Parse(RulePack.ShippedText("us-wi"))!;
        pack["ladders"]![0]!["steps"]!.AsArray().RemoveAt(2);

        Assert.Contains(
            CheckPack.Of(pack.ToJsonString()), r => r.Key == "Pack_BelowLaw" && r.Values[0] is "all.second_notice");
    }

    [Fact]
    public void Every_refusal_has_words_in_both_languages()
    {
        var pack = JsonNode.Parse(RulePack.ShippedText("us-ca"))!;
        pack["ladders"]![0]!["delinquent_days"] = 10;

        Assert.Contains("60", Assert.Single(CheckPack.Of(pack.ToJsonString())).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void An_account_with_water_follows_the_ladder_for_water()
    {
        var pack = RulePack.Read(RulePack.ShippedText("us-ca"));

        Assert.Equal("water", pack.LadderFor([UtilityService.Refuse, UtilityService.Water])?.Code);
        Assert.Equal("other", pack.LadderFor([UtilityService.Refuse])?.Code);
        Assert.Null(pack.LadderFor([]));
    }

    [Theory]
    [InlineData(false, false, 65_00)]
    [InlineData(true, false, 180_00)]
    [InlineData(false, true, 50_00)]
    [InlineData(true, true, 150_00)]
    public void A_reconnection_is_capped_for_a_small_income(bool isAfterHours, bool isSmall, long cents) =>
        Assert.Equal(cents, RulePack.Read(RulePack.ShippedText("us-ca")).Fees.Reconnect(isAfterHours, isSmall, 2026));

    [Fact]
    public void A_cap_follows_its_index_and_never_rises_without_points()
    {
        var cap = new FeeCap(
            50_00, 150_00, 2021, new Dictionary<string, decimal> { ["2021"] = 100, ["2024"] = 112.34m });

        Assert.Equal(50_00, cap.Of(false, 2023));
        Assert.Equal(56_17, cap.Of(false, 2026));
    }

    private static JsonNode At(JsonNode node, string path) =>
        path.Replace("[", ".[", StringComparison.Ordinal).Split('.').Aggregate(node, (at, name) =>
            name.StartsWith('[') ? at[int.Parse(name.Trim('[', ']'), null)]! : at[name]!);
}
