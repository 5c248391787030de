using System.Globalization;
using Portal.Core.Common;

namespace Portal.Core.Billing.Runs;

/// <summary>A finding that blocks, as the refusal of an act that bills one account.</summary>
internal static class WhyNotBilled
{
    internal static Refusal Of(RunFinding finding) =>
        new($"Unbillable_{finding.Code}", [.. finding.Detail.Select(Said)]);

    /// <summary>Days are written in the language of whoever reads.</summary>
    private static object Said(string detail) =>
        DateOnly.TryParseExact(detail, "O", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            ? day
            : detail;
}
