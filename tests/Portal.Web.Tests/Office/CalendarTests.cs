using System.Net;
using Microsoft.EntityFrameworkCore;

namespace Portal.Web.Tests.Office;

/// <summary>Cycles and routes: a supervisor keeps them, everybody in billing reads them.</summary>
public sealed class CalendarTests(SignInSite site) : IClassFixture<SignInSite>
{
    private const string Terry = "terry.technician@example.gov";
    private const string Sam = "sam.supervisor@example.gov";

    [Fact]
    public async Task A_supervisor_adds_a_cycle_changes_its_rule_and_gives_it_a_route()
    {
        var sam = await site.SignedInAsync(Sam);
        var form = await sam.GoAsync("/office/billing/calendar/cycle");
        (string, string)[] typed =
            [("Input.Code", "x7"), ("Input.NameEn", "Riverside"), ("Input.NameEs", "Ribera"), ("Input.ReadDay", "31")];
        var wrong = await sam.SubmitAsync(form, "Save the cycle", typed);
        var added = await sam.SubmitAsync(wrong, "Save the cycle", ("Input.ReadDay", "12"));
        var rule = await sam.GoAsync("/office/billing/calendar/cycle/X7");
        var changed = await sam.SubmitAsync(rule, "Save the cycle", ("Input.DaysToPay", "28"));
        var late = await sam.SubmitAsync(rule, "Save the cycle", ("Input.DaysToPay", "35"));
        var route = await sam.SubmitAsync(
            await sam.GoAsync("/office/billing/calendar/route"), "Save the route", ("RouteCode", "X7-01"),
            ("Cycle", "X7"));

        Assert.Contains("The day of the closing read is a number from 1 to 28.", wrong.Text, StringComparison.Ordinal);
        Assert.Contains("Riverside (X7)", added.Text, StringComparison.Ordinal);
        Assert.Contains("The new rule begins after the closing read of", rule.Text, StringComparison.Ordinal);
        Assert.Contains("due 28 days after the bill", changed.Text, StringComparison.Ordinal);
        Assert.Contains("Somebody changed cycle X7 meanwhile.", late.Text, StringComparison.Ordinal);
        Assert.Contains("X7-01: 0", route.Text, StringComparison.Ordinal);
        Assert.Equal(28, await site.ReadAsync(db =>
            db.BillingCycles.Where(c => c.Code == "X7").Select(c => c.DaysToPay).SingleAsync()));
    }

    [Theory]
    [InlineData("en", "changed by who keeps the city’s settings")]
    [InlineData("es", "los cambia quien lleva la configuración de la ciudad")]
    public async Task A_technician_reads_the_calendar_and_cannot_change_it(string language, string sentence)
    {
        var terry = await site.SignedInAsync(Terry);
        await terry.GoAsync($"/language/{language}");

        var page = await terry.GoAsync("/office/billing/calendar");

        Assert.Contains(sentence, page.Text, StringComparison.Ordinal);
        foreach (var path in new[] { "cycle", "cycle/C1", "route" })
        {
            var closed = await terry.GoAsync($"/office/billing/calendar/{path}");
            Assert.NotEqual(HttpStatusCode.OK, closed.Status);
        }
    }
}
