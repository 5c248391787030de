namespace Portal.Core.Documents.Pdf;

/// <summary>A place on a page, in points from its top left.</summary>
internal readonly record struct Area(double Left, double Top, double Width, double Height)
{
    public double Right => Left + Width;

    public double Bottom => Top + Height;

    /// <summary>Left, bottom, right, top, as PDF counts from the bottom.</summary>
    public string ToPdf() => string.Join(
        ' ', new[] { Left, Sheet.Height - Bottom, Right, Sheet.Height - Top }.Select(PdfObjects.Number));
}

internal readonly record struct Colour(byte Red, byte Green, byte Blue)
{
    public static readonly Colour White = new(255, 255, 255);

    public string ToPdf() => string.Join(
        ' ', new[] { Red, Green, Blue }.Select(part => PdfObjects.Number(part / 255.0)));
}

/// <summary>How a line looks.</summary>
/// <param name="Width">In points.</param>
/// <param name="Dashed">Cut up, as where to cut.</param>
internal sealed record Pen(Colour Colour, double Width, bool Dashed = false)
{
    public string ToPdf() => $"{Colour.ToPdf()} RG {PdfObjects.Number(Width)} w [{(Dashed ? "4 3" : "")}] 0 d";
}
