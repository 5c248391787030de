using System.Net.Http.Headers;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Portal.Core.Payments.Gateway;

/// <summary>Puts the card gateway into a program's services.</summary>
public static class CardGatewayRegistration
{
    /// <summary>Long for a person who waits, short for a page that must answer; the sweeper settles the rest.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(25);

    /// <summary>
    /// Reads section "Stripe" and registers <see cref="ICardGateway"/>; the program does not start without it.
    /// </summary>
    public static IServiceCollection AddCardGateway(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<StripeOptions>()
            .Bind(configuration.GetSection("Stripe"))
            .ValidateOnStart();
        services.AddSingleton<IValidateOptions<StripeOptions>, SettingsCheck>();
        services.AddHttpClient<ICardGateway, StripeCardGateway>((provider, http) =>
            {
                var options = provider.GetRequiredService<IOptions<StripeOptions>>().Value;
                http.BaseAddress = new Uri(options.ApiUrl.TrimEnd('/') + "/");
                http.Timeout = Patience;
                http.MaxResponseContentBufferSize = 8 * 1024 * 1024;
                http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", options.SecretKey);
                http.DefaultRequestHeaders.Add("Stripe-Version", StripeOptions.ApiVersion);
            })
            .RedactLoggedHeaders(["Authorization"])
            .ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler
            {
                AllowAutoRedirect = false,
                UseCookies = false,
                ConnectTimeout = TimeSpan.FromSeconds(5),
                PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            });
        return services;
    }

    private sealed class SettingsCheck : IValidateOptions<StripeOptions>
    {
        public ValidateOptionsResult Validate(string? name, StripeOptions options)
        {
            var faults = options.Faults().ToList();
            return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
        }
    }
}
