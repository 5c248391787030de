using Portal.Core.Accounts;
using Portal.Core.Billing;
using Portal.Core.Billing.Rating;
using Portal.Core.Documents.Pdf;
using Portal.Core.Look;
using Portal.Core.Mail;
using Portal.Core.Money;
using static Portal.Core.Documents.BillPdf;

namespace Portal.Core.Documents;

/// <summary>
/// The new charges, place by place and service by service, each line with how it came about. What does not fit on page
/// one goes on on the pages after it.
/// </summary>
internal sealed class BillCharges(Sheet sheet, BillStatement statement)
{
    private const double Left = Sheet.Margin;
    private const double Right = Sheet.Width - Sheet.Margin;
    private const double FormulaLeft = 222;
    private const double FormulaWidth = 275;
    private const double LineHeight = 10.8;
    private const double PlaceHeight = 18;

    /// <summary>What is still to draw: each service of each place, the place named where there are several.</summary>
    private readonly Queue<(BillPlace? Place, UtilityService Service, List<BillStatementLine> Lines)> _services = new(
        from place in statement.ByPlace
        from service in place.Lines.GroupBy(l => l.Service)
        select (place.Place, service.Key, service.ToList()));

    /// <summary>Draws the services that fit above a height; if some do not, says that they follow.</summary>
    public void Draw(double top, double bottom)
    {
        var culture = sheet.Culture;
        sheet.Line(Tag.Heading2, Say(culture, "Bill_NewChargesHeading"), Left, top + 6, Inks.Heading);
        sheet.Line(
            Tag.Paragraph, $"{statement.Bill.NewCharges}", Right, top + 6, Inks.Heading, Align.Right);
        var y = DrawServices(top + 15, bottom);
        if (_services.Count > 0)
        {
            sheet.Line(Tag.Paragraph, Say(culture, "Bill_MoreOnNextPage"), Left, y + 10, Inks.Plain);
        }
    }

    /// <summary>The services that page one had no room for.</summary>
    public void DrawRest(CityProfile city)
    {
        while (_services.Count > 0)
        {
            sheet.AddPage();
            sheet.Line(
                Tag.Paragraph,
                $"{city.City} · {Say(sheet.Culture, "Bill_AccountNumber")} {statement.AccountNumber} · "
                    + Say(sheet.Culture, "Bill_PageOf", sheet.Pages),
                Left, 40, Inks.Small);
            DrawServices(54, Sheet.Height - 50);
        }
    }

    /// <summary>At least one service a page, so that it always comes to an end.</summary>
    private double DrawServices(double y, double bottom)
    {
        var first = true;
        BillPlace? named = null;
        while (_services.TryPeek(out var next))
        {
            var (place, service, lines) = next;
            var names = place is not null && place != named;
            if (y + HeightOf(lines) + (names ? PlaceHeight : 0) > bottom && (!first || bottom < Sheet.Height - 100))
            {
                return y;
            }

            if (names)
            {
                y = DrawPlace(place!, y);
                named = place;
            }

            sheet.Rule(Left, Right, y - 3, Inks.Hair);
            y = DrawService(service, lines, y + 8);
            first = false;
            _services.Dequeue();
        }

        return y;
    }

    /// <summary>The place with what all of it costs; named again where it goes on on another page.</summary>
    private double DrawPlace(BillPlace place, double y)
    {
        var sum = statement.Lines.Where(l => l.PremiseId == place.PremiseId).Select(l => l.Amount).Sum();
        sheet.Line(Tag.Heading3, place.Address, Left, y + 10, Inks.Heading);
        sheet.Line(Tag.Paragraph, $"{sum}", Right, y + 10, Inks.Heading, Align.Right);
        return y + PlaceHeight;
    }

    private double DrawService(UtilityService service, List<BillStatementLine> lines, double y)
    {
        var culture = sheet.Culture;
        sheet.Part(Tag.Table, () =>
        {
            Tables.Head(
                sheet, y, Inks.Strong,
                (LetterWords.Service(culture, service), Left, Align.Left),
                ($"{lines.Select(l => l.Amount).Sum()}", Right, Align.Right));
            y += LineHeight;
            foreach (var line in lines)
            {
                sheet.Part(Tag.TableRow, () => y = DrawLine(line, y));
            }
        });
        return y;
    }

    private double DrawLine(BillStatementLine line, double y)
    {
        var end = y;
        sheet.Part(Tag.TableHeaderCell, () =>
        {
            foreach (var part in Label(line))
            {
                sheet.Text(part, Left + 8, end, Inks.Plain);
                end += LineHeight;
            }
        });
        var formula = y;
        sheet.Part(Tag.TableDataCell, () =>
        {
            foreach (var part in Formula(line))
            {
                sheet.Text(part, FormulaLeft, formula, Inks.Small);
                formula += LineHeight;
            }
        });
        sheet.Line(Tag.TableDataCell, $"{line.Amount}", Right, y, Inks.Plain, Align.Right);
        return Math.Max(end, formula);
    }

    private double HeightOf(List<BillStatementLine> lines) =>
        8 + LineHeight + lines.Sum(line => LineHeight * Math.Max(Label(line).Count, Formula(line).Count));

    private IReadOnlyList<string> Label(BillStatementLine line) => Sheet.Broken(
        line.Explanation.Label.In(sheet.Culture.TwoLetterISOLanguageName), FormulaLeft - Left - 16, Inks.Plain);

    private List<string> Formula(BillStatementLine line) =>
    [
        .. ExplainLine.In(sheet.Culture, line.Explanation, line.Amount)
            .SelectMany(sentence => Sheet.Broken(sentence, FormulaWidth, Inks.Small)),
    ];
}
