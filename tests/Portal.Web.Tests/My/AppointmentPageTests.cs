using System.Net;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using Microsoft.EntityFrameworkCore;
using Portal.Core.Accounts;
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
    public async Task Who_only_sees_bills_neither_books_nor_sees_nor_cancels_what_others_booked()
    {
        await OfferAsync(5);
        var account = await site.City.AccountOwingAsync(80.00m, "Ana Ruiz");
        var owner = await site.ResidentAsync(account);
        var form = await owner.GoAsync("/my/appointments?Kind=CallBack");
        await owner.SubmitAsync(form, "Book this call", ("Input.Phone", "(253) 555-0177"));
        var first = await site.City.ReadAsync(db => db.Set<Appointment>().SingleAsync(
            a => a.CustomerAccountId == account.Id));
        var cancelIt = $"/my/appointments?handler=Cancel&AppointmentId={first.Id}";
        var (looker, payer) = (await site.UserAsync(), await site.UserAsync());
        await site.LetInAsync(looker.Id, account, AccountLevel.SeeBills);
        await site.LetInAsync(payer.Id, account, AccountLevel.Pay);
        var his = await site.SignInAsync(looker);

        var page = await his.GoAsync("/my/appointments?Kind=CallBack");
        var any = await his.GoAsync("/my/link");
        var forced = await his.SendFormAsync(
            any, FormOf(any, ""), $"/my/appointments?handler=Book&Kind=CallBack&Input.AccountId={account.Id}");
        var cancel = await his.SendFormAsync(any, FormOf(any, ""), cancelIt);

        Assert.Contains("You can see bills but not book a time", page.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("555-0177", page.Text, StringComparison.Ordinal);
        Assert.Empty(page.Document.QuerySelectorAll("main form"));
        Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.NotFound), (forced.Status, cancel.Status));
        var pays = await site.SignInAsync(payer);
        var theirs = await pays.GoAsync("/my/appointments?Kind=CallBack");
        Assert.DoesNotContain("555-0177", theirs.Text, StringComparison.Ordinal);
        var stopped = await pays.SendFormAsync(theirs, FormOf(theirs, "Book"), cancelIt);
        Assert.Equal(HttpStatusCode.NotFound, stopped.Status);
        await pays.SubmitAsync(theirs, "Book this call", ("Input.Phone", "(253) 555-0188"));
        Assert.Equal(2, await CountAsync(account.Id));
        var all = await owner.GoAsync("/my/appointments?Kind=CallBack");
        Assert.Contains("555-0188", all.Text, StringComparison.Ordinal);
        await owner.SendFormAsync(all, FormOf(all, "Cancel"), cancelIt);
        Assert.Equal(1, await site.City.ReadAsync(db => db.Set<Appointment>().CountAsync(
            a => a.CustomerAccountId == account.Id && a.CanceledAt != null)));
    }

    [Fact]
    public async Task Without_hours_it_says_so_in_spanish()
    {
        var account = await site.City.AccountOwingAsync(80.00m);
        var browser = await site.SignInAsync(await site.UserAsync(account), "es");

        var page = await browser.GoAsync("/my/appointments?Kind=Counter");

        Assert.Contains("No hay horas libres en las próximas tres semanas", page.Text, StringComparison.Ordinal);
    }

    private static IHtmlFormElement FormOf(SitePage page, string handler) =>
        page.Document.QuerySelector<IHtmlFormElement>(
            handler.Length == 0 ? "main form" : $"form[action*='handler={handler}']")!;

    private Task<int> CountAsync(Guid account) =>
        site.City.ReadAsync(db => db.Set<Appointment>().CountAsync(a => a.CustomerAccountId == account));

    private async Task OfferAsync(int weekday) =>
        City.Done(await site.City.AskAsync<KeepAppointmentHours, Outcome<AppointmentHours>>(act => act.RunAsync(
            new(Guid.CreateVersion7(), AppointmentKind.CallBack, weekday, new(9, 0), new(10, 0), 30, 2, Actor.System),
            default)));
}
