using System.Globalization;
using Portal.Core.Accounts;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Delinquency.Packs;
using Portal.Core.Look;
using Portal.Core.Money;
using Portal.Core.Notices;
using Portal.Core.Words;

namespace Portal.Core.Delinquency;

/// <summary>What a case fills into the fields of its letters, in the letter's language.</summary>
internal static class NoticeFacts
{
    /// <param name="ShutOffOn">The day that is printed, or on which it was done.</param>
    internal sealed record Request(DelinquencyCase Case, RulePack Pack, DateOnly ShutOffOn, string Language);

    internal static async Task<Dictionary<string, string>> OfAsync(
        PortalDbContext db, CityProfile city, Request request, CancellationToken ct)
    {
        var (open, fees) = (request.Case, request.Pack.Fees);
        var culture = CultureInfo.GetCultureInfo($"{request.Language}-US");
        var owed = await db.AmountToStopAsync(open.Id, ct);
        var fields = StandardFields.For(city, request.Language);
        fields["amount_due"] = fields["amount_to_stop"] = $"{owed}";
        fields["due_day"] = Said(open.DueOn, culture);
        fields["reason"] = Text.In(culture, "Delinquency", "Reason", fields["due_day"]);
        fields["services"] = Text.In(
            culture, "Delinquency",
            request.Pack.Ladder(open.Ladder)?.Services is [UtilityService.Water] ? "Services_water" : "Services_all");
        fields["bill_day"] = Said(open.BillMailedOn, culture);
        fields["pay_by"] = Said(request.ShutOffOn.AddDays(-1), culture);
        fields["shut_off_day"] = Said(request.ShutOffOn, culture);
        fields["restore_fees"] = $"{new Usd(fees.InHoursCents)} / {new Usd(fees.AfterHoursCents)}";
        return fields;
    }

    internal static string Said(DateOnly day, CultureInfo culture) => day.ToString("D", culture);
}
