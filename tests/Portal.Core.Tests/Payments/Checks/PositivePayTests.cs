using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Money;
using Portal.Core.Payments.Checks;
using Portal.Core.Payments.Refunds;
using Portal.Testing;

namespace Portal.Core.Tests.Payments.Checks;

/// <summary>
/// The lines that banks read, column by column as they publish them, and the moves of checks and refunds.
/// </summary>
public sealed class PositivePayTests(City city) : IClassFixture<City>
{
    private static readonly PositivePay.Line Issued =
        new(1001, new(2026, 11, 23), new(567_89), "José Ñíguez-O'Neil, \"Niguez & Co\"", IsVoid: false);

    [Fact]
    public void Comma_separated() => Assert.Equal(
        "I,000123456789,1001,112326,567.89,JOSE NIGUEZ-O'NEIL NIGUEZ & CO\r\n"
        + "C,000123456789,1002,112326,567.89,JOSE NIGUEZ-O'NEIL NIGUEZ & CO\r\n",
        Written(PositivePayLayout.CommaSeparated, Issued, Issued with { Number = 1002, IsVoid = true }));

    [Fact]
    public void Fixed_hundred_has_its_void_its_amount_and_its_payee_where_the_bank_looks()
    {
        var lines = Written(PositivePayLayout.FixedHundred, Issued, Issued with { IsVoid = true }).Split("\r\n");

        Assert.Equal(
            "000123456789   000000100100000005678920261123 JOSE NIGUEZ-O'NEIL NIGUEZ & CO", lines[0].TrimEnd());
        Assert.Equal((100, ' ', '2'), (lines[0].Length, lines[0][12], lines[1][12]));
        Assert.Equal("000000056789", lines[0][25..37]);
    }

    [Fact]
    public void Fixed_hundred_nine_ends_with_its_signs_and_has_no_line_for_a_void()
    {
        var line = Written(PositivePayLayout.FixedHundredNine, Issued).Split("\r\n")[0];

        Assert.Equal((109, "RA"), (line.Length, line[107..]));
        Assert.Equal("0000000000123456789" + "11232026" + "0000001001" + "0000056789", line[..47]);
        Assert.Equal("PositivePay_NoVoid", Refused(PositivePayLayout.FixedHundredNine, Issued with { IsVoid = true }));
    }

    [Fact]
    public void What_is_wider_than_its_field_is_refused_and_a_payee_is_cut()
    {
        Assert.Equal("PositivePay_TooWide", Refused(
            PositivePayLayout.FixedHundred, Issued with { Amount = new(1_000_000_000) }));
        Assert.Equal("PositivePay_TooWide", Refused(
            PositivePayLayout.CommaSeparated, Issued with { Number = 10_000_000_000 }));
        Assert.Equal(40, PositivePay.Plain(new string('é', 60), 40).Length);
    }

    [Theory]
    [InlineData(112_52, "One hundred twelve and 52/100 dollars")]
    [InlineData(0_07, "Zero and 07/100 dollars")]
    [InlineData(1_000_00, "One thousand and 00/100 dollars")]
    [InlineData(999_999_99, "Nine hundred ninety-nine thousand nine hundred ninety-nine and 99/100 dollars")]
    [InlineData(20_019_00, "Twenty thousand nineteen and 00/100 dollars")]
    public void An_amount_is_written_in_words(long cents, string words) =>
        Assert.Equal(words, AmountInWords.Of(new(cents)));

    [Fact]
    public async Task The_tables_of_moves_are_those_of_the_database()
    {
        await SameAsync<CheckState>("bank_check_may_move", CheckMoves.May);
        await SameAsync<RefundState>("refund_may_move", RefundMoves.May);
    }

    private async Task SameAsync<T>(string function, Func<T, T, bool> may)
        where T : struct, Enum
    {
        foreach (var from in Enum.GetValues<T>())
        {
            foreach (var to in Enum.GetValues<T>())
            {
                await using var command = city.Database.App.CreateCommand(
                    $"select {function}('{SnakeCase.Snake($"{from}")}', '{SnakeCase.Snake($"{to}")}')");
                Assert.Equal(may(from, to), (bool)(await command.ExecuteScalarAsync())!);
            }
        }
    }

    private static string Written(PositivePayLayout layout, params PositivePay.Line[] lines) =>
        City.Done(PositivePay.Write(Account(layout), lines));

    private static string Refused(PositivePayLayout layout, PositivePay.Line line) =>
        Assert.IsType<Outcome<string>.Refused>(PositivePay.Write(Account(layout), [line])).Refusal.Key;

    private static CheckAccount Account(PositivePayLayout layout) => new()
    {
        Code = "refunds", Name = "Refunds", BankName = "City depository", RoutingNumber = "123456780",
        AccountNumber = "000123456789", Layout = layout, NextNumber = 1001,
    };
}
