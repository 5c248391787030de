using Portal.Core.Billing.Printing;

namespace Portal.Core.Tests.Billing.Printing;

/// <summary>Where an address stands in the mail.</summary>
public sealed class PostalOrderTests
{
    [Fact]
    public void By_ZIP_street_number_and_unit()
    {
        string[] sorted =
        [
            "PO Box 9|98001", "P.O. Box 12|98001", "9 Alder St|98001", "10 Alder Street|98001",
            "10 Alder Street Apt 2|98001", "10 Alder St #3|98001", "10 Alder St, Unit 3B|98001",
            "10 Alder St|Apartment 20|98001", "c/o J. Ames|11 Alder St|98001", "1420 N Alder Street|98001",
            "1422 North Alder St|98001", "5 Zinnia Ct|98001", "3 Beech Ave|98001-1200", "1 Beech Ave|98001-1300",
            "7 Ash Ln|98002",
        ];

        var keys = sorted.Select(address => KeyOf(address).Key).ToList();

        Assert.All(sorted, address => Assert.Equal(Post.Domestic, KeyOf(address).Post));
        Assert.Equal(keys.Order(StringComparer.Ordinal), keys);
    }

    [Theory]
    [InlineData("10 Alder St", "Alder Falls", "WA", "98001", "US", Post.Domestic)]
    [InlineData("10 Alder St", "Alder Falls", "wa", "980011234", "", Post.Domestic)]
    [InlineData("10 Alder St", "Alder Falls", "WA", "9800", "US", Post.Incomplete)]
    [InlineData("", "Alder Falls", "WA", "98001", "US", Post.Incomplete)]
    [InlineData("10 Alder St", " ", "WA", "98001", "US", Post.Incomplete)]
    [InlineData("10 Alder St", "Alder Falls", "", "98001", "US", Post.Incomplete)]
    [InlineData("Calle Mayor 3", "Madrid", "", "28013", "ES", Post.Abroad)]
    [InlineData("", "Madrid", "", "", "es", Post.Abroad)]
    public void What_cannot_be_sorted_goes_apart(
        string line1, string city, string state, string zip, string country, Post post) =>
        Assert.Equal(post, PostalOrder.Of(new("1000000001", line1, null, city, state, zip, country)).Post);

    private static (Post Post, string Key) KeyOf(string address)
    {
        var parts = address.Split('|');
        return PostalOrder.Of(new(
            "1000000001", parts[0], parts.Length > 2 ? parts[1] : null, "Alder Falls", "WA", parts[^1], "US"));
    }
}
