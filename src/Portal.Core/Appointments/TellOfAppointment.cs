using Microsoft.Extensions.Options;
using Portal.Core.Accounts.Contacts;
using Portal.Core.Mail.Letters;
using Portal.Core.Payments;

namespace Portal.Core.Appointments;

/// <summary>
/// Writes to a customer about their appointment, in the caller's transaction, once for each event. Who gets copies of
/// reminders agreed to hear of what is owed, not of when the customer comes by.
/// </summary>
public sealed class TellOfAppointment(TellCustomer tell, IOptions<CheckoutOptions> options)
{
    internal Task<bool> RunAsync(Appointment appointment, AppointmentLetter.News news, CancellationToken ct) =>
        tell.RunAsync(
            appointment.CustomerAccountId,
            news == AppointmentLetter.News.Reminder ? NoticeTopic.Reminders : NoticeTopic.Requests,
            to => new AppointmentLetter(
                to, news, appointment.Kind, appointment.Day, appointment.StartsAt, appointment.Phone,
                new Uri(options.Value.PublicUrl, "/my/appointments")),
            $"appointment:{appointment.Id}:{news}",
            appointment.UserId,
            ct,
            noCopy: true,
            isCourtesy: news == AppointmentLetter.News.Reminder);
}
