using Portal.Core.Payments;

namespace Portal.Web.Webhooks;

/// <summary>
/// Where the card processor reports: verify the raw bytes, store, answer. The worker reads what was stored. No session,
/// no antiforgery: the signature is the proof.
/// </summary>
public static class StripeWebhook
{
    /// <summary>No event of the processor comes near it.</summary>
    public const int LargestBody = 256 * 1024;

    public static void MapWebhooks(this IEndpointRouteBuilder routes) =>
        routes.MapPost("/webhooks/stripe", ReceiveAsync).AllowAnonymous().DisableAntiforgery();

    private static async Task<IResult> ReceiveAsync(HttpRequest request, ReceiveWebhook receive, CancellationToken ct)
    {
        if (await ReadAsync(request.Body, ct) is not { } body)
        {
            return Results.StatusCode(StatusCodes.Status413PayloadTooLarge);
        }

        return await receive.RunAsync(body, request.Headers["Stripe-Signature"], ct)
            ? Results.Ok()
            : Results.BadRequest();
    }

    private static async Task<ReadOnlyMemory<byte>?> ReadAsync(Stream stream, CancellationToken ct)
    {
        using var body = new MemoryStream();
        var chunk = new byte[16 * 1024];
        for (int read; (read = await stream.ReadAsync(chunk, ct)) > 0;)
        {
            if (body.Length + read > LargestBody)
            {
                return null;
            }

            body.Write(chunk, 0, read);
        }

        return body.ToArray();
    }
}
