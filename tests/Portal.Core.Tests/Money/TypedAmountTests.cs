using Portal.Core.Common;
using Portal.Core.Money;
using Xunit;

namespace Portal.Core.Tests.Money;

public sealed class TypedAmountTests
{
    [Theory]
    [InlineData("84.10", 8410)]
    [InlineData("$84.10", 8410)]
    [InlineData("$ 84.10", 8410)]
    [InlineData("  84.10\t", 8410)]
    [InlineData("84", 8400)]
    [InlineData("84.1", 8410)]
    [InlineData("0.01", 1)]
    [InlineData("1,084.10", 108410)]
    [InlineData("$1,084", 108400)]
    [InlineData("00084.10", 8410)]
    [InlineData("999,999.99", 99999999)]
    public void An_amount_as_people_write_it_is_taken(string typed, long cents) =>
        Assert.Equal(new Usd(cents), Assert.IsType<Outcome<Usd>.Done>(TypedAmount.Read(typed)).Value);

    [Theory]
    [InlineData(null, "Amount_Missing")]
    [InlineData("   ", "Amount_Missing")]
    [InlineData("0", "Amount_NotPositive")]
    [InlineData("0.00", "Amount_NotPositive")]
    [InlineData("-5", "Amount_NotPositive")]
    [InlineData("$-5.00", "Amount_NotPositive")]
    [InlineData("-$5.00", "Amount_NotPositive")]
    [InlineData("−5", "Amount_NotPositive")]
    [InlineData("0.001", "Amount_PartOfCent")]
    [InlineData("84.100", "Amount_PartOfCent")]
    [InlineData("1,50", "Amount_Comma")]
    [InlineData("1.084,10", "Amount_Comma")]
    [InlineData("10,84.10", "Amount_Comma")]
    [InlineData("1000000", "Amount_TooLarge")]
    [InlineData("1000000.00", "Amount_TooLarge")]
    [InlineData("9999999999999999999999999999999999", "Amount_TooLarge")]
    [InlineData("1e9", "Amount_NotANumber")]
    [InlineData("٨٤", "Amount_NotANumber")]
    [InlineData("８４", "Amount_NotANumber")]
    [InlineData("84.10 USD", "Amount_NotANumber")]
    [InlineData("eighty", "Amount_NotANumber")]
    [InlineData("84.1.0", "Amount_Comma")]
    [InlineData("$", "Amount_NotANumber")]
    [InlineData("NaN", "Amount_NotANumber")]
    [InlineData("84\n10", "Amount_NotANumber")]
    public void Anything_else_is_refused_with_what_to_do(string? typed, string key)
    {
        var refusal = Assert.IsType<Outcome<Usd>.Refused>(TypedAmount.Read(typed)).Refusal;

        Assert.Equal(key, refusal.Key);
        Assert.False(string.IsNullOrWhiteSpace(refusal.Reason));
    }
}
