using System.Net;
using System.Text.Json;

namespace Portal.Core.Payments.Gateway;

/// <summary>
/// One call of Stripe's API and what its answer means: done, surely not done, or nobody knows. Nothing is sent twice
/// from here; asking again is the sweeper's work, with the same idempotency key.
/// </summary>
/// <param name="http">Carries the address, the key, the version and the timeout; see the registration.</param>
internal sealed class StripeChannel(HttpClient http)
{
    /// <summary>Reads something.</summary>
    public Task<GatewayAnswer<JsonElement>> GetAsync(
        string path, IReadOnlyCollection<KeyValuePair<string, string>> query, CancellationToken ct)
    {
        var text = string.Join('&', query.Select(pair =>
            Uri.EscapeDataString(pair.Key) + "=" + Uri.EscapeDataString(pair.Value)));
        return SendAsync(new HttpRequestMessage(HttpMethod.Get, text.Length == 0 ? path : path + "?" + text), ct);
    }

    /// <summary>Makes or changes something.</summary>
    /// <param name="path">"v1/checkout/sessions"</param>
    /// <param name="form">The parameters, in a fixed order: a repeat must be the same to the letter.</param>
    /// <param name="idempotencyKey">The operation's id; null for acts that repeat harmlessly.</param>
    /// <param name="ct">Ends the wait, not necessarily the act.</param>
    public Task<GatewayAnswer<JsonElement>> PostAsync(
        string path, IReadOnlyCollection<KeyValuePair<string, string>> form, string? idempotencyKey,
        CancellationToken ct)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new FormUrlEncodedContent(form) };
        if (idempotencyKey is not null)
        {
            request.Headers.Add("Idempotency-Key", idempotencyKey);
        }

        return SendAsync(request, ct);
    }

    /// <summary>
    /// Takes money: what the card's bank refuses is a payment that has failed, which the processor names in its error.
    /// A key that it knows with other parameters says nothing about what was done under it.
    /// </summary>
    public async Task<GatewayAnswer<JsonElement>> PostChargeAsync(
        IReadOnlyCollection<KeyValuePair<string, string>> form, string idempotencyKey, CancellationToken ct)
    {
        JsonElement? failed = null;
        var request = new HttpRequestMessage(HttpMethod.Post, "v1/payment_intents")
        {
            Content = new FormUrlEncodedContent(form),
        };
        request.Headers.Add("Idempotency-Key", idempotencyKey);
        var answer = await SendAsync(request, ct, error => failed = error.Expanded("payment_intent"));
        return answer switch
        {
            GatewayAnswer<JsonElement>.Refused when failed is { } intent =>
                new GatewayAnswer<JsonElement>.Accepted(intent),
            GatewayAnswer<JsonElement>.Refused("idempotency_error", var message) => Unknown(message),
            _ => answer,
        };
    }

    private async Task<GatewayAnswer<JsonElement>> SendAsync(
        HttpRequestMessage request, CancellationToken ct, Action<JsonElement>? onError = null)
    {
        try
        {
            using (request)
            {
                using var response = await http.SendAsync(request, ct);
                return Meaning(response.StatusCode, await response.Content.ReadAsByteArrayAsync(ct), onError);
            }
        }
        catch (HttpRequestException fault)
        {
            return Unknown("The connection failed: " + fault.Message);
        }
        catch (IOException fault)
        {
            return Unknown("The connection broke: " + fault.Message);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return Unknown("No answer in time.");
        }
    }

    private static GatewayAnswer<JsonElement> Meaning(
        HttpStatusCode status, byte[] body, Action<JsonElement>? onError)
    {
        JsonElement answer;
        try
        {
            using var document = JsonDocument.Parse(body);
            answer = document.RootElement.Clone();
        }
        catch (JsonException)
        {
            return Unknown($"Status {(int)status} with an answer that is not JSON.");
        }

        if (status is HttpStatusCode.PaymentRequired && answer.Expanded("error") is { } told)
        {
            onError?.Invoke(told);
        }

        return status switch
        {
            HttpStatusCode.OK => new GatewayAnswer<JsonElement>.Accepted(answer),
            HttpStatusCode.RequestTimeout or HttpStatusCode.Conflict or HttpStatusCode.FailedDependency
                or HttpStatusCode.TooManyRequests => Unknown(Told(status, answer)),

            // A key that is wrong for an hour says nothing about what was done before.
            HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => Unknown(Told(status, answer)),
            >= HttpStatusCode.BadRequest and < HttpStatusCode.InternalServerError
                when answer.Expanded("error") is { } error =>
                new GatewayAnswer<JsonElement>.Refused(
                    error.Text("code") ?? error.Text("type") ?? "unnamed", error.Text("message") ?? ""),
            _ => Unknown(Told(status, answer)),
        };
    }

    private static string Told(HttpStatusCode status, JsonElement answer) =>
        $"Status {(int)status}: {answer.Expanded("error")?.Text("message")}";

    private static GatewayAnswer<JsonElement>.Unknown Unknown(string why) => new(why);
}
