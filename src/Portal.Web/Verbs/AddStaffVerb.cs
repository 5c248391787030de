using Portal.Core.Staff;

namespace Portal.Web.Verbs;

/// <summary>Makes a member of staff and prints the link of their first sign-in, which is mailed to them too.</summary>
public sealed class AddStaffVerb : IVerb
{
    private static IEnumerable<string> Words => Enum.GetValues<StaffRole>().Select(StaffRoles.WordOf);

    public string Name => "add-staff";

    public string Use => $"add-staff --email ADDRESS --name NAME --role {string.Join('|', Words)}";

    public IReadOnlyList<string> Options => ["email", "name", "role"];

    public async Task<int> RunAsync(VerbOptions options, Func<IServiceProvider> buildServices, CancellationToken ct)
    {
        var role = StaffRoles.OfWord(options["role"]);
        if (options["email"] is not { } email || options["name"] is not { } name || role is null)
        {
            await Console.Error.WriteLineAsync($"Use it so: {Use}");
            return OperatorVerbs.Misused;
        }

        await using var scope = buildServices().CreateAsyncScope();
        var outcome = await scope.ServiceProvider.GetRequiredService<AddStaff>()
            .RunAsync(new(email, name, role.Value, Actor.System), ct);
        if (!outcome.Done(out var link)) { return 1; }

        Console.WriteLine($"{name} sets up the first sign-in here, once, within 48 hours: {link}");
        return 0;
    }
}
