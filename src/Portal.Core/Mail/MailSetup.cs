using Microsoft.Extensions.DependencyInjection;
using Portal.Core.Payments;

namespace Portal.Core.Mail;

/// <summary>What acts need to write letters. Needs a ThemeSettings and the database context registered.</summary>
public static class MailSetup
{
    public static IServiceCollection AddMail(this IServiceCollection services) => services
        .AddSingleton<LetterFrame>()
        .AddScoped<QueueMail>()
        .AddScoped<RaiseOfficeTask>();
}
