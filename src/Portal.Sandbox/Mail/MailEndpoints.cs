using System.Text;

namespace Portal.Sandbox.Mail;

/// <summary>Caught mail for programs, and the parts of a mail that are no page of ours.</summary>
public static class MailEndpoints
{
    /// <summary>Pictures and styles of the mail itself, nothing from anywhere, no script, no way out.</summary>
    private const string FramePolicy =
        "sandbox; default-src 'none'; img-src data:; style-src 'unsafe-inline'; frame-ancestors 'self'";

    public static void MapMail(this IEndpointRouteBuilder routes, Mailbox mailbox)
    {
        routes.MapGet("/mail.json", (string? to) => Results.Json(
            mailbox.To(to ?? "").Reverse().Select(Told).ToList()));
        routes.MapGet("/mail/{id:guid}/html", (string id, HttpResponse response) =>
        {
            response.Headers.ContentSecurityPolicy = FramePolicy;
            return mailbox.Find(id)?.Html is { } html
                ? Results.Text(html, "text/html", Encoding.UTF8)
                : Results.NotFound();
        });
        routes.MapGet("/mail/{id:guid}/raw", (string id) => mailbox.Find(id) is { } mail
            ? Results.File(mail.Raw, "application/octet-stream", id + ".eml")
            : Results.NotFound());
        routes.MapGet("/mail/{id:guid}/attachments/{at:int}", (string id, int at) =>
            mailbox.Find(id)?.Attachments.ElementAtOrDefault(at) is { } part
                ? Results.File(part.Content, part.MediaType, part.FileName)
                : Results.NotFound());
    }

    private static object Told(CaughtMail mail) => new
    {
        id = mail.Id,
        at = mail.ReceivedAt,
        sender = mail.Sender,
        recipients = mail.Recipients,
        messageId = mail.MessageId,
        subject = mail.Subject,
        text = mail.Text,
        html = mail.Html,
        attachments = mail.Attachments.Select(part => new
        {
            name = part.FileName,
            mediaType = part.MediaType,
            bytes = part.Content.Length,
        }),
    };
}
