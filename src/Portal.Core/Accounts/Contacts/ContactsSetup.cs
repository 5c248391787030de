using Microsoft.Extensions.DependencyInjection;
using Portal.Core.Accounts.Notices;
using Portal.Core.People.Consents;

namespace Portal.Core.Accounts.Contacts;

/// <summary>Letters about an account, red flags and consents: parts of acts. Needs mail registered.</summary>
public static class ContactsSetup
{
    public static IServiceCollection AddContacts(this IServiceCollection services) => services
        .AddScoped<TellCustomer>()
        .AddScoped<TellOfDetail>()
        .AddScoped<ChooseChannel>()
        .AddScoped<GoBackToPaper>()
        .AddScoped<StopFromMail>()
        .AddScoped<AgreeToPaperless>()
        .AddScoped<NameThirdParty>()
        .AddScoped<AnswerThirdParty>()
        .AddScoped<ChangeDetail>()
        .AddScoped<ChangeMailingAddress>()
        .AddScoped<ChangePhone>()
        .AddScoped<ChangeKnownName>()
        .AddScoped<ChangeLanguage>()
        .AddScoped<AskEmailChange>()
        .AddScoped<ConfirmEmailChange>()
        .AddScoped<UndoEmailChange>()
        .AddScoped<WatchForRedFlags>()
        .AddScoped<KeepConsent>()
        .AddScoped<EndConsent>();
}
