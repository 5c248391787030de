using Microsoft.Extensions.DependencyInjection;
using Portal.Core.Accounts.Contacts;
using Portal.Core.Accounts.Flags;
using Portal.Core.Accounts.Merging;
using Portal.Core.Accounts.Notes;
using Portal.Core.Records;

namespace Portal.Core.Accounts;

/// <summary>What the office keeps about accounts. Part of AddPayments.</summary>
public static class AccountsSetup
{
    public static IServiceCollection AddAccountKeeping(this IServiceCollection services) => services
        .AddRecords()
        .AddScoped<AskMerge>()
        .AddScoped<DecideMerge>()
        .AddScoped<UndoMerge>()
        .AddScoped<ChangeByOffice>()
        .AddScoped<PlaceFlag>()
        .AddScoped<ReviewFlag>()
        .AddScoped<LiftFlag>()
        .AddScoped<RaiseFlagReviews>()
        .AddScoped<WriteNote>()
        .AddScoped<PinNote>();
}
