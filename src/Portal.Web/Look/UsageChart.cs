using System.Globalization;
using Portal.Core.Billing;

namespace Portal.Web.Look;

/// <summary>
/// Where the bars of a chart of use stand: this year beside the year before, in the units of an SVG view box. The page
/// draws it without script; the numbers are in a table below it.
/// </summary>
public sealed class UsageChart
{
    private const double Top = 26;
    private const double Floor = 190;
    private const double LeftEdge = 4;
    private readonly double _slot;
    private readonly double _most;

    /// <param name="months">Oldest first; at least one.</param>
    /// <param name="width">Of the view box.</param>
    public UsageChart(IReadOnlyList<UseMonth> months, double width)
    {
        Width = width;
        _slot = (width - (2 * LeftEdge)) / months.Count;
        var most = months.Max(m => Math.Max(m.Used, m.UsedYearBefore ?? 0m));
        _most = most > 0m ? (double)most : 1;
        Bars = [.. months.Select((month, place) => Place(month, place))];
    }

    public double Width { get; }

    public double Height => Floor + 26;

    public double Line => Floor;

    public IReadOnlyList<Bar> Bars { get; }

    /// <summary>A number as SVG wants it: with a point, whatever the language.</summary>
    public static string N(double number) => Math.Round(number, 1).ToString(CultureInfo.InvariantCulture);

    private Bar Place(UseMonth month, int place)
    {
        var left = LeftEdge + (place * _slot);
        var gap = _slot * 0.14;
        var width = (_slot - (2 * gap)) / 2;
        return new(
            month,
            Middle: left + (_slot / 2),
            BeforeLeft: left + gap,
            Left: left + gap + width + 1,
            BarWidth: width - 1,
            Height: HeightOf(month.Used),
            BeforeHeight: month.UsedYearBefore is { } before ? HeightOf(before) : 0);
    }

    private double HeightOf(decimal used) => (double)used / _most * (Floor - Top);

    /// <summary>One month: two bars on the same floor.</summary>
    public sealed record Bar(
        UseMonth Month,
        double Middle,
        double BeforeLeft,
        double Left,
        double BarWidth,
        double Height,
        double BeforeHeight)
    {
        /// <summary>Middle of this year's bar: its number stands above it, however tall last year's is.</summary>
        public double ValueMiddle => Left + (BarWidth / 2);

        /// <summary>How far above the floor the number stands.</summary>
        public double ValueHeight => Height + 6;
    }
}
