namespace Portal.Core.Data.Seeds;

/// <summary>
/// Chance from a seed: the same on every machine and in every order of work, because each thing that is made has a
/// stream of its own. SplitMix64; not for secrets.
/// </summary>
internal sealed class SeedRandom(long seed, SeedKind kind, long number)
{
    private ulong _state = Mix((ulong)seed ^ Mix(((ulong)kind << 56) ^ (ulong)number));

    internal static ulong Mix(ulong x)
    {
        x += 0x9E3779B97F4A7C15;
        x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9;
        x = (x ^ (x >> 27)) * 0x94D049BB133111EB;
        return x ^ (x >> 31);
    }

    /// <summary>A whole number from 0 to one less than the limit.</summary>
    internal int Below(int limit) => (int)(Next() % (ulong)limit);

    internal int Between(int least, int most) => least + Below(most - least + 1);

    /// <summary>From 0 to almost 1, in steps exact in binary.</summary>
    internal double Unit() => (Next() >> 11) * (1.0 / (1UL << 53));

    internal bool Chance(double share) => Unit() < share;

    internal T Of<T>(IReadOnlyList<T> list) => list[Below(list.Count)];

    /// <summary>The first value whose running share is not yet used up.</summary>
    internal T Weighted<T>(params ReadOnlySpan<(T Value, double Share)> values)
    {
        var left = Unit();
        foreach (var (value, share) in values)
        {
            left -= share;
            if (left < 0)
            {
                return value;
            }
        }

        return values[^1].Value;
    }

    private ulong Next() => Mix(_state++);
}

/// <summary>What a stream of chance or an id belongs to.</summary>
internal enum SeedKind
{
    Plan = 1,
    Person,
    Premise,
    Use,
    Habit,
    Customer,
    CustomerAccount,
    ServicePoint,
    Read,
    Bill,
    OpenItem,
    Payment,
    Operation,
    Allocation,
    Entry,
    Schedule,
    PortalUser,
    Link,
    Secret,
    Agreement,
    Delivery,
    ReadProfile,
    BillingPeriod,
}

/// <summary>Ids, numbers and references that follow from the seed alone and never meet.</summary>
internal sealed class SeedIds(long seed)
{
    private const string Letters = "23456789ABCDEFGHJKMNPQRSTVWXYZ";

    /// <summary>A version 7 id: its first bits are the moment, so that rows of one month lie together.</summary>
    internal Guid Id(SeedKind kind, DateTimeOffset at, long number)
    {
        var high = SeedRandom.Mix((ulong)seed ^ Mix(kind, number));
        var low = SeedRandom.Mix(high ^ Mix(kind, ~number));
        Span<byte> bytes = stackalloc byte[16];
        var moment = at.ToUnixTimeMilliseconds();
        for (var i = 0; i < 6; i++)
        {
            bytes[i] = (byte)(moment >> (40 - (8 * i)));
        }

        bytes[6] = (byte)(0x70 | ((high >> 8) & 0x0F));
        bytes[7] = (byte)high;
        for (var i = 0; i < 8; i++)
        {
            bytes[8 + i] = (byte)(low >> (8 * i));
        }

        bytes[8] = (byte)(0x80 | (bytes[8] & 0x3F));
        return new(bytes, bigEndian: true);
    }

    /// <summary>Ten digits, the last a check digit (Luhn); no two alike up to 100 million accounts.</summary>
    internal string AccountNumber(long index)
    {
        var body = 4_00000000L + Scatter(index, 100_000_000, 38_196_601);
        return $"{body}{Luhn(body)}";
    }

    internal string MeterNumber(long index) => $"AF{Scatter(index, 100_000_000, 61_803_399):00000000}";

    /// <summary>As on a receipt: R-7KQ2-M4XD; no two alike.</summary>
    internal string Reference(long number)
    {
        var left = Scatter(number, 656_100_000_000, 382_016_600_117);
        Span<char> letters = stackalloc char[8];
        for (var i = 7; i >= 0; i--)
        {
            letters[i] = Letters[(int)(left % Letters.Length)];
            left /= Letters.Length;
        }

        return $"R-{letters[..4]}-{letters[4..]}";
    }

    private static ulong Mix(SeedKind kind, long number) => SeedRandom.Mix(((ulong)kind << 56) ^ (ulong)number);

    /// <summary>A number of the same range for each number: the step and the range have no common divisor.</summary>
    private long Scatter(long number, long range, long step)
    {
        var start = (long)(SeedRandom.Mix((ulong)seed) % (ulong)range);
        return (long)(((Int128)number * step + start) % range);
    }

    private static int Luhn(long body)
    {
        var (sum, twice) = (0, true);
        for (var left = body; left > 0; left /= 10, twice = !twice)
        {
            var digit = (int)(left % 10) * (twice ? 2 : 1);
            sum += digit > 9 ? digit - 9 : digit;
        }

        return (10 - (sum % 10)) % 10;
    }
}
