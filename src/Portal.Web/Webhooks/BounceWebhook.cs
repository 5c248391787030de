using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;
using Portal.Core.Mail.Bounces;
using Portal.Core.People;

namespace Portal.Web.Webhooks;

/// <summary>
/// Where a mail server posts what came back, one mail as the body: who knows the secret, from this machine or its
/// private networks. Answers 202 once the report is committed, so that a server that hears anything else may post it
/// again; it counts once. No session, no antiforgery: the secret is the proof.
/// </summary>
public static class BounceWebhook
{
    public const string SecretHeader = "X-Portal-Secret";

    /// <summary>Where the mail came to by its envelope, where the server tells.</summary>
    public const string RecipientHeader = "X-Original-To";

    private static readonly RateLimit FromAddress = new("bounces-from", 2_000, TimeSpan.FromMilliseconds(20));

    public static void MapBounces(this IEndpointRouteBuilder routes) =>
        routes.MapPost("/webhooks/bounces", ReceiveAsync).AllowAnonymous().DisableAntiforgery();

    private static async Task<IResult> ReceiveAsync(
        HttpContext context, TakeBounce take, TakeToken takeToken, IOptions<BounceSettings> options,
        CancellationToken ct)
    {
        var (settings, from) = (options.Value, context.Connection.RemoteIpAddress);
        if (settings.Secret.Length == 0 || !(settings.FromAnywhere || IsInside(from))) { return Results.NotFound(); }

        if (await takeToken.RunAsync([new(FromAddress, $"{from}")], ct) is not null)
        {
            return Results.StatusCode(StatusCodes.Status429TooManyRequests);
        }

        if (!IsSecret(context.Request.Headers[SecretHeader].ToString(), settings.Secret))
        {
            return Results.StatusCode(StatusCodes.Status401Unauthorized);
        }

        if (await BodyOf(context.Request, ReadBounceFolder.LargestBytes, ct) is not { } body)
        {
            return Results.StatusCode(StatusCodes.Status413PayloadTooLarge);
        }

        await take.RunAsync(body, BounceSource.Pipe, context.Request.Headers[RecipientHeader], ct);
        return Results.Accepted();
    }

    /// <summary>Takes as long however much of it is right.</summary>
    private static bool IsSecret(string given, string secret) => CryptographicOperations.FixedTimeEquals(
        SHA256.HashData(Encoding.UTF8.GetBytes(given)), SHA256.HashData(Encoding.UTF8.GetBytes(secret)));

    /// <summary>This machine, and the networks that lead nowhere else (RFC 1918, RFC 4193).</summary>
    internal static bool IsInside(IPAddress? address)
    {
        if (address is null) { return true; }

        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        var bytes = plain.GetAddressBytes();
        return IPAddress.IsLoopback(plain) || plain.IsIPv6UniqueLocal
            || bytes is [10, _, _, _] or [172, >= 16 and < 32, _, _] or [192, 168, _, _];
    }

    private static async Task<ReadOnlyMemory<byte>?> BodyOf(HttpRequest request, int largest, CancellationToken ct)
    {
        if (request.ContentLength > largest) { return null; }

        using var body = new MemoryStream();
        var chunk = new byte[64 * 1024];
        for (int read; (read = await request.Body.ReadAsync(chunk, ct)) > 0;)
        {
            if (body.Length + read > largest) { return null; }

            body.Write(chunk, 0, read);
        }

        return body.ToArray();
    }
}
