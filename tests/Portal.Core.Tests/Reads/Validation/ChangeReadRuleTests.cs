using Portal.Core.Common;
using Portal.Core.Reads.Validation;
using Portal.Core.Staff;
using Portal.Testing;
using Xunit;

namespace Portal.Core.Tests.Reads.Validation;

/// <summary>A threshold changes with a reason, and what it was stays.</summary>
public sealed class ChangeReadRuleTests(City city) : IClassFixture<City>
{
    private static readonly Actor Sam = Actor.Staff(Guid.CreateVersion7());

    [Fact]
    public async Task The_next_validation_goes_by_it()
    {
        var point = await MeteredPoint.WithAsync(city, "10*12", 30m);
        Assert.Equal("high", await point.RulesAsync());

        City.Done(await ChangeAsync("high_of_last_year", 2m, 4m));

        Assert.Equal("", await point.RulesAsync());
        Assert.Equal("2.0 4 Fewer calls", await point.TextAsync(
            "select was || ' ' || now || ' ' || reason from read_rule_change where name = 'high_of_last_year'"));
        City.Done(await ChangeAsync("high_of_last_year", 4m, 2m));
    }

    [Fact]
    public async Task Eight_at_once_change_it_once()
    {
        var request = new ChangeReadRule.Request(Guid.CreateVersion7(), "spike_floor", 3m, 2m, "Noise", Sam);

        var done = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => AskAsync(request)));

        Assert.All(done, d => Assert.Equal(3m, City.Done(d).Value));
    }

    [Theory]
    [InlineData("nothing", 1, 2, "why", "Reads_NoSuchRule")]
    [InlineData("high_floor", 5, 6, " ", "Reads_ReasonMissing")]
    [InlineData("high_floor", 4, 6, "why", "Reads_RuleChanged")]
    [InlineData("high_floor", 5, -1, "why", "Reads_RuleRange")]
    [InlineData("high_floor", 5, 5, "why", "Reads_RuleRange")]
    [InlineData("most_estimates", 2, 2.5, "why", "Reads_RuleRange")]
    public async Task What_cannot_be_is_refused(string name, double seen, double value, string reason, string key)
    {
        var outcome = await AskAsync(
            new(Guid.CreateVersion7(), name, (decimal)value, (decimal)seen, reason, Sam));

        Assert.Equal(key, Assert.IsType<Outcome<ReadRuleSetting>.Refused>(outcome).Refusal.Key);
    }

    private Task<Outcome<ReadRuleSetting>> ChangeAsync(string name, decimal seen, decimal value) =>
        AskAsync(new(Guid.CreateVersion7(), name, value, seen, "Fewer calls", Sam));

    private Task<Outcome<ReadRuleSetting>> AskAsync(ChangeReadRule.Request request) =>
        city.AskAsync<ChangeReadRule, Outcome<ReadRuleSetting>>(act => act.RunAsync(request, default));
}
