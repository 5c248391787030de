using Microsoft.EntityFrameworkCore;
using Portal.Core.Common;
using Portal.Core.Staff;
using Portal.Core.Staff.Reviews;
using Portal.Core.Staff.Team;
using Portal.Testing;
using Xunit;

namespace Portal.Core.Tests.Staff;

/// <summary>Rights are given, taken and reviewed by somebody else, and never two that do not go together.</summary>
public sealed class TeamTests : IAsyncLifetime
{
    private readonly TeamTown _town = new();

    public Task InitializeAsync() => _town.InitializeAsync();

    public Task DisposeAsync() => _town.DisposeAsync();

    [Theory]
    [InlineData(StaffRole.Technician, StaffRole.Administrator, "Duty_people_money")]
    [InlineData(StaffRole.Administrator, StaffRole.FinanceManager, "Duty_people_money")]
    [InlineData(StaffRole.Auditor, StaffRole.Cashier, "Duty_read_change")]
    [InlineData(StaffRole.Administrator, StaffRole.Auditor, "Duty_read_change")]
    public async Task A_forbidden_pair_is_refused_by_the_act_and_by_the_database(
        StaffRole role, StaffRole also, string sentence)
    {
        var no = TeamTown.Refused(await _town.GiveAsync(_town.Terry, role, [also]));

        Assert.Equal(sentence, no);
        Assert.Equal("ck_staff_member_duties", await _town.PokeAsync($"""
            update staff_member set role = '{StaffRoles.WordOf(role)}', also = array['{StaffRoles.WordOf(also)}']
            where user_id = '{_town.Terry}'
            """));
        Assert.Equal("ck_staff_change_duties",
            await _town.PokeAsync(TeamTown.Change(_town.Terry, "role", _town.Ada, role, also)));
    }

    [Fact]
    public async Task No_role_alone_holds_a_forbidden_pair()
    {
        var duties = await _town.City.ReadAsync(db => Duty.AllAsync(db, default));

        Assert.All(Enum.GetValues<StaffRole>(), role => Assert.Null(Duty.WhyNot(duties, [role])));
        Assert.All(duties, d => Assert.Contains(d.One, Can.All));
        Assert.All(duties, d => Assert.NotEmpty(d.Others.Intersect(Can.All)));
    }

    [Fact]
    public async Task A_rule_that_a_duty_names_is_in_the_database()
    {
        var duties = await _town.City.ReadAsync(db => Duty.AllAsync(db, default));
        var source = string.Join('\n', Portal.Core.Data.MigrateDatabase.Files.Select(f => f.Sql));

        Assert.All(duties, d => Assert.Contains(d.KeptBy, source, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Another_small_role_is_given_at_once_and_told_by_mail()
    {
        var change = City.Done(await _town.GiveAsync(_town.Terry, StaffRole.Collections, [StaffRole.Cashier]));

        var member = await _town.MemberAsync(_town.Terry);
        Assert.False(change.NeedsLook);
        Assert.Equal([StaffRole.Collections, StaffRole.Cashier], member.Roles);
        Assert.Equal(1, await _town.City.ReadAsync(db => db.OutboxMails.CountAsync(m => m.Kind == "staff_changed")));
        Assert.Equal(1, await _town.City.ReadAsync(db => db.AuditEntries.CountAsync(a => a.Act == nameof(GiveRole))));
    }

    [Fact]
    public async Task A_large_role_waits_for_a_second_person_who_is_neither()
    {
        var fay = await _town.StaffAsync(StaffRole.FinanceManager);
        var change = City.Done(await _town.GiveAsync(_town.Terry, StaffRole.Supervisor, []));

        Assert.Equal(StaffRole.Technician, (await _town.MemberAsync(_town.Terry)).Role);
        Assert.Equal("Staff_OwnChange", TeamTown.Refused(await _town.LookAsync(change, _town.Ada)));
        Assert.Equal("Staff_OwnChange", TeamTown.Refused(await _town.LookAsync(change, _town.Terry)));
        Assert.Equal("ck_staff_change_second_look", await _town.PokeAsync(TeamTown.Look(change, _town.Ada)));
        Assert.Equal("ck_staff_change_second_look", await _town.PokeAsync(TeamTown.Look(change, _town.Terry)));
        Assert.Equal("Staff_ChangeWaits", TeamTown.Refused(await _town.GiveAsync(_town.Terry, StaffRole.Cashier, [])));

        City.Done(await _town.LookAsync(change, fay));

        Assert.Equal(StaffRole.Supervisor, (await _town.MemberAsync(_town.Terry)).Role);
    }

    [Fact]
    public async Task A_refused_change_gives_nothing_and_needs_words()
    {
        var change = City.Done(await _town.GiveAsync(_town.Terry, StaffRole.FinanceManager, []));

        Assert.Equal("Staff_NoteMissing", TeamTown.Refused(await _town.LookAsync(change, _town.Sam, agree: false)));
        City.Done(await _town.LookAsync(change, _town.Sam, agree: false, note: "Not trained yet."));

        Assert.Equal(StaffRole.Technician, (await _town.MemberAsync(_town.Terry)).Role);
        City.Done(await _town.GiveAsync(_town.Terry, StaffRole.Cashier, []));
    }

    [Fact]
    public async Task Who_was_refused_is_not_let_in_on_one_word_nor_keeps_the_role()
    {
        var invited = City.Done(await _town.InviteAsync("refused@example.gov", StaffRole.Supervisor));
        City.Done(await _town.LookAsync(invited, _town.Sam, agree: false, note: "Nobody knows them."));

        Assert.Equal("Staff_TurnedDown", TeamTown.Refused(await _town.SuspendAsync(invited.UserId, suspend: false)));
        Assert.Equal("ck_staff_change_restored_agreed", await _town.PokeAsync(
            TeamTown.Change(invited.UserId, "restored", _town.Ada, StaffRole.Supervisor)));
        _town.City.Clock.Advance(TimeSpan.FromMinutes(1));
        var again = City.Done(await _town.GiveAsync(invited.UserId, StaffRole.Supervisor, []));
        Assert.True(again.NeedsLook);
        City.Done(await _town.LookAsync(again, _town.Sam, agree: false, note: "Still nobody."));
        Assert.Equal("Staff_TurnedDown", TeamTown.Refused(await _town.SuspendAsync(invited.UserId, suspend: false)));

        _town.City.Clock.Advance(TimeSpan.FromMinutes(1));
        City.Done(await _town.GiveAsync(invited.UserId, StaffRole.Cashier, []));
        City.Done(await _town.SuspendAsync(invited.UserId, suspend: false));

        Assert.Equal((StaffRole.Cashier, null),
            ((await _town.MemberAsync(invited.UserId)).Role, (await _town.MemberAsync(invited.UserId)).SuspendedAt));
    }

    [Fact]
    public async Task Nobody_changes_or_suspends_themselves()
    {
        var second = await _town.StaffAsync(StaffRole.Administrator);

        Assert.Equal("Staff_OwnRole",
            TeamTown.Refused(await _town.GiveAsync(second, StaffRole.Cashier, [], by: second)));
        Assert.Equal("Staff_OwnSuspension", TeamTown.Refused(await _town.SuspendAsync(second, by: second)));
        Assert.Equal("ck_staff_change_not_own", await _town.PokeAsync(
            TeamTown.Change(second, "suspended", second, StaffRole.Administrator)));
    }

    [Fact]
    public async Task The_last_administrator_stays()
    {
        var second = await _town.StaffAsync(StaffRole.Administrator);
        City.Done(await _town.SuspendAsync(second, by: _town.Ada));

        Assert.Equal("Staff_LastAdministrator", TeamTown.Refused(await _town.SuspendAsync(_town.Ada, by: second)));
        Assert.Equal("Staff_LastAdministrator",
            TeamTown.Refused(await _town.GiveAsync(_town.Ada, StaffRole.Cashier, [], by: second)));
    }

    [Fact]
    public async Task Two_administrators_who_suspend_each_other_at_once_leave_one()
    {
        var second = await _town.StaffAsync(StaffRole.Administrator);

        var both = await Task.WhenAll(_town.SuspendAsync(second,
            by: _town.Ada), _town.SuspendAsync(_town.Ada, by: second));

        Assert.Single(both.OfType<Outcome<StaffMember>.Done>());
    }

    [Fact]
    public async Task Suspended_and_let_back_in_each_with_a_reason()
    {
        Assert.Equal("Staff_WhyMissing", TeamTown.Refused(await _town.SuspendAsync(_town.Terry, why: " ")));
        City.Done(await _town.SuspendAsync(_town.Terry));
        Assert.Equal("Staff_AlreadySuspended", TeamTown.Refused(await _town.SuspendAsync(_town.Terry)));

        City.Done(await _town.SuspendAsync(_town.Terry, suspend: false));

        Assert.Null((await _town.MemberAsync(_town.Terry)).SuspendedAt);
        Assert.Equal("Staff_NotSuspended", TeamTown.Refused(await _town.SuspendAsync(_town.Terry, suspend: false)));
    }

    [Fact]
    public async Task Who_is_invited_into_a_large_role_waits_for_the_second_look()
    {
        var change = City.Done(await _town.InviteAsync("new.supervisor@example.gov", StaffRole.Supervisor));
        var small = City.Done(await _town.InviteAsync("new.cashier@example.gov", StaffRole.Cashier));

        Assert.NotNull((await _town.MemberAsync(change.UserId)).SuspendedAt);
        Assert.Null((await _town.MemberAsync(small.UserId)).SuspendedAt);
        Assert.Equal("Staff_ChangeWaits", TeamTown.Refused(await _town.SuspendAsync(change.UserId, suspend: false)));
        City.Done(await _town.LookAsync(change, _town.Sam));
        Assert.Null((await _town.MemberAsync(change.UserId)).SuspendedAt);
        Assert.Equal("Staff_AlreadyThere",
            TeamTown.Refused(await _town.InviteAsync("new.cashier@example.gov", StaffRole.Cashier)));
    }

    [Fact]
    public async Task A_review_needs_an_answer_by_another_for_everybody_and_is_then_a_record()
    {
        var review = City.Done(await _town.City.AskAsync<OpenReview, Outcome<AccessReview>>(
            act => act.RunAsync(new(Guid.NewGuid(), Actor.Staff(_town.Sam)), default)));
        Assert.Equal("Review_Open", TeamTown.Refused(await _town.City.AskAsync<OpenReview, Outcome<AccessReview>>(
            act => act.RunAsync(new(Guid.NewGuid(), Actor.Staff(_town.Ada)), default))));

        Assert.Equal("Review_OwnAccess", TeamTown.Refused(await _town.AnswerAsync(review, _town.Sam, _town.Sam)));
        Assert.Equal("ck_access_review_item_not_own", await _town.PokeAsync($"""
            update access_review_item set answer = 'confirmed', answered_by = 'staff:{_town.Sam}', answered_at = now()
            where user_id = '{_town.Sam}'
            """));
        City.Done(await _town.AnswerAsync(review, _town.Terry, _town.Sam));
        City.Done(await _town.AnswerAsync(review, _town.Ada, _town.Sam));
        Assert.Equal("Review_Incomplete", TeamTown.Refused(await _town.CloseAsync(review)));
        Assert.Equal("ck_access_review_complete", await _town.PokeAsync(
            "update access_review set closed_by = 'x', closed_at = now()"));
        Assert.Equal("Review_NoteMissing",
            TeamTown.Refused(await _town.AnswerAsync(review, _town.Sam, _town.Ada, AccessAnswer.ToChange)));
        City.Done(await _town.AnswerAsync(review, _town.Sam, _town.Ada, AccessAnswer.ToChange, "Is a technician now."));
        City.Done(await _town.CloseAsync(review));

        Assert.Equal("Review_Closed", TeamTown.Refused(await _town.AnswerAsync(review, _town.Terry, _town.Sam)));
        Assert.Equal("tr_access_review_item_in_time",
            await _town.PokeAsync("update access_review_item set note = 'x'"));
        Assert.Equal("tr_access_review_only_closes", await _town.PokeAsync("update access_review set closed_by = 'y'"));
        var row = await _town.City.ReadAsync(db => TeamList.OneAsync(db, _town.Sam, default));
        Assert.Equal("Is a technician now.", row!.Sought);
        City.Done(await _town.GiveAsync(_town.Sam, StaffRole.Technician, []));
        Assert.Null((await _town.City.ReadAsync(db => TeamList.OneAsync(db, _town.Sam, default)))!.Sought);
    }
}
