using System.Net;
using Microsoft.EntityFrameworkCore;
using Portal.Core.Notices;
using Portal.Core.People;
using Portal.Core.Staff;

namespace Portal.Web.Tests.Office;

/// <summary>The words of letters, by the forms that people use.</summary>
public sealed class LetterPagesTests(SignInSite site) : IClassFixture<SignInSite>
{
    private const string Terry = "terry.technician@example.gov";
    private const string Sam = "sam.supervisor@example.gov";
    private const string Page = "/office/letters/templates/reminder/en";

    [Theory]
    [InlineData("en", "Words of letters", "Reminder", "As mail", "On a phone")]
    [InlineData("es", "Palabras de las cartas", "Recordatorio", "Como correo", "En un teléfono")]
    public async Task Every_kind_is_listed_and_shown_as_it_looks(
        string language, string title, string kind, string mail, string phone)
    {
        var staff = await site.SignedInAsync(Terry);
        await staff.GoAsync($"/language/{language}");

        var list = await staff.GoAsync("/office/letters/templates");
        var one = await staff.GoAsync(Page);

        Assert.Contains(title, list.Text, StringComparison.Ordinal);
        Assert.Contains(kind, list.Text, StringComparison.Ordinal);
        Assert.Contains(mail, one.Text, StringComparison.Ordinal);
        Assert.Contains(phone, one.Text, StringComparison.Ordinal);
        Assert.Contains("Rosa Delgado", one.Text, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await staff.GoAsync("/office/letters/templates/none/en")).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await staff.GoAsync($"{Page}/draft")).Status);
    }

    [Fact]
    public async Task What_lacks_an_element_is_refused_with_its_name()
    {
        var sam = await site.SignedInAsync(Sam);
        var form = await sam.GoAsync("/office/letters/templates/final/en/draft");
        var words = (Subject: "Pay by {{pay_by}}", Body: "You owe {{amount_due}}. Call {{phone}} or {{nobody}}.");

        var look = await sam.SubmitAsync(
            form, "Preview", ("Input.Subject", words.Subject), ("Input.Body", words.Body));
        var saved = await sam.SubmitAsync(
            form, "Save as a draft", ("Input.Subject", words.Subject), ("Input.Body", words.Body));
        var refused = await sam.SubmitAsync(saved, "Send to approval");

        Assert.Contains("$212.40", look.Text, StringComparison.Ordinal);
        foreach (var page in new[] { look, refused })
        {
            Assert.Contains("The letter must say protection in illness", page.Text, StringComparison.Ordinal);
            Assert.Contains("No field is called nobody", page.Text, StringComparison.Ordinal);
        }

        Assert.False(await site.ReadAsync(db => db.Set<NoticeTemplateAsk>()
            .AnyAsync(a => db.Set<NoticeTemplate>().Any(t => t.Id == a.TemplateId && t.Kind == "final"))));
    }

    [Fact]
    public async Task One_writes_a_version_and_another_releases_it()
    {
        var sam = await site.SignedInAsync(Sam);
        var form = await sam.GoAsync($"{Page}/draft");
        var empty = await sam.SubmitAsync(form, "Save as a draft", ("Input.Subject", " "));
        Assert.Contains("Enter a subject on one line.", empty.Text, StringComparison.Ordinal);

        var saved = await sam.SubmitAsync(
            form, "Save as a draft", ("Input.Subject", "Your bill of {{amount_due}}: pay by {{pay_by}}"));
        var asked = await sam.SubmitAsync(saved, "Send to approval");

        Assert.Contains("Sent to approval.", asked.Text, StringComparison.Ordinal);
        Assert.Contains("Somebody else has to decide.", asked.Text, StringComparison.Ordinal);
        var fiona = await site.SignedInAsync(Finance);
        var inbox = await fiona.GoAsync("/office/approvals");
        Assert.Contains("New words for a letter", inbox.Text, StringComparison.Ordinal);
        var version = await fiona.GoAsync(asked.Path);
        var why = await fiona.SubmitAsync(version, "Send back");
        Assert.Contains("Say why you send it back.", why.Text, StringComparison.Ordinal);
        var released = await fiona.SubmitAsync(version, "Release version 2");

        Assert.Contains("The next letter uses these words.", released.Text, StringComparison.Ordinal);
        Assert.Equal(
            "Your bill of {{amount_due}}: pay by {{pay_by}}",
            (await site.ReadAsync(db => db.ReleasedTemplateAsync("reminder", "en", default)))!.Subject);
        var paper = await fiona.SendAsync(new(HttpMethod.Get, $"{asked.Path}?handler=Paper"));
        Assert.Equal(HttpStatusCode.OK, paper.Status);
    }

    private static string Finance => CreateDemoSignIns.People
        .First(p => p.Role == StaffRole.FinanceManager).Email;
}
