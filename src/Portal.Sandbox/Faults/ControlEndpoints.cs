using System.Globalization;
using Portal.Sandbox.Mail;
using Portal.Sandbox.Stripe;

namespace Portal.Sandbox.Faults;

/// <summary>
/// What a test outside this process, or the control page, may switch: POST /_control/clock, /faults, /webhooks,
/// /mail, /clear.
/// </summary>
public static class ControlEndpoints
{
    public static void MapControl(this IEndpointRouteBuilder routes, StripeSandbox stripe, Mailbox mailbox)
    {
        routes.MapPost("/_control/clock", async (HttpRequest request) =>
        {
            var form = await request.ReadFormAsync();
            stripe.AdvanceClock(TimeSpan.FromDays(Number(form, "days")) + TimeSpan.FromHours(Number(form, "hours"))
                + TimeSpan.FromMinutes(Number(form, "minutes")));
            return Back(request);
        });
        routes.MapPost("/_control/faults", async (HttpRequest request) =>
        {
            var form = await request.ReadFormAsync();
            if (!Enum.TryParse<FaultKind>(form["kind"], ignoreCase: true, out var kind))
            {
                return Results.BadRequest("Unknown kind of fault.");
            }

            stripe.FailNext(kind, form["endpoint"].ToString() is { Length: > 0 } endpoint ? endpoint : "* /v1/*",
                Math.Max(1, (int)Number(form, "times")), TimeSpan.FromSeconds(Number(form, "seconds")));
            return Back(request);
        });
        routes.MapPost("/_control/webhooks", async (HttpRequest request) =>
        {
            var form = await request.ReadFormAsync();
            stripe.Faults.WebhooksOff = form["off"] == "on";
            stripe.Faults.WebhooksReversed = form["reversed"] == "on";
            stripe.Faults.WebhookCopies = Math.Clamp((int)Number(form, "copies"), 1, 1000);
            return Back(request);
        });
        routes.MapPost("/_control/mail", async (HttpRequest request) =>
        {
            var form = await request.ReadFormAsync();
            var answer = form["answer"].ToString().ReplaceLineEndings(" ").Trim();
            mailbox.FailNext(new SmtpFault(
                form["verb"].ToString().ToUpperInvariant(), answer.Length == 0 ? null : answer,
                Math.Max(1, (int)Number(form, "times")), KeepsMail: answer.Length == 0,
                Wait: TimeSpan.FromSeconds(Number(form, "seconds"))));
            return Back(request);
        });
        routes.MapPost("/_control/clear", (HttpRequest request) =>
        {
            stripe.Faults.Clear();
            mailbox.ClearFaults();
            return Back(request);
        });
    }

    private static double Number(IFormCollection form, string name) =>
        double.TryParse(form[name], NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            ? Math.Max(0, number)
            : 0;

    /// <summary>A browser goes back to the page; a program gets 204.</summary>
    private static IResult Back(HttpRequest request) =>
        request.Headers.Accept.ToString().Contains("text/html", StringComparison.Ordinal)
            ? Results.Redirect("/")
            : Results.NoContent();
}
