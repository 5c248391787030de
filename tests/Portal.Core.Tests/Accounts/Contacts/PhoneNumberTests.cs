using System.Text.Json;
using Portal.Core.Accounts.Contacts;
using Portal.Core.Common;
using Portal.Testing;

namespace Portal.Core.Tests.Accounts.Contacts;

/// <summary>
/// Every number that can ring is taken however it is written, and what no telephone can have is refused.
/// </summary>
public sealed class PhoneNumberTests
{
    [Theory]
    [InlineData("(650) 253-0000", "+16502530000", null)]
    [InlineData("1-650-253-0000", "+16502530000", null)]
    [InlineData("+1 650.253.0000", "+16502530000", null)]
    [InlineData("++1 (650) 253-0000", "+16502530000", null)]
    [InlineData("\uFF0B1 (650) 253-0000", "+16502530000", null)]
    [InlineData("1 (650) 253\u00AD-0000", "+16502530000", null)]
    [InlineData("tel:+1-650-253-0000", "+16502530000", null)]
    [InlineData("tel:6502530000;ext=45", "+16502530000", "45")]
    [InlineData("650 253 0000 x12", "+16502530000", "12")]
    [InlineData("650-253-0000 ext. 12", "+16502530000", "12")]
    [InlineData("(650) 253-0000 extension 1234", "+16502530000", "1234")]
    [InlineData("650-253-0000 #7", "+16502530000", "7")]
    [InlineData("٦٥٠٢٥٣٠٠٠٠", "+16502530000", null)]
    [InlineData("1-800-FLOWERS", "+18003569377", null)]
    [InlineData("242 365 1234", "+12423651234", null)]
    [InlineData("+52 55 1234 5678", "+525512345678", null)]
    [InlineData("011 44 20 7946 0018", "+442079460018", null)]
    [InlineData("+64 3 331 6005", "+6433316005", null)]
    public void A_number_is_read_however_it_is_written(string typed, string e164, string? extension) =>
        Assert.Equal(new PhoneNumber(e164, extension), City.Done(PhoneNumber.Typed(typed)));

    [Theory]
    [InlineData("", "Phone_NotANumber")]
    [InlineData("call me", "Phone_NotANumber")]
    [InlineData("<script>", "Phone_NotANumber")]
    [InlineData("2530000", "Phone_AreaCode")]
    [InlineData("650253000", "Phone_Length")]
    [InlineData("65025300001", "Phone_Length")]
    [InlineData("0502530000", "Phone_NotInPlan")]
    [InlineData("1502530000", "Phone_NotInPlan")]
    [InlineData("6500530000", "Phone_NotInPlan")]
    [InlineData("6501530000", "Phone_NotInPlan")]
    [InlineData("9112530000", "Phone_NotInPlan")]
    [InlineData("+0 12345678", "Phone_Length")]
    [InlineData("+52 1234567890123456", "Phone_Length")]
    [InlineData("6502530000 x12345678", "Phone_Extension")]
    public void What_no_telephone_can_have_is_refused(string typed, string why) =>
        Assert.Equal(why, Assert.IsType<Outcome<PhoneNumber>.Refused>(PhoneNumber.Typed(typed)).Refusal.Key);

    [SharedDataFact("people/nanp-facts.json")]
    public void Every_kind_of_number_in_the_plan_of_others_is_taken()
    {
        using var file = JsonDocument.Parse(File.ReadAllText(SharedData.Path("people/nanp-facts.json")));
        var root = file.RootElement;
        var examples =
            from territory in root.GetProperty("territories").EnumerateObject()
            from kind in territory.Value.EnumerateObject()
            where kind.Value.TryGetProperty("example", out var example) && example.ValueKind == JsonValueKind.String
            select kind.Value.GetProperty("example").GetString()!;
        var formats = root.GetProperty("format").EnumerateArray()
            .Where(f => f.GetProperty("number").GetString()!.Length == 10)
            .Select(f => (Number: f.GetProperty("number").GetString(), Written: f.GetProperty("expected").GetString()));

        Assert.All(
            examples.Where(e => e.Length == 10), e => Assert.Equal($"+1{e}", City.Done(PhoneNumber.Typed(e)).E164));
        Assert.All(formats, f => Assert.Equal($"+1{f.Number}", City.Done(PhoneNumber.Typed(f.Written)).E164));
    }

    [Fact]
    public void It_is_written_as_people_write_it()
    {
        Assert.Equal("(650) 253-0000 x12", PhoneNumber.Written("+16502530000", "12"));
        Assert.Equal("+525512345678", PhoneNumber.Written("+525512345678", null));
        Assert.Equal("(505) 555-0112", PhoneNumber.Written("(505) 555-0112", null));
    }
}
