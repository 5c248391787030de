using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Portal.Core.Look;
using Portal.Core.Payments;

namespace Portal.Core.Mail;

/// <summary>What acts need to write letters and the worker to send them.</summary>
public static class MailSetup
{
    /// <summary>Needs a CityProfile and the database context registered.</summary>
    /// <param name="frameHtml">The theme's mail/frame.html.</param>
    public static IServiceCollection AddMail(
        this IServiceCollection services, IConfiguration configuration, Func<IServiceProvider, string> frameHtml)
    {
        services.AddOptions<MailSettings>().Bind(configuration.GetSection("Mail")).ValidateDataAnnotations();
        return services
            .AddSingleton(provider => new LetterFrame(provider.GetRequiredService<CityProfile>(), frameHtml(provider)))
            .AddSingleton<IMailTransport, SmtpMailTransport>()
            .AddScoped<QueueMail>()
            .AddScoped<RaiseOfficeTask>()
            .AddScoped<SendWaitingMail>()
            .AddScoped<LiftMailPause>();
    }
}
