using System.Globalization;

namespace Portal.Benchmarks;

/// <summary>Prints figures, one a line.</summary>
internal static class Figure
{
    /// <summary>name=value unit</summary>
    public static void Print(string name, double value, string unit) =>
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name}={value:0.###} {unit}"));

    /// <summary>name_over_limit=ratio, with the least that is good enough.</summary>
    public static void PrintRatio(string name, double value, double limit, string atLeast) =>
        Print(name, value / limit, $"ratio (at least {atLeast})");

    /// <summary>The value below which a share of the sorted values lies.</summary>
    public static double Percentile(IReadOnlyList<double> sorted, double share) =>
        sorted[(int)Math.Min(sorted.Count - 1, sorted.Count * share)];
}
