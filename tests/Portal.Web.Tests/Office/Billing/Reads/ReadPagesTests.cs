using System.Net;
using System.Text;
using AngleSharp.Dom;
using Microsoft.EntityFrameworkCore;
using Portal.Core.Accounts;
using Portal.Core.Billing;
using Portal.Core.Reads.Exceptions;
using Portal.Core.Reads.Imports;
using Portal.Core.Reads.Validation;
using ServicePoint = Portal.Core.Accounts.ServicePoint;

namespace Portal.Web.Tests.Office.Billing.Reads;

/// <summary>The technician's pages about reads, as forms: import, queue, one exception, re-reads, profiles.</summary>
public sealed class ReadPagesTests(SignInSite site) : IClassFixture<SignInSite>
{
    private const string Terry = "terry.technician@example.gov";
    private const string Sam = "sam.supervisor@example.gov";

    private static int _meters;

    [Theory]
    [InlineData("en")]
    [InlineData("es")]
    public async Task Every_page_is_there_in_both_languages(string language)
    {
        var exception = await HighAsync();
        var staff = await site.SignedInAsync(Terry);
        await staff.GoAsync($"/language/{language}");

        foreach (var page in new[]
        {
            "", "?show=settled", $"/{exception.Id}", "/import", "/rereads", "/profiles", "/profiles/edit",
        })
        {
            var shown = await staff.GoAsync("/office/billing/reads" + page);
            Assert.Equal(HttpStatusCode.OK, shown.Status);
            Assert.Single(shown.Document.QuerySelectorAll("h1"));
            Assert.Null(shown.Document.QuerySelector("[data-error-summary]"));
        }
    }

    [Fact]
    public async Task A_stranger_and_a_resident_find_no_reads()
    {
        var exception = await HighAsync();
        var resident = await site.SignedInAsync(await site.ResidentAsync());

        foreach (var page in new[] { "", $"/{exception.Id}", "/import", "/rereads", "/profiles" })
        {
            Assert.StartsWith("/signin", (await site.Browser().GoAsync("/office/billing/reads" + page)).Path,
                StringComparison.Ordinal);
            Assert.DoesNotContain(exception.Meter, (await resident.GoAsync("/office/billing/reads" + page)).Body,
                StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_read_is_found_in_the_queue_and_released_with_a_reason()
    {
        var exception = await HighAsync();
        var staff = await site.SignedInAsync(Terry);
        var queue = await staff.GoAsync("/office/billing/reads?rule=high");
        Assert.Contains(exception.Meter, queue.Text, StringComparison.Ordinal);
        var page = await staff.GoAsync($"/office/billing/reads/{exception.Id}");

        var refused = await staff.SubmitAsync(page, "Release the read", ("Why is it right?", " "));
        var done = await staff.SubmitAsync(refused, "Release the read", ("Why is it right?", "Pool filled"));

        Assert.Contains("Say why, in a few words.", refused.Text, StringComparison.Ordinal);
        Assert.Contains("Released. The bill may go out.", done.Text, StringComparison.Ordinal);
        Assert.Contains("Pool filled", done.Text, StringComparison.Ordinal);
        Assert.Equal(ReadExceptionState.Released, await StateAsync(exception.Id));
    }

    [Fact]
    public async Task A_large_correction_waits_and_only_another_supervisor_approves()
    {
        var exception = await HighAsync(used: 300m);
        var terry = await site.SignedInAsync(Terry);
        var page = await terry.GoAsync($"/office/billing/reads/{exception.Id}");

        var waiting = await terry.SubmitAsync(
            page, "Correct the reading", ("Right reading", "1,130"), ("Override.Reason", "Misread"));
        Assert.Equal(ReadExceptionState.AwaitingApproval, await StateAsync(exception.Id));
        Assert.Contains("A supervisor decides", waiting.Text, StringComparison.Ordinal);
        var sam = await site.SignedInAsync(Sam);
        await sam.SubmitAsync(await sam.GoAsync($"/office/billing/reads/{exception.Id}"), "Approve reading");

        Assert.Equal(ReadExceptionState.Overridden, await StateAsync(exception.Id));
    }

    [Fact]
    public async Task A_reread_is_ordered_listed_downloaded_and_entered()
    {
        var exception = await HighAsync();
        var staff = await site.SignedInAsync(Terry);
        await staff.SubmitAsync(
            await staff.GoAsync($"/office/billing/reads/{exception.Id}"), "Order a re-read");
        var list = await staff.GoAsync("/office/billing/reads/rereads");
        var csv = await staff.GoAsync("/office/billing/reads/rereads?handler=Csv");

        var form = list.Document.QuerySelectorAll("main form")
            .Single(f => f.OuterHtml.Contains($"{exception.Id}", StringComparison.Ordinal));
        var done = await staff.SendFormAsync(
            list, (AngleSharp.Html.Dom.IHtmlFormElement)form, null, ("reading", "1131.5"));

        Assert.Contains(exception.Meter, csv.Body, StringComparison.Ordinal);
        Assert.Contains("The new reading is entered", done.Text, StringComparison.Ordinal);
        Assert.Equal(ReadExceptionState.Reread, await StateAsync(exception.Id));
        Assert.Equal(HttpStatusCode.OK, (await staff.GoAsync($"/office/billing/reads/{exception.Id}")).Status);
    }

    [Fact]
    public async Task A_file_is_checked_shown_with_its_faults_confirmed_and_followed()
    {
        var meter = await MeterAsync(null);
        var staff = await site.SignedInAsync(Terry);
        var profile = await ProfileAsync(staff);
        var upload = await staff.GoAsync("/office/billing/reads/import");

        var check = await SendFileAsync(
            staff, upload, profile, $"meter,date,reading\n{meter.Number},2026-11-16,1130\nNOBODY,2026-11-16,5\n");
        Assert.Contains("Nothing has changed yet.", check.Text, StringComparison.Ordinal);
        Assert.Contains("No meter has the number NOBODY.", check.Text, StringComparison.Ordinal);
        var going = await staff.SubmitAsync(check, "Import the reads (1)");
        Assert.Contains("Being imported", going.Text, StringComparison.Ordinal);
        Assert.Contains("This page refreshes every five seconds.", going.Text, StringComparison.Ordinal);
        var still = await staff.GoAsync($"{going.Address}?still=true");
        Assert.Contains("Follow the progress", still.Text, StringComparison.Ordinal);
        await site.AskAsync<TakeReads>(async act =>
        {
            while ((await act.RunAsync(default)).Done > 0)
            {
            }
        });

        Assert.Contains("The reads are in", (await staff.GoAsync(going.Address)).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_without_a_profile_keeps_the_form_and_says_what_is_missing()
    {
        var staff = await site.SignedInAsync(Terry);
        var upload = await staff.GoAsync("/office/billing/reads/import");

        var page = await SendFileAsync(staff, upload, "", "meter,date,reading\nA,2026-11-16,5\n");

        Assert.Contains("Choose the profile that says how this file is written.", page.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_photo_is_shown_as_what_it_is_and_nothing_else()
    {
        var exception = await HighAsync();
        var staff = await site.SignedInAsync(Terry);
        var page = await staff.GoAsync($"/office/billing/reads/{exception.Id}");
        var form = Form(page, ("operation", $"{Guid.CreateVersion7()}"), ("Attach.Note", "Leak at the hydrant"));
        form.Add(new ByteArrayContent("<script>alert(1)</script>"u8.ToArray()), "Attach.Photo", "photo.jpg");

        var refused = await staff.SendAsync(new(
            HttpMethod.Post, $"/office/billing/reads/{exception.Id}?handler=Attach")
        { Content = form });

        Assert.Contains("is no JPEG or PNG photo", refused.Text, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound,
            (await staff.GoAsync($"/office/billing/reads/{exception.Id}/photo/{Guid.CreateVersion7()}")).Status);
    }

    private static MultipartFormDataContent Form(SitePage page, params (string Name, string Value)[] values)
    {
        var form = new MultipartFormDataContent();
        var token = page.Document.QuerySelector("[name=__RequestVerificationToken]")!.GetAttribute("value")!;
        foreach (var (name, value) in values.Append(("__RequestVerificationToken", token)))
        {
            form.Add(new StringContent(value), name);
        }

        return form;
    }

    private static async Task<SitePage> SendFileAsync(SiteBrowser staff, SitePage upload, string profile, string text)
    {
        var form = Form(upload, ("Operation", $"{Guid.CreateVersion7()}"), ("Profile", profile));
        form.Add(new ByteArrayContent(Encoding.UTF8.GetBytes(text)), "Upload", "reads.csv");
        return await staff.SendAsync(new(HttpMethod.Post, "/office/billing/reads/import") { Content = form });
    }

    private static async Task<string> ProfileAsync(SiteBrowser staff)
    {
        var name = $"Handhelds {Guid.CreateVersion7()}";
        var list = await staff.SubmitAsync(
            await staff.GoAsync("/office/billing/reads/profiles/edit"), "Save the profile", ("Name", name),
            ("Column of the meter’s number", "meter"), ("Column of the date", "date"),
            ("Column of the reading or use", "reading"), ("Input.Shape", "Readings"), ("Input.HasHeader", "true"));
        var link = list.Document.QuerySelectorAll("main tbody a").Single(a => a.TextContent == name);
        return link.GetAttribute("href")!.Split('/')[^1];
    }

    private Task<ReadExceptionState> StateAsync(Guid id) => site.ReadAsync(db =>
        db.Set<ReadException>().Where(e => e.Id == id).Select(e => e.State).SingleAsync());

    private async Task<(Guid Id, string Meter)> HighAsync(decimal used = 30m)
    {
        var meter = await MeterAsync(used);
        await site.AskAsync<ValidateReads>(act => act.RunAsync(new(ServicePointId: meter.Id), default));
        var id = await site.ReadAsync(db => db.Set<ReadException>()
            .Where(e => e.ServicePointId == meter.Id && e.Rule == ReadRule.High).Select(e => e.Id).SingleAsync());
        return (id, meter.Number);
    }

    /// <summary>Twelve months of 10 and then what is said, read on November 16.</summary>
    private async Task<(Guid Id, string Number)> MeterAsync(decimal? used)
    {
        var account = await site.AccountAsync();
        var (id, number) = (Guid.CreateVersion7(), $"W-{Interlocked.Increment(ref _meters):000000}");
        var day = new DateOnly(2026, 11, 16);
        await site.ChangeAsync(db =>
        {
            db.Add(new ServicePoint
            {
                Id = id, PremiseId = account.PremiseId, Service = UtilityService.Water, MeterNumber = number,
                MeterSize = "3/4\"", ReadUnit = "CCF",
            });
            db.Add(new ServiceAgreement
            {
                Id = Guid.CreateVersion7(), CustomerAccountId = account.Id, ServicePointId = id,
                CustomerClass = CustomerClass.Residential, StartsOn = new(2020, 1, 1),
            });
            db.AddRange(Enumerable.Range(0, 13).Select(i => Read(id, day.AddMonths(i - 13), 1_000m + (10 * i))));
            if (used is { } last) { db.Add(Read(id, day, 1_120m + last)); }
        });
        return (id, number);
    }

    private static MeterRead Read(Guid point, DateOnly on, decimal reading) => new()
    {
        Id = Guid.CreateVersion7(), ServicePointId = point, ReadOn = on, Reading = reading, Kind = ReadKind.Actual,
    };
}
