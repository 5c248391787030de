using System.Globalization;
using Portal.Core.Billing;
using Portal.Core.Documents.Pdf;
using Portal.Core.Money;
using static Portal.Core.Documents.BillPdf;

namespace Portal.Core.Documents;

/// <summary>Under the head: what changed, how the total came about, the readings, and a year of use.</summary>
internal static class BillSummary
{
    private const double Left = Sheet.Margin;

    /// <summary>Right edge of the left column.</summary>
    private const double Middle = 318;

    /// <summary>Rows that page one has room for.</summary>
    private const int MostAdjustments = 5;

    private const double RightColumn = 340;
    private const double Right = Sheet.Width - Sheet.Margin;

    /// <summary>Draws it and gives the height at which the next part begins.</summary>
    public static double Draw(Sheet sheet, BillStatement statement)
    {
        var y = DrawChange(sheet, statement, BillHead.Bottom + 8);
        var left = DrawSum(sheet, statement, y);
        left = DrawReads(sheet, statement, left + 6);
        var right = UseBars.Draw(sheet, statement.Use, new Area(RightColumn, y - 9, Right - RightColumn, 108));
        return Math.Max(left, right) + 3;
    }

    private static double DrawChange(Sheet sheet, BillStatement statement, double y)
    {
        if (statement.CanceledAt is not null)
        {
            sheet.Line(Tag.Heading2, Say(sheet.Culture, "Bill_Canceled"), Left, y, Inks.Heading);
            return sheet.Paragraph(Say(sheet.Culture, "Bill_CanceledOwed"), Left, y + 13, Right - Left, Inks.Plain) + 5;
        }

        if (statement.Change is not { } change)
        {
            return y + 4;
        }

        var culture = sheet.Culture;
        sheet.Line(Tag.Heading2, Say(culture, "Bill_WhatChanged"), Left, y, Inks.Heading);
        var words = string.Join(' ', [change.Headline(culture), .. change.Reasons(culture)]);
        return sheet.Paragraph(words, Left, y + 13, Right - Left, Inks.Plain) + 5;
    }

    private static double DrawSum(Sheet sheet, BillStatement statement, double y)
    {
        var (culture, bill) = (sheet.Culture, statement.Bill);
        sheet.Line(Tag.Heading2, Say(culture, "Bill_HowItAddsUp"), Left, y, Inks.Heading);
        y += 14;
        sheet.Part(Tag.Table, () =>
        {
            Row("Bill_Previous", $"{bill.PreviousBalance}", Inks.Plain);
            Row("Bill_Payments", $"{-bill.Payments}", Inks.Plain);
            foreach (var (label, amount) in Adjustments(statement, culture))
            {
                Line(label, $"{amount}", Inks.Plain);
            }

            Row("Bill_NewCharges", $"{bill.NewCharges}", Inks.Plain);
            sheet.Rule(Left, Middle, y - 9, Inks.Firm);
            y += 2;
            if (statement.Budget is { } level)
            {
                Row("Bill_UsedInAll", $"{bill.TotalDue}", Inks.Plain);
                Row(level.Gathered.IsNegative ? "Bill_PaidAhead" : "Bill_Gathered", $"{-level.Gathered}", Inks.Plain);
            }

            if (statement.Wait is { } wait)
            {
                Row("Bill_OwedInAll", $"{statement.Owed}", Inks.Plain);
                Waits(wait);
            }

            var due = statement.AmountDue;
            Row(
                due.IsNegative ? "Bill_TotalCredit" : statement.Wait is null ? "Bill_TotalDue" : "Bill_AskedNow",
                $"{due}", Inks.Strong);
        });
        return statement.Budget is { } budget
            ? sheet.Paragraph(BudgetWords(culture, bill.NewCharges, budget), Left, y + 2, Middle - Left, Inks.Plain)
            : y;

        void Waits(BillWait wait)
        {
            if (wait is { Arranged.IsPositive: true, ArrangedOn: { } next })
            {
                Row("Bill_Arranged", $"{-wait.Arranged}", Inks.Plain);
                Row("Bill_ArrangedNext", "", Inks.Plain, wait.ArrangedNext, LetterDay(culture, next));
            }

            if (wait.Disputed.IsPositive)
            {
                Row("Bill_Disputed", $"{-wait.Disputed}", Inks.Plain);
            }
        }

        void Row(string key, string sum, Ink ink, params object[] args) => Line(Say(culture, key, args), sum, ink);

        void Line(string label, string amount, Ink ink)
        {
            Tables.Row(sheet, y, ink, (label, Left, Align.Left), (amount, Middle, Align.Right));
            y += 12;
        }
    }

    /// <summary>Your charges this month $190.00. Your budget amount $139.00. Gathered so far $99.00.</summary>
    private static string BudgetWords(CultureInfo culture, Usd charges, BudgetOnBill budget) => string.Join(
        ' ',
        Say(culture, "Bill_BudgetCharges", charges),
        Say(culture, budget.Settles ? "Bill_BudgetSettled" : "Bill_BudgetAsked", budget.Asked),
        budget.Gathered.IsPositive ? Say(culture, "Bill_BudgetLater", budget.Gathered)
            : budget.Gathered.IsNegative ? Say(culture, "Bill_BudgetAhead", -budget.Gathered) : "");

    /// <summary>Each charge and credit outside bills by its name; what there is no room for as one sum.</summary>
    private static IEnumerable<(string Label, Usd Amount)> Adjustments(BillStatement statement, CultureInfo culture)
    {
        var all = statement.Adjustments;
        var named = all.Count <= MostAdjustments ? all.Count : MostAdjustments - 1;
        foreach (var adjustment in all.Take(named))
        {
            yield return (adjustment.Label.In(culture.TwoLetterISOLanguageName), adjustment.Amount);
        }

        if (all.Count > named || (all.Count == 0 && !statement.Bill.Adjustments.IsZero))
        {
            var rest = statement.Bill.Adjustments - all.Take(named).Select(a => a.Amount).Sum();
            yield return (Say(culture, "Bill_Adjustments"), rest);
        }
    }

    /// <summary>One row a meter; whether a reading is actual or estimated is spelled out.</summary>
    private static double DrawReads(Sheet sheet, BillStatement statement, double y)
    {
        if (statement.Reads.Count == 0)
        {
            return y;
        }

        var culture = sheet.Culture;
        sheet.Line(Tag.Heading2, Say(culture, "Bill_Readings"), Left, y, Inks.Heading);
        y += 13;
        foreach (var read in statement.Reads)
        {
            y = sheet.Paragraph(
                Say(
                    culture, "Bill_Reading", read.MeterNumber,
                    Number(read.PreviousReading), LetterDay(culture, read.PreviousReadOn),
                    Kind(culture, read.PreviousKind), Number(read.CurrentReading),
                    LetterDay(culture, read.CurrentReadOn), Kind(culture, read.CurrentKind)),
                Left, y, Middle - Left, Inks.Plain);
            var gallons = UseSeries.Gallons(read.Used, read.Unit);
            y = sheet.Paragraph(
                gallons is { } poured
                    ? Say(culture, "Bill_UsedGallons", Number(read.Used), read.Unit, Number(poured), statement.Days)
                    : Say(culture, "Bill_Used", Number(read.Used), read.Unit, statement.Days),
                Left, y, Middle - Left, Inks.Strong);
        }

        return y;
    }

    internal static string Number(decimal number) => number.ToString("#,##0.####", CultureInfo.InvariantCulture);

    private static string Kind(CultureInfo culture, ReadKind kind) => Say(culture, $"Bill_{kind}");
}
