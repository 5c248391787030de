using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Portal.Sandbox.Faults;

namespace Portal.Sandbox.Stripe;

/// <summary>
/// Answers calls of the API: key, version, faults, idempotency, the act itself, expansion, error bodies.
/// </summary>
public sealed class StripeApi(StripeStore store, IdempotencyKeys keys, FaultBoard faults, SandboxOptions options)
{
    /// <summary>The one version it speaks.</summary>
    public const string Version = "2026-07-29.dahlia";

    private static readonly JsonSerializerOptions Plain = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Carries out one call.</summary>
    /// <param name="context">The request, and where the answer goes.</param>
    /// <param name="handle">What the endpoint does; runs alone.</param>
    public async Task RunAsync(HttpContext context, Func<StripeCall, JsonObject> handle)
    {
        var fault = faults.Take(context.Request.Method, context.Request.Path);
        if (fault?.Kind is FaultKind.DropBefore)
        {
            context.Abort();
            return;
        }

        var call = await ReadAsync(context);
        context.Response.Headers["Request-Id"] = call.RequestId;
        context.Response.Headers["Stripe-Version"] = Version;
        var (status, body) = fault?.Kind is FaultKind.Unavailable
            ? Refusal(call, Outage(503))
            : await AnswerAsync(context, call, fault, handle);
        if (fault?.Kind is FaultKind.DropAfter)
        {
            context.Abort();
            return;
        }

        await WriteAsync(context, status, body, cut: fault?.Kind is FaultKind.ResetMidAnswer);
    }

    private static StripeException Outage(int status) => new(status, "api_error", null,
        "An unknown error occurred. (A fault that somebody switched on in the sandbox.)");

    private async Task<(int Status, string Body)> AnswerAsync(
        HttpContext context, StripeCall call, Fault? fault, Func<StripeCall, JsonObject> handle)
    {
        try
        {
            Admit(context);
            if (store.Act(() => keys.Begin(call)) is { } stored)
            {
                context.Response.Headers["Idempotent-Replayed"] = "true";
                return stored;
            }
        }
        catch (StripeException error)
        {
            return Refusal(call, error);
        }

        if (fault?.Kind is FaultKind.Delay)
        {
            await Task.Delay(fault.Delay);
        }

        return store.Act(() => Carry(call, fault, handle));
    }

    private (int Status, string Body) Carry(StripeCall call, Fault? fault, Func<StripeCall, JsonObject> handle)
    {
        (int, string)? kept = null;
        try
        {
            var answer = store.Expanded(handle(call).Served(), call.Parameters.Texts("expand"));
            if (fault?.Kind is FaultKind.ErrorAfter)
            {
                throw Outage(500);
            }

            kept = (200, answer.ToJsonString(Plain));
            return kept.Value;
        }
        catch (StripeException error)
        {
            kept = error.Stored ? Refusal(call, error) : null;
            return Refusal(call, error);
        }
        finally
        {
            keys.End(call, kept);
        }
    }

    private void Admit(HttpContext context)
    {
        var header = context.Request.Headers.Authorization.ToString();
        var basic = "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes(options.StripeKey + ":"));
        if (header != "Bearer " + options.StripeKey && header != basic)
        {
            throw new StripeException(401, "invalid_request_error", null,
                header.Length == 0 ? "You did not provide an API key." : "Invalid API Key provided.");
        }

        var version = context.Request.Headers["Stripe-Version"].ToString();
        if (version.Length > 0 && version != Version)
        {
            throw new StripeException(400, "invalid_request_error", null, $"Invalid Stripe API version: {version}");
        }
    }

    private static (int Status, string Body) Refusal(StripeCall call, StripeException error) =>
        (error.Status, error.Body(call.RequestId).ToJsonString(Plain));

    private static async Task<StripeCall> ReadAsync(HttpContext context)
    {
        var request = context.Request;
        var form = request.HasFormContentType ? await request.ReadFormAsync() : null;
        var parameters = Parameters.Of(form is null ? request.Query : request.Query.Concat(form));
        var key = request.Headers["Idempotency-Key"];
        return new StripeCall(
            request.Method, request.Path, (string?)request.RouteValues["id"] ?? "", parameters,
            StripeStore.NewId("req"), HttpMethods.IsPost(request.Method) && key.Count > 0 ? key.ToString() : null);
    }

    private static async Task WriteAsync(HttpContext context, int status, string body, bool cut)
    {
        var bytes = Encoding.UTF8.GetBytes(body);
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = bytes.Length;
        if (cut)
        {
            await context.Response.Body.WriteAsync(bytes.AsMemory(0, bytes.Length / 2));
            await context.Response.Body.FlushAsync();
            context.Abort();
            return;
        }

        await context.Response.Body.WriteAsync(bytes);
    }
}
