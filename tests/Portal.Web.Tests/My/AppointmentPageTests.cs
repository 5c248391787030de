using System.Net;
using Microsoft.EntityFrameworkCore;
using Portal.Core.Appointments;
using Portal.Core.Common;
using Portal.Core.Staff;
using Portal.Testing;

namespace Portal.Web.Tests.My;

/// <summary>A resident books a call back, the office sees it, and the resident cancels it.</summary>
public sealed class AppointmentPageTests(PayingSite site) : IClassFixture<PayingSite>
{
    [Fact]
    public async Task From_booking_a_call_to_the_offices_list_to_canceling_it()
    {
        await OfferAsync(4);
        var account = await site.City.AccountOwingAsync(80.00m, "Ana Ruiz");
        var browser = await site.ResidentAsync(account);
        var page = await browser.GoAsync("/my/appointments?Kind=CallBack");
        var rubbish = await browser.SubmitAsync(page, "Book this call", ("Input.Phone", "<b>rubbish</b>"));
        Assert.Contains("Enter the phone number we should call", rubbish.Text, StringComparison.Ordinal);
        Assert.Equal(0, await CountAsync(account.Id));

        var booked = await browser.SubmitAsync(rubbish, "Book this call", ("Input.Phone", "(253) 555-0142"));

        Assert.Contains("Your time is booked.", booked.Text, StringComparison.Ordinal);
        Assert.Contains("We call you at (253) 555-0142.", booked.Text, StringComparison.Ordinal);
        var appointment = await site.City.ReadAsync(db =>
            db.Set<Appointment>().SingleAsync(a => a.CustomerAccountId == account.Id));
        var office = await site.TechnicianAsync();
        Assert.Contains(
            "Ana Ruiz", (await office.GoAsync($"/office/appointments?On={appointment.Day:yyyy-MM-dd}")).Text,
            StringComparison.Ordinal);
        var stranger = await site.ResidentAsync(await site.City.AccountOwingAsync(20.00m));
        var theirs = await stranger.GoAsync("/my/appointments?Kind=CallBack");
        Assert.DoesNotContain("555-0142", theirs.Text, StringComparison.Ordinal);
        var stolen = await stranger.SubmitAsync(
            theirs, "Book this call", ("Input.AccountId", $"{account.Id}"), ("Input.Phone", "2535550199"));
        Assert.Equal(HttpStatusCode.NotFound, stolen.Status);

        var canceled = await browser.SubmitAsync(booked, "Cancel it");

        Assert.Contains("Your appointment is canceled.", canceled.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_hours_it_says_so_in_spanish()
    {
        var account = await site.City.AccountOwingAsync(80.00m);
        var browser = await site.SignInAsync(await site.UserAsync(account), "es");

        var page = await browser.GoAsync("/my/appointments?Kind=Counter");

        Assert.Contains("No hay horas libres en las próximas tres semanas", page.Text, StringComparison.Ordinal);
    }

    private Task<int> CountAsync(Guid account) =>
        site.City.ReadAsync(db => db.Set<Appointment>().CountAsync(a => a.CustomerAccountId == account));

    private async Task OfferAsync(int weekday) =>
        City.Done(await site.City.AskAsync<KeepAppointmentHours, Outcome<AppointmentHours>>(act => act.RunAsync(
            new(Guid.CreateVersion7(), AppointmentKind.CallBack, weekday, new(9, 0), new(10, 0), 30, 2, Actor.System),
            default)));
}
