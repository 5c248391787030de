using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Portal.Sandbox;

namespace Portal.Core.Tests.Sandbox;

/// <summary>Calls the sandbox's API by hand, as any program would.</summary>
internal sealed class StripeCaller : IDisposable
{
    private readonly HttpClient _http;

    public StripeCaller(SandboxServer sandbox, string key = "sk_test_sandbox")
    {
        _http = new HttpClient { BaseAddress = new Uri(sandbox.BaseAddress, "/v1/") };
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
    }

    public async Task<(HttpStatusCode Status, JsonObject Body)> PostAsync(
        string path, string form, string? key = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path)
        {
            Content = new StringContent(form, MediaTypeHeaderValue.Parse("application/x-www-form-urlencoded")),
        };
        if (key is not null)
        {
            request.Headers.Add("Idempotency-Key", key);
        }

        return await SendAsync(request);
    }

    public async Task<(HttpStatusCode Status, JsonObject Body)> GetAsync(string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        return await SendAsync(request);
    }

    /// <summary>The object made; an error is a failure of the test.</summary>
    public async Task<JsonObject> MakeAsync(string path, string form)
    {
        var (status, body) = await PostAsync(path, form);
        return status == HttpStatusCode.OK ? body : throw new InvalidOperationException(body.ToJsonString());
    }

    public async Task<JsonObject> FindAsync(string path)
    {
        var (status, body) = await GetAsync(path);
        return status == HttpStatusCode.OK ? body : throw new InvalidOperationException(body.ToJsonString());
    }

    public void Dispose() => _http.Dispose();

    private async Task<(HttpStatusCode Status, JsonObject Body)> SendAsync(HttpRequestMessage request)
    {
        using var response = await _http.SendAsync(request);
        return (response.StatusCode, JsonNode.Parse(await response.Content.ReadAsStringAsync())!.AsObject());
    }
}

/// <summary>Forms that many tests send.</summary>
internal static class Forms
{
    public const string Session = "mode=payment&line_items[0][quantity]=1&line_items[0][price_data][currency]=usd"
        + "&line_items[0][price_data][unit_amount]=8410&line_items[0][price_data][product_data][name]=Water"
        + "&payment_method_types[]=card&payment_method_types[]=us_bank_account"
        + "&success_url=http://localhost/done?s={CHECKOUT_SESSION_ID}&cancel_url=http://localhost/back";

    public static string Card(string number) =>
        $"type=card&card[number]={number}&card[exp_month]=12&card[exp_year]=2040&card[cvc]=123";

    public static string Bank(string number) =>
        "type=us_bank_account&us_bank_account[routing_number]=110000000"
        + $"&us_bank_account[account_number]={number}&billing_details[name]=Rosa";

    public static string Payment(string method, long cents = 5000) =>
        $"amount={cents}&currency=usd&confirm=true&payment_method={method}&metadata[operation_id]=op-1"
        + "&payment_method_types[]=card&payment_method_types[]=us_bank_account";
}
