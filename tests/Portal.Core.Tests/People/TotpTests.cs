using System.Text;
using Portal.Core.People;

namespace Portal.Core.Tests.People;

public sealed class TotpTests
{
    private static readonly string Key = Totp.ToBase32(Encoding.ASCII.GetBytes("12345678901234567890"));

    /// <summary>The SHA-1 cases of RFC 6238, appendix B, in six digits.</summary>
    [Theory]
    [InlineData(59, "287082")]
    [InlineData(1111111109, "081804")]
    [InlineData(1111111111, "050471")]
    [InlineData(1234567890, "005924")]
    [InlineData(2000000000, "279037")]
    [InlineData(20000000000, "353130")]
    public void Codes_are_those_of_the_standard(long seconds, string code) =>
        Assert.Equal(code, Totp.Code(Key, Totp.StepOf(DateTimeOffset.FromUnixTimeSeconds(seconds))));

    [Theory]
    [InlineData(-2, false)]
    [InlineData(-1, true)]
    [InlineData(0, true)]
    [InlineData(1, true)]
    [InlineData(2, false)]
    public void A_clock_may_be_off_by_one_step(int steps, bool accepted)
    {
        var now = DateTimeOffset.FromUnixTimeSeconds(1_800_000_000);
        var code = Totp.Code(Key, Totp.StepOf(now) + steps);

        Assert.Equal(accepted ? Totp.StepOf(now) + steps : null, Totp.StepOfCode(Key, code, now));
    }

    [Fact]
    public void Base32_reads_back_what_it_wrote()
    {
        Assert.Equal("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", Key);
        Assert.Equal("12345678901234567890", Encoding.ASCII.GetString(Totp.FromBase32(Key)));
        Assert.Equal(32, Totp.NewKey().Length);
    }
}
