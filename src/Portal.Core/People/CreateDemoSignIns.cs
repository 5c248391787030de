using Portal.Core.Accounts;
using Portal.Core.Data;
using Portal.Core.Staff;

namespace Portal.Core.People;

/// <summary>
/// Who may sign in to a demo city: a resident with accounts, and somebody of each role of the office, two technicians
/// for what takes three to do. Their password and authenticator keys are public, so this act is for empty demo
/// databases only.
/// </summary>
public sealed class CreateDemoSignIns(
    PortalDbContext db, PasswordHashing passwords, AuthenticatorKeys keys, TimeProvider clock)
{
    public const string Password = "demo city water bill";

    /// <summary>Those who can sign in, as infra/run prints them.</summary>
    public static readonly IReadOnlyList<Person> People =
    [
        new("rosa.delgado@example.com", "Rosa Delgado", null, null),
        new("terry.technician@example.gov", "Terry Technician", StaffRole.Technician,
            "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"),
        new("sam.supervisor@example.gov", "Sam Supervisor", StaffRole.Supervisor, "KRSXG5CTMVRXEZLUKRSXG5CTMVRXEZLU"),
        new("pat.technician@example.gov", "Pat Technician", StaffRole.Technician, "MFRGGZDFMZTWQ2LKMFRGGZDFMZTWQ2LK"),
        new("nora.senior@example.gov", "Nora Senior", StaffRole.SeniorTechnician, "NB2W45DFOIZA2NB2W45DFOIZA2NB2W45"),
        new("carl.cashier@example.gov", "Carl Cashier", StaffRole.Cashier, "MNQXG2DJMVZGCMNQXG2DJMVZGCMNQXG2"),
        new("fay.finance@example.gov", "Fay Finance", StaffRole.FinanceManager, "MZUW4YLOMNSTEMZUW4YLOMNSTEMZUW4Y"),
        new("cole.collections@example.gov", "Cole Collections", StaffRole.Collections,
            "MNXWY3DFMN2GSMNXWY3DFMN2GSMNXWY3"),
        new("lena.legal@example.gov", "Lena Legal", StaffRole.Legal, "NRSWOYLMMNQXGNRSWOYLMMNQXGNRSWOY"),
        new("art.auditor@example.gov", "Art Auditor", StaffRole.Auditor, "MF2WI2LUN5ZGCMF2WI2LUN5ZGCMF2WI2"),
        new("ada.administrator@example.gov", "Ada Administrator", StaffRole.Administrator,
            "MFSG22LONFZXIMFSG22LONFZXIMFSG22"),
    ];

    /// <param name="Email">Signs in with it.</param>
    /// <param name="Name">Greeted by it.</param>
    /// <param name="Role">Null for the resident.</param>
    /// <param name="AuthenticatorKey">Base32; null where none is asked for.</param>
    public sealed record Person(string Email, string Name, StaffRole? Role, string? AuthenticatorKey);

    /// <summary>Joins the caller's transaction when there is one.</summary>
    /// <param name="accountsOfRosa">Accounts that the resident's sign-in is linked to.</param>
    /// <param name="ct">Stops it.</param>
    public async Task RunAsync(IReadOnlyList<Guid> accountsOfRosa, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var users = People.Select(person => NewUser(person, now)).ToList();
        db.AddRange(users);
        await db.SaveChangesAsync(ct);
        foreach (var (person, user) in People.Zip(users))
        {
            if (person.Role is { } role)
            {
                db.Add(new StaffMember { UserId = user.Id, Role = role, StartedAt = now });
            }

            if (person.AuthenticatorKey is { } key)
            {
                db.Add(new Authenticator
                {
                    UserId = user.Id,
                    ProtectedKey = keys.Protect(key),
                    MadeAt = now,
                    ConfirmedAt = now,
                });
            }
        }

        db.AddRange(accountsOfRosa.Select(account => new AccountLink
        {
            Id = Guid.CreateVersion7(),
            UserId = users[0].Id,
            CustomerAccountId = account,
            Level = AccountLevel.Full,
            LinkedAt = now,
        }));
        await db.SaveChangesAsync(ct);
    }

    private PortalUser NewUser(Person person, DateTimeOffset now)
    {
        var id = Guid.CreateVersion7();
        return new()
        {
            Id = id,
            UserName = id.ToString(),
            NormalizedUserName = id.ToString().ToUpperInvariant(),
            Email = person.Email,
            NormalizedEmail = EmailAddress.Normalized(person.Email),
            EmailConfirmed = true,
            PasswordHash = passwords.Hash(Password),
            SecurityStamp = Secret.New(),
            TwoFactorEnabled = person.AuthenticatorKey is not null,
            LockoutEnabled = false,
            DisplayName = person.Name,
            Language = "en",
            CreatedAt = now,
        };
    }
}
