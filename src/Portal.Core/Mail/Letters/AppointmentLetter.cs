using System.Globalization;
using Portal.Core.Accounts.Contacts;
using Portal.Core.Appointments;
using Portal.Core.Data;
using static Portal.Core.Mail.LetterWords;

namespace Portal.Core.Mail.Letters;

/// <summary>An appointment was booked, is tomorrow, or is canceled.</summary>
/// <param name="Phone">That the office calls; null at the counter.</param>
/// <param name="Page">Lists the customer's appointments after signing in.</param>
public sealed record AppointmentLetter(
    NoticeAddress To, AppointmentLetter.News Of, AppointmentKind Where, DateOnly On, TimeOnly At, string? Phone,
    Uri Page) : ILetter
{
    public enum News
    {
        Booked,
        Reminder,
        Canceled,
    }

    public string Kind => $"appointment_{SnakeCase.Snake($"{Of}")}";

    public Letter Write(CultureInfo culture)
    {
        var (day, time) = (Day(culture, On), At.ToString("t", culture));
        return Letter.Of(
            Say(culture, $"Appointment{Of}_Subject", day, time),
            Greeting(culture, To.Name),
            Say(culture, $"Appointment{Of}_{Where}", day, time, Phone ?? "", To.MaskedNumber),
            Say(culture, $"Appointment{Of}_Next"),
            Letter.Link(Say(culture, "Appointment_Link"), Page));
    }
}
