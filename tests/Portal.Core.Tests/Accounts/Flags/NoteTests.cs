using Portal.Core.Accounts.Notes;
using Portal.Core.Common;
using Portal.Core.Staff;
using Portal.Testing;

namespace Portal.Core.Tests.Accounts.Flags;

public sealed class NoteTests(City city) : IClassFixture<City>
{
    [Fact]
    public async Task A_mistake_is_set_right_by_another_note_which_takes_its_place_on_top()
    {
        var (account, terry) = (await city.AccountAsync(), await city.StaffAsync());
        var wrong = City.Done(await city.NoteAsync(account, terry, "Dog in the yard."));
        await PinAsync(account.Id, wrong.Id, terry);

        var right = City.Done(await city.NoteAsync(account, terry, "No dog.", wrong.Id));

        var notes = await city.ReadAsync(db => AccountNotes.OfAsync(db, account.Id, 1, 25, default));
        Assert.Equal(right.Id, notes.Pinned?.Note.Id);
        Assert.Equal([(right.Id, null), (wrong.Id, (Guid?)right.Id)],
            notes.Rows.Select(r => (r.Note.Id, r.CorrectedBy)));
        Assert.Equal("Note_NotToCorrect", Why(await city.NoteAsync(account, terry, "Again.", wrong.Id)));
    }

    [Fact]
    public async Task A_note_says_something_is_written_once_and_belongs_to_its_account()
    {
        var (account, other, terry) =
            (await city.AccountAsync(), await city.AccountAsync(), await city.StaffAsync());
        var operation = Guid.CreateVersion7();

        await city.NoteAsync(account, terry, "Called.", operation: operation);
        var note = City.Done(await city.NoteAsync(account, terry, "Called.", operation: operation));

        Assert.Equal(1, (await city.ReadAsync(db => AccountNotes.OfAsync(db, account.Id, 1, 25, default))).Count);
        Assert.Equal("Note_Missing", Why(await city.NoteAsync(account, terry, " ")));
        Assert.Equal("Note_NotToCorrect", Why(await city.NoteAsync(other, terry, "x", note.Id)));
        Assert.Equal("Note_NotFound", Why(await PinAsync(other.Id, note.Id, terry)));
    }

    private Task<Outcome<bool>> PinAsync(Guid account, Guid? note, Guid staff) =>
        city.AskAsync<PinNote, Outcome<bool>>(act => act.RunAsync(new(account, note, Actor.Staff(staff)), default));

    private static string Why<T>(Outcome<T> outcome) => Assert.IsType<Outcome<T>.Refused>(outcome).Refusal.Key;
}
