using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Portal.Core.Common;
using Portal.Core.People;
using Portal.Core.Requests.Calendar;
using Portal.Core.Requests.Calls;
using Portal.Core.Requests.Desk;
using Portal.Core.Requests.Disputes;
using Portal.Core.Requests.Moving;
using Portal.Core.Requests.Refunds;
using Portal.Core.Requests.Replies;
using Portal.Core.Requests.Strangers;

namespace Portal.Core.Requests;

/// <summary>What customers ask of the office. Part of AddPayments.</summary>
public static class RequestsSetup
{
    public static IServiceCollection AddRequests(this IServiceCollection services)
    {
        // Of signing in; where nobody signs in, asking still has a limit.
        services.TryAddScoped<TakeToken>();
        return services
            .AddSingleton<IHtmlCleaner, AllowListCleaner>()
            .AddSingleton<RichText>()
            .AddScoped<RequestInHand>()
            .AddScoped<OpenRequest>()
            .AddScoped<TellOfRequest>()
            .AddScoped<AskQuestion>()
            .AddScoped<WriteMessage>()
            .AddScoped<WithdrawRequest>()
            .AddScoped<RateAnswer>()
            .AddScoped<LogInquiry>()
            .AddScoped<AssignRequest>()
            .AddScoped<TransferRequest>()
            .AddScoped<LinkRequest>()
            .AddScoped<MergeRequests>()
            .AddScoped<KeepAnswerTemplate>()
            .AddScoped<KeepOfficeWord>()
            .AddScoped<ReviewAnswer>()
            .AddScoped<TakeRequest>()
            .AddScoped<AnswerRequest>()
            .AddScoped<OpenRequestFile>()
            .AddScoped<RaiseLateRequests>()
            .AddScoped<OpenDispute>()
            .AddScoped<DecideDispute>()
            .AddScoped<EndDispute>()
            .AddScoped<AppealDispute>()
            .AddScoped<AskRefund>()
            .AddScoped<TellOfRefund>()
            .AddScoped<RaiseRefundDue>()
            .AddScoped<AskAssistance>()
            .AddScoped<AskToMove>()
            .AddScoped<CheckIdentity>()
            .AddScoped<CloseOffice>()
            .AddScoped<ChangeRequestTopic>()
            .AddScoped<WarnOfCalendarEnd>()
            .AddScoped<AskForLink>()
            .AddScoped<OpenAskingLink>()
            .AddScoped<StrangerKeys>()
            .AddScoped<TakeMail>()
            .AddScoped<DecideMail>()
            .AddScoped<ReadMailFolder>();
    }
}
