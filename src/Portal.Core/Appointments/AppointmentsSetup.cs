using Microsoft.Extensions.DependencyInjection;

namespace Portal.Core.Appointments;

/// <summary>Times with the office. Part of AddPayments, for it needs letters about accounts.</summary>
public static class AppointmentsSetup
{
    public static IServiceCollection AddAppointments(this IServiceCollection services) => services
        .AddScoped<TellOfAppointment>()
        .AddScoped<BookAppointment>()
        .AddScoped<CancelAppointment>()
        .AddScoped<RemindOfAppointments>()
        .AddScoped<KeepAppointmentHours>();
}
