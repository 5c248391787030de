namespace Portal.Core.Payments;

/// <summary>What a receipt is called aloud: "R-7KQ2-M4XD". No letter that looks like a digit.</summary>
public static class PaymentReference
{
    private const string Letters = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

    /// <summary>
    /// Forty random bits of the payment's id as eight letters; the database refuses a second one alike.
    /// </summary>
    public static string Of(Guid paymentId)
    {
        var bytes = paymentId.ToByteArray(bigEndian: true);
        var bits = bytes[^5..].Aggregate(0UL, (sum, b) => (sum << 8) | b);
        var word = string.Create(8, bits, (span, value) =>
        {
            for (var i = span.Length - 1; i >= 0; i--, value >>= 5)
            {
                span[i] = Letters[(int)(value & 31)];
            }
        });
        return $"R-{word[..4]}-{word[4..]}";
    }
}
