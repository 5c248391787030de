using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Portal.Core.Accounts;
using Portal.Core.Accounts.Contacts;
using Portal.Core.Appointments;
using Portal.Core.Billing;
using Portal.Core.Billing.Adjustments;
using Portal.Core.Billing.Approvals;
using Portal.Core.Billing.LateCharges;
using Portal.Core.Delinquency;
using Portal.Core.Fees;
using Portal.Core.Ledger;
using Portal.Core.Moves;
using Portal.Core.Payments.Arrangements;
using Portal.Core.Payments.Gateway;
using Portal.Core.Payments.PaymentFees;
using Portal.Core.Payments.Refunds;
using Portal.Core.Payments.Relief;
using Portal.Core.Payments.Returns;
using Portal.Core.Payments.Unclaimed;
using Portal.Core.Payments.Wallet;
using Portal.Core.Requests;
using Portal.Core.SecurityDeposits;
using Portal.Core.Usage;

namespace Portal.Core.Payments;

/// <summary>The acts that move money. Needs the context, the clock, mail and the gateway registered.</summary>
public static class PaymentsSetup
{
    public static IServiceCollection AddPayments(this IServiceCollection services, IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        services.Configure<CheckoutOptions>(configuration.GetSection("Portal"));
        return services
            .AddSingleton(configuration.GetSection("AllocationOrder").Get<AllocationOrder>() ?? AllocationOrder.Default)
            .AddCardGateway(configuration)
            .AddScoped<PostJournalEntry>()
            .AddScoped<CheckBooks>()
            .AddContacts()
            .AddUse()
            .AddBilling()
            .AddScoped<WritePosting>()
            .AddScoped<ApplyCredit>()
            .AddScoped<TakeOffAllocations>()
            .AddAdjustments()
            .AddFees()
            .AddSecurityDeposits()
            .AddMoves()
            .AddLateCharges()
            .AddDelinquency()
            .AddArrangements()
            .AddAppointments()
            .AddScoped<RecordGift>()
            .AddScoped<RecordPaymentFee>()
            .AddScoped<TakePaymentFee>()
            .AddScoped<TakePaymentFees>()
            .AddScoped<TellOfAssistance>()
            .AddScoped<GrantAssistance>()
            .AddScoped<IApprovedAct>(provider => provider.GetRequiredService<GrantAssistance>())
            .AddScoped<TakeBackGrant>()
            .AddRequests()
            .AddAccountKeeping()
            .AddRefunds()
            .AddUnclaimed()
            .AddScoped<CreditReceived>()
            .AddScoped<PostPayment>()
            .AddScoped<ReversePayment>()
            .AddScoped<Accounts.FindCustomers>()
            .AddSuspense()
            .AddScoped<Transfers.TellOfTransfer>()
            .AddScoped<Transfers.ReallocatePayment>()
            .AddApproved<Transfers.TransferPayment>()
            .AddReturns()
            .AddScoped<StartPayment>()
            .AddScoped<SearchCheckout>()
            .AddScoped<OpenCheckout>()
            .AddScoped<CancelAttempt>()
            .AddScoped<FollowAttempt>()
            .AddScoped<SettleAttempt>()
            .AddScoped<HoldInSuspense>()
            .AddScoped<HoldStrayPayment>()
            .AddScoped<TellPayer>()
            .AddWallet()
            .AddScoped<ReceiveWebhook>()
            .AddScoped<ReadWebhookEvents>()
            .AddScoped<SweepPayments>();
    }

    private static IServiceCollection AddSuspense(this IServiceCollection services) => services
        .AddScoped<Unidentified.RecordUnidentified>()
        .AddScoped<Unidentified.AssignSuspense>()
        .AddScoped<Unidentified.EndSuspense>()
        .AddScoped<Unidentified.SuspenseMatches>()
        .AddApproved<Unidentified.PutOnAccount>();
}
