using System.Text.Json;
using Portal.Core.Accounts.Contacts;
using Portal.Testing;

namespace Portal.Core.Tests.Accounts.Contacts;

/// <summary>No real address is refused, and what no carrier could deliver is.</summary>
public sealed class PostalAddressTests
{
    [SharedDataFact("people/us-addresses.json")]
    public void Every_real_address_of_others_is_taken_as_it_is_written()
    {
        using var file = JsonDocument.Parse(File.ReadAllText(SharedData.Path("people/us-addresses.json")));
        var addresses = file.RootElement.GetProperty("addresses").EnumerateArray().Select(a => (
            Typed: PostalAddress.Typed(Text(a, "address1"), Text(a, "address2"), Text(a, "city"), Text(a, "state"),
                Text(a, "postalCode"), "US"),
            Written: a)).ToList();

        Assert.True(addresses.Count > 300);
        Faults.None(
            from address in addresses
            from fault in address.Typed.WhyNot()
            select $"{address.Typed}: {fault.Field} {fault.Why.Reason}");
        Assert.All(addresses, a => Assert.Equal(Text(a.Written, "address1"), a.Typed.Line1));
    }

    [Theory]
    [InlineData("PO Box 12", "Ely", "NV", "89301", "US")]
    [InlineData("RR 2 Box 30", "Ada", "ok", "74820-1234", "US")]
    [InlineData("PSC 3 Box 4120", "APO", "AE", "09021", "")]
    [InlineData("Urb Las Gladiolas 150 Calle A", "San Juan", "Puerto Rico", "009263232", "us")]
    [InlineData("1 Fishers Island Rd", "Fishers Island", "N.Y.", "06390", "US")]
    [InlineData("Unit 1", "Holtsville", "NY", "00501", "US")]
    [InlineData("Calle 5 de Mayo 12", "Puebla", "", "72000", "MX")]
    [InlineData("10 Downing Street", "London", "", "SW1A 2AA", "GB")]
    [InlineData("千代田1-1", "千代田区", "東京都", "100-0001", "JP")]
    [InlineData("81 Victoria St", "", "", "188065", "SG")]
    public void Addresses_of_every_kind_are_taken(
        string line1, string city, string state, string code, string country) =>
        Assert.Empty(PostalAddress.Typed(line1, "", city, state, code, country).WhyNot());

    [Theory]
    [InlineData("", "Ely", "NV", "89301", "US", "Line1")]
    [InlineData("---", "Ely", "NV", "89301", "US", "Line1")]
    [InlineData("1 Main St", "Ely", "ZZ", "89301", "US", "State")]
    [InlineData("1 Main St", "Ely", "", "89301", "US", "State")]
    [InlineData("1 Main St", "Ely", "NV", "8930", "US", "PostalCode")]
    [InlineData("1 Main St", "Ely", "NV", "00000", "US", "PostalCode")]
    [InlineData("1 Main St", "Ely", "NV", "", "US", "PostalCode")]
    [InlineData("1 Main St", "", "", "", "MX", "City")]
    [InlineData("1 Main St", "Ely", "", "", "XX", "Country")]
    public void What_cannot_be_delivered_is_refused_at_its_field(
        string line1, string city, string state, string code, string country, string field) =>
        Assert.Equal(
            [field], PostalAddress.Typed(line1, null, city, state, code, country).WhyNot().Select(w => w.Field));

    [Fact]
    public void An_envelope_has_no_empty_places()
    {
        Assert.Equal(
            ["3 Southerberry Drive", "VT 05468"],
            PostalAddress.Typed("3 Southerberry Drive", "", "", "Vermont", "05468", "US").Lines());
        Assert.Equal(
            ["Calle 5", "Puebla 72000", "MEXICO"],
            PostalAddress.Typed("Calle 5", " ", "Puebla", "", "72000", "MX").Lines());
    }

    [Theory]
    [InlineData("  Ana \t\r\n  Ruiz ", "Ana Ruiz")]
    [InlineData("Ana\u202eRuiz\u2066", "AnaRuiz")]
    [InlineData("Ade\u0301la", "Adéla")]
    [InlineData("نیم\u200cفاصله", "نیم\u200cفاصله")]
    [InlineData("\u0000\u0007", "")]
    public void A_line_is_one_line_in_every_script(string typed, string kept) =>
        Assert.Equal(kept, TypedLine.Of(typed));

    [Fact]
    public void What_is_no_character_is_dropped_or_shown_as_unreadable() =>
        Assert.Equal("a\ufffd b", TypedLine.Of("a\ud83d\ufffe b\ufdd0"));

    [SharedDataFact("xss/naughty-strings.json")]
    public void Every_naughty_string_becomes_one_line_and_stays_it()
    {
        var strings = JsonSerializer.Deserialize<string[]>(
            File.ReadAllText(SharedData.Path("xss/naughty-strings.json")))!;

        Assert.Equal(515, strings.Length);
        Assert.All(strings, typed =>
        {
            var kept = TypedLine.Of(typed);
            Assert.DoesNotContain(kept, c => char.IsControl(c) || c is '\u2028' or '\u2029');
            Assert.DoesNotContain("  ", kept, StringComparison.Ordinal);
            Assert.Equal(kept, TypedLine.Of(kept));
        });
    }

    private static string Text(JsonElement address, string name) =>
        address.TryGetProperty(name, out var value) ? value.GetString() ?? "" : "";
}
