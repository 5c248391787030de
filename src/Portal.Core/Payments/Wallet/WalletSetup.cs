using Microsoft.Extensions.DependencyInjection;
using Portal.Core.Payments.Autopay;
using Portal.Core.Payments.Drafts;

namespace Portal.Core.Payments.Wallet;

/// <summary>Kept methods, autopay and scheduled payments. Part of AddPayments.</summary>
public static class WalletSetup
{
    public static IServiceCollection AddWallet(this IServiceCollection services) => services
        .AddScoped<TellOwner>()
        .AddScoped<StartSavingMethod>()
        .AddScoped<FollowSetup>()
        .AddScoped<KeepSavedMethod>()
        .AddScoped<RemoveMethod>()
        .AddScoped<FollowMethodUpdate>()
        .AddScoped<SweepWallet>()
        .AddScoped<TellExpiries>()
        .AddScoped<TellAutopay>()
        .AddScoped<EnrollInAutopay>()
        .AddScoped<LeaveAutopay>()
        .AddScoped<SuspendAutopay>()
        .AddScoped<ResumeAutopay>()
        .AddScoped<StopReturnedAutopay>()
        .AddScoped<StopMethod>()
        .AddScoped<TakeOutMethods>()
        .AddScoped<TellDraft>()
        .AddScoped<PromiseDrafts>()
        .AddScoped<SendDrafts>()
        .AddScoped<SendDraft>()
        .AddScoped<ChargeDraft>()
        .AddScoped<FollowDraft>()
        .AddScoped<SchedulePayment>()
        .AddScoped<StartGuestSchedule>()
        .AddScoped<KeepGuestSchedule>()
        .AddScoped<ChangeScheduled>()
        .AddScoped<CancelDraft>()
        .AddScoped<DropDraftsOfBill>();
}
