using System.Net;
using Microsoft.EntityFrameworkCore;
using Portal.Core.Accounts;
using Portal.Core.Accounts.Contacts;
using Portal.Core.Common;
using Portal.Core.Payments.Wallet;
using Portal.Core.People;
using Portal.Testing;

namespace Portal.Web.Tests.My;

/// <summary>
/// A new address is used once its mailbox answered, and the old one can take that back for seven days.
/// </summary>
public sealed class EmailChangeTests(PayingSite site) : IClassFixture<PayingSite>
{
    private static int _no;

    [Fact]
    public async Task A_contact_address_is_confirmed_from_its_mailbox_and_taken_back_from_the_old_one()
    {
        var (old, @new) = (Address("old"), Address("new"));
        var account = await site.City.AccountAsync("Ana Ruiz", old);
        var user = await site.UserAsync(account);
        var resident = await site.SignInAsync(user);

        var asked = await AskAsync(resident, account, @new);
        Assert.Contains(@new, asked.Text, StringComparison.Ordinal);
        Assert.Equal(old, (await site.CustomerOfAsync(account)).Email);
        var link = await site.MailedPathAsync(@new, "/my/details/confirm");
        var looked = await resident.GoAsync(link);
        Assert.Equal(old, (await site.CustomerOfAsync(account)).Email);
        var done = await resident.SubmitAsync(looked, "Use the new address");

        Assert.Contains("The new address is in use", done.Text, StringComparison.Ordinal);
        Assert.Equal(@new, (await site.CustomerOfAsync(account)).Email);
        Assert.Equal(1, await site.ChangesAsync(account));
        Assert.Contains("used before", (await resident.SubmitAsync(await resident.GoAsync(link), "Use the new")).Text,
            StringComparison.Ordinal);

        site.City.Clock.Advance(TimeSpan.FromDays(6));
        var owner = site.Browser();
        var undone = await owner.SubmitAsync(
            await owner.GoAsync(await site.MailedPathAsync(old, "/signin/undo")), "Take it back");
        Assert.Contains("Your address is back", undone.Text, StringComparison.Ordinal);
        Assert.Equal(old, (await site.CustomerOfAsync(account)).Email);
        Assert.Equal(1, await site.City.ReadAsync(db => db.OfficeTasks.CountAsync(
            t => t.CustomerAccountId == account.Id && t.Kind == UndoEmailChange.TaskKind)));
        var displaced = (await site.MailsToAsync(@new))[^1];
        Assert.Equal("email_undone", displaced.Kind);
        Assert.DoesNotContain("Ana Ruiz", displaced.Text, StringComparison.Ordinal);
        var asker = (await site.MailsToAsync(user.Email!))[^1];
        Assert.Equal("email_undone", asker.Kind);
        Assert.Contains("somebody else may be in your sign-in", asker.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Undoing_a_sign_in_address_shuts_out_whom_the_intruder_asked_in_and_whom_those_asked_in()
    {
        var account = await site.City.AccountAsync("Ana Ruiz", Address("file"));
        var user = await site.UserAsync(account);
        var (early, luis, eva) = (await site.UserAsync(), await site.UserAsync(), await site.UserAsync());
        var intruder = await site.SignInAsync(user);
        await AskInAsync(intruder, account, early);
        var hers = await KeepCardAsync(user, "5555555555554444");
        site.City.Clock.Advance(TimeSpan.FromMinutes(1));
        var @new = Address("new");
        await intruder.SubmitAsync(
            await intruder.GoAsync("/my/details/signin"), "Mail me the link", ("Input.Email", @new));
        await intruder.SubmitAsync(
            await intruder.GoAsync(await site.MailedPathAsync(@new, "/my/details/confirm")), "Use the new address");
        var his = await AskInAsync(intruder, account, luis);
        await intruder.SubmitAsync(
            await intruder.GoAsync($"/my/notices/{account.Id}"), "Ask this person", ("Input.Name", "Mal"),
            ("Input.Email", Address("mal")), ("Input.Agree", "true"));
        var his4242 = await KeepCardAsync(user, "4242424242424242");
        await AskInAsync(his, account, eva);
        var linker = await site.UserAsync();
        await site.LetInAsync(linker.Id, account, AccountLevel.Full);

        var owner = site.Browser();
        await owner.SubmitAsync(
            await owner.GoAsync(await site.MailedPathAsync(user.Email!, "/signin/undo")), "Take it back");

        Assert.Equal(
            new[] { user.Id, early.Id, linker.Id }.Order(),
            (await site.City.ReadAsync(db => db.AccountLinks
                .Where(l => l.CustomerAccountId == account.Id && l.EndedAt == null).Select(l => l.UserId)
                .ToListAsync())).Order());
        var pin = await site.City.ReadAsync(db => db.CustomerAccounts.Where(a => a.Id == account.Id)
            .Select(a => a.Pin).SingleAsync());
        Assert.NotEqual(account.Pin, pin);
        var onFile = (await site.CustomerOfAsync(account)).Email!;
        Assert.Equal(2, (await site.MailsToAsync(onFile)).Count(
            m => m.Subject.Contains("ended", StringComparison.Ordinal)));
        Assert.Equal("access_changed", (await site.MailsToAsync(eva.Email!))[^1].Kind);
        var task = await site.City.ReadAsync(db => db.OfficeTasks.SingleAsync(
            t => t.Kind == UndoEmailChange.TaskKind && t.Detail.Contains(user.Email!)));
        var (ended, linked) = (task.Detail.Split("bill since:")[0], task.Detail.Split("bill since:")[1]);
        Assert.Contains(luis.Email!, ended, StringComparison.Ordinal);
        Assert.Contains(eva.Email!, ended, StringComparison.Ordinal);
        Assert.DoesNotContain(early.Email!, task.Detail, StringComparison.Ordinal);
        Assert.Contains(linker.Email!, linked, StringComparison.Ordinal);
        Assert.Contains("Mal, ", task.Detail, StringComparison.Ordinal);
        Assert.Contains("Visa 4242", task.Detail, StringComparison.Ordinal);
        Assert.NotNull(await site.City.ReadAsync(db => db.ThirdPartyContacts
            .Where(t => t.CustomerAccountId == account.Id).Select(t => t.EndedAt).SingleAsync()));
        var methods = await site.City.ReadAsync(db => db.SavedMethods.AsNoTracking()
            .Where(m => m.UserId == user.Id).ToDictionaryAsync(m => m.Id, m => m.RemovedAt));
        Assert.NotNull(methods[his4242]);
        Assert.Null(methods[hers]);
        Assert.Contains(await site.MailsToAsync(user.Email!), m => m.Kind == "method_taken_out");
        var letter = await site.City.ReadAsync(db => db.OfficeTasks.SingleAsync(
            t => t.CustomerAccountId == account.Id && t.Kind == "letter_by_post"));
        Assert.Contains("A new PIN for your utility account", letter.Detail, StringComparison.Ordinal);
        Assert.DoesNotContain(pin, letter.Detail, StringComparison.Ordinal);
    }

    private async Task<Guid> KeepCardAsync(PortalUser user, string number)
    {
        var started = City.Done(await site.City.AskAsync<StartSavingMethod, Outcome<StartSavingMethod.Started>>(
            act => act.RunAsync(new(Guid.CreateVersion7(), SetupPurpose.Wallet, user.Id, null, null, "en"), default)));
        site.Sandbox.Stripe.PayByCard((string)site.Sandbox.Stripe.SessionOf(started.SetupId)!["id"]!, number);
        return (await site.City.AskAsync<FollowSetup, MethodSetup>(
            act => act.RunAsync(started.SetupId, default))).MethodId!.Value;
    }

    [Fact]
    public async Task A_change_on_top_of_a_change_falls_with_the_first()
    {
        var (old, second, third) = (Address("old"), Address("second"), Address("third"));
        var account = await site.City.AccountAsync("Ana Ruiz", old);
        var resident = await site.ResidentAsync(account);
        await ChangeAsync(resident, account, second);
        await ChangeAsync(resident, account, third);

        var owner = site.Browser();
        await owner.SubmitAsync(
            await owner.GoAsync(await site.MailedPathAsync(old, "/signin/undo")), "Take it back");
        var late = await owner.SubmitAsync(
            await owner.GoAsync(await site.MailedPathAsync(second, "/signin/undo")), "Take it back");

        Assert.Equal(old, (await site.CustomerOfAsync(account)).Email);
        Assert.Contains("used before", late.Text, StringComparison.Ordinal);
        Assert.Equal(old, (await site.CustomerOfAsync(account)).Email);
    }

    [Fact]
    public async Task The_link_works_for_who_asked_alone_for_two_days_and_not_after_a_later_wish()
    {
        var account = await site.City.AccountAsync("Ana Ruiz", Address("old"));
        var user = await site.UserAsync(account);
        var resident = await site.SignInAsync(user);
        var (first, second) = (Address("first"), Address("second"));
        await AskAsync(resident, account, first);
        var spent = await site.MailedPathAsync(first, "/my/details/confirm");
        await AskAsync(resident, account, second);
        var link = await site.MailedPathAsync(second, "/my/details/confirm");

        var stranger = await site.ResidentAsync(account);
        Assert.Equal("/signin", (await site.Browser().GoAsync(link)).Path);
        Assert.Contains("another sign-in", (await stranger.SubmitAsync(await stranger.GoAsync(link), "Use the")).Text,
            StringComparison.Ordinal);
        Assert.Contains("used before", (await resident.SubmitAsync(await resident.GoAsync(spent), "Use the")).Text,
            StringComparison.Ordinal);
        site.City.Clock.Advance(TimeSpan.FromHours(49));
        resident = await site.SignInAsync(user);
        Assert.Contains("too old", (await resident.SubmitAsync(await resident.GoAsync(link), "Use the")).Text,
            StringComparison.Ordinal);
        Assert.Equal(0, await site.ChangesAsync(account));
    }

    [Fact]
    public async Task The_sign_in_address_changes_and_undoing_it_signs_every_browser_out()
    {
        var user = await site.UserAsync();
        var resident = await site.SignInAsync(user);
        var @new = Address("new");

        await resident.SubmitAsync(
            await resident.GoAsync("/my/details/signin"), "Mail me the link", ("Input.Email", @new));
        await resident.SubmitAsync(
            await resident.GoAsync(await site.MailedPathAsync(@new, "/my/details/confirm")), "Use the new address");
        Assert.Equal(@new, await EmailOfAsync(user.Id));
        Assert.Contains((await site.MailsToAsync(@new)), m => m.Kind == "security_changed");
        await site.City.ReadAsync(db =>
        {
            db.UserPasskeys.Add(new()
            {
                CredentialId = [1, 2, 3], UserId = user.Id,
                Data = new()
                {
                    CreatedAt = site.City.Clock.GetUtcNow(), Name = "theirs", PublicKey = [], AttestationObject = [],
                    ClientDataJson = [],
                },
            });
            return db.SaveChangesAsync();
        });

        var owner = site.Browser();
        var undone = await owner.SubmitAsync(
            await owner.GoAsync(await site.MailedPathAsync(user.Email!, "/signin/undo")), "Take it back");

        Assert.Contains("every browser was signed out", undone.Text, StringComparison.Ordinal);
        Assert.Equal(user.Email, await EmailOfAsync(user.Id));
        Assert.Equal("/signin", (await resident.GoAsync("/my")).Path);
        Assert.Equal(0, await site.City.ReadAsync(db => db.UserPasskeys.CountAsync(p => p.UserId == user.Id)));
        Assert.Contains(await site.MailsToAsync(user.Email!), m => m.Kind == "reset_password");
        Assert.Null(await site.City.ReadAsync(db => db.Users.Where(u => u.Id == user.Id)
            .Select(u => u.PasswordHash).SingleAsync()));
    }

    [Fact]
    public async Task That_somebody_else_signs_in_with_an_address_only_its_owner_learns()
    {
        var other = await site.UserAsync();
        var resident = await site.SignInAsync(await site.UserAsync());

        var page = await resident.SubmitAsync(
            await resident.GoAsync("/my/details/signin"), "Mail me the link", ("Input.Email", other.Email!));

        Assert.Contains($"We mailed a link to {other.Email}", page.Text, StringComparison.Ordinal);
        Assert.Equal(["already_registered"], (await site.MailsToAsync(other.Email!)).Select(m => m.Kind));
    }

    [Fact]
    public async Task An_old_proof_is_not_enough_to_change_an_address()
    {
        var account = await site.City.AccountAsync("Ana Ruiz", Address("old"));
        var resident = await site.ResidentAsync(account);
        var form = await resident.GoAsync($"/my/details/{account.CustomerId}/email");
        site.City.Clock.Advance(TimeSpan.FromMinutes(6));

        var answer = await resident.SubmitAsync(form, "Mail me the link", ("Input.Email", Address("new")));

        Assert.Equal("/security/prove", answer.Path);
    }

    [Fact]
    public async Task Of_eight_confirmations_at_once_one_changes_the_address()
    {
        var (old, @new) = (Address("old"), Address("new"));
        var account = await site.City.AccountAsync("Ana Ruiz", old);
        var resident = await site.ResidentAsync(account);
        await AskAsync(resident, account, @new);
        var page = await resident.GoAsync(await site.MailedPathAsync(@new, "/my/details/confirm"));

        var answers = await Task.WhenAll(
            Enumerable.Range(0, 8).Select(_ => resident.SubmitAsync(page, "Use the new address")));

        Assert.All(answers, a => Assert.Equal(HttpStatusCode.OK, a.Status));
        Assert.Equal(1, await site.ChangesAsync(account));
        Assert.Equal(1, (await site.MailsToAsync(old)).Count(m => m.Kind == "email_changed"));
    }

    private static string Address(string name) => $"{name}.{Interlocked.Increment(ref _no)}@example.com";

    /// <returns>The browser of whom was asked in, with full access by now.</returns>
    private async Task<SiteBrowser> AskInAsync(SiteBrowser who, CustomerAccount account, PortalUser whom)
    {
        await who.SubmitAsync(
            await who.GoAsync($"/my/people/{account.Id}"), "Send the invitation", ("Input.Email", whom.Email!),
            ("Input.Level", $"{AccountLevel.Full}"));
        var theirs = await site.SignInAsync(whom);
        await theirs.SubmitAsync(await theirs.GoAsync("/my/invitations"), "Accept");
        return theirs;
    }

    private static async Task<SitePage> AskAsync(SiteBrowser resident, CustomerAccount account, string email) =>
        await resident.SubmitAsync(
            await resident.GoAsync($"/my/details/{account.CustomerId}/email"), "Mail me the link",
            ("Input.Email", email));

    private async Task ChangeAsync(SiteBrowser resident, CustomerAccount account, string email)
    {
        await AskAsync(resident, account, email);
        site.City.Clock.Advance(TimeSpan.FromSeconds(1));
        await resident.SubmitAsync(
            await resident.GoAsync(await site.MailedPathAsync(email, "/my/details/confirm")), "Use the new address");
    }

    private Task<string?> EmailOfAsync(Guid userId) =>
        site.City.ReadAsync(db => db.Users.Where(u => u.Id == userId).Select(u => u.Email).SingleAsync());
}
