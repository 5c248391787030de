using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Portal.Core.Accounts;
using Portal.Core.Accounts.Access;
using Portal.Core.People.Holdings;

namespace Portal.Core.People;

/// <summary>
/// The acts of signing in and of linking accounts. Needs SignInSettings, mail and the database registered.
/// </summary>
public static class PeopleSetup
{
    public static IServiceCollection AddPeople(this IServiceCollection services) => services
        .Configure<PasswordHasherOptions>(options => options.IterationCount = PasswordHashing.Iterations)
        .AddSingleton<IPasswordHasher<PortalUser>, PasswordHasher<PortalUser>>()
        .AddSingleton<PasswordHashing>()
        .AddSingleton<AuthenticatorKeys>()
        .AddScoped<TakeToken>()
        .AddScoped<FailedTries>()
        .AddScoped<MailSecret>()
        .AddScoped(_ => CallingBrowser.None)
        .AddScoped<SecurityLog>()
        .AddScoped<SecurityNotice>()
        .AddScoped<ProveAgain>()
        .AddScoped<RegisterResident>()
        .AddScoped<ConfirmEmail>()
        .AddScoped<CheckPassword>()
        .AddScoped<CheckSecondStep>()
        .AddScoped<StartSession>()
        .AddScoped<ReadSession>()
        .AddScoped<EndSessions>()
        .AddScoped<RequestPasswordReset>()
        .AddScoped<ResetPassword>()
        .AddScoped<ChangePassword>()
        .AddScoped<SetUpAuthenticator>()
        .AddScoped<TakeOffAuthenticator>()
        .AddScoped<MakeRecoveryCodes>()
        .AddScoped<EnrollStaff>()
        .AddScoped<KeepPasskey>()
        .AddScoped<ChangePasskey>()
        .AddScoped<CreateDemoSignIns>()
        .AddScoped<ChangeOwnName>()
        .AddScoped<LinkAccount>()
        .AddScoped<DownloadHoldings>()
        .AddScoped<InvitePerson>()
        .AddScoped<AnswerInvitation>()
        .AddScoped<WithdrawInvitation>()
        .AddScoped<ChangeAccess>()
        .AddScoped<TellAccessEnded>()
        .AddScoped<ShutIntruderOut>()
        .AddScoped<EndAccess>();
}
