using Microsoft.Extensions.DependencyInjection;
using Portal.Core.Notices;
using Portal.Core.Payments;
using Portal.Core.Requests.Replies;

namespace Portal.Core.Mail;

/// <summary>What acts need to write letters and the worker to send them.</summary>
public static class MailSetup
{
    /// <summary>
    /// Reads sections "Mail" and "Replies". Needs the database context, a LetterFrame, a CityProfile and the
    /// documents registered.
    /// </summary>
    public static IServiceCollection AddMail(this IServiceCollection services)
    {
        services.AddOptions<MailSettings>().BindConfiguration("Mail").ValidateDataAnnotations();
        services.AddOptions<ReplySettings>().BindConfiguration("Replies");
        return services.AddNotices()
            .AddSingleton<IMailTransport, MailKitTransport>()
            .AddScoped<QueueMail>()
            .AddScoped<MakeReplyAddress>()
            .AddScoped<RaiseOfficeTask>()
            .AddScoped<SendWaitingMail>()
            .AddScoped<LiftMailPause>();
    }
}
