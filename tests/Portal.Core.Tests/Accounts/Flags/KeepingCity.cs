using Portal.Core.Accounts;
using Portal.Core.Accounts.Flags;
using Portal.Core.Accounts.Notes;
using Portal.Core.Common;
using Portal.Core.Staff;
using Portal.Testing;

namespace Portal.Core.Tests.Accounts.Flags;

/// <summary>Members of staff, flags and notes for the tests of what the office keeps about an account.</summary>
internal static class KeepingCity
{
    public static async Task<Guid> StaffAsync(
        this City city, string name = "Terry Technician", StaffRole role = StaffRole.Technician)
    {
        var user = await city.ResidentAsync(name);
        await city.ReadAsync(db =>
        {
            db.Add(new StaffMember { UserId = user.Id, Role = role, StartedAt = city.Clock.GetUtcNow() });
            return db.SaveChangesAsync();
        });
        return user.Id;
    }

    public static PlaceFlag.Request Flagging(this City city, CustomerAccount account, FlagKind kind, Guid staff) => new(
        Guid.CreateVersion7(), account.Id, kind, "As the paper says.", "Form of Nov 3", staff, city.Today.AddDays(30),
        Actor.Staff(staff));

    public static Task<Outcome<AccountFlag>> FlagAsync(this City city, PlaceFlag.Request request) =>
        city.AskAsync<PlaceFlag, Outcome<AccountFlag>>(act => act.RunAsync(request, default));

    public static Task<Outcome<AccountFlag>> LiftAsync(this City city, AccountFlag flag, string? why = "It is over.") =>
        city.AskAsync<LiftFlag, Outcome<AccountFlag>>(act => act.RunAsync(
            new(flag.CustomerAccountId, flag.Id, why, new Actor(flag.PlacedBy)), default));

    public static Task<Outcome<AccountNote>> NoteAsync(
        this City city, CustomerAccount account, Guid staff, string? body, Guid? corrects = null,
        Guid? operation = null) =>
        city.AskAsync<WriteNote, Outcome<AccountNote>>(act => act.RunAsync(
            new(operation ?? Guid.CreateVersion7(), account.Id, body, corrects, Actor.Staff(staff)), default));
}
