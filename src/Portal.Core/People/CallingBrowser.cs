namespace Portal.Core.People;

/// <summary>The browser that asks for what is being done, as the security log keeps it.</summary>
/// <param name="UserAgent">As it names itself.</param>
/// <param name="Address">Network address.</param>
public sealed record CallingBrowser(string UserAgent, string Address)
{
    /// <summary>Longest name of a browser that is kept.</summary>
    private const int LongestUserAgent = 400;

    /// <summary>Longest network address that is kept.</summary>
    private const int LongestAddress = 60;

    /// <summary>Where no browser asks: the worker, a verb, the seed.</summary>
    public static readonly CallingBrowser None = new("", "");

    /// <summary>What the tables take: no control characters, and not without end.</summary>
    public static CallingBrowser Of(string? userAgent, string? address) =>
        new(Short(userAgent, LongestUserAgent), Short(address, LongestAddress));

    private static string Short(string? words, int longest) =>
        string.Concat((words ?? "").Where(c => !char.IsControl(c)).Take(longest));
}
