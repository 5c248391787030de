using Microsoft.Extensions.DependencyInjection;
using Portal.Core.Accounts;
using Portal.Core.Ledger;
using Portal.Core.Staff.Reviews;
using Portal.Core.Staff.Team;

namespace Portal.Core.Staff;

/// <summary>What the office does and asks. Needs the context and the clocks registered.</summary>
public static class StaffSetup
{
    public static IServiceCollection AddOffice(this IServiceCollection services) => services
        .AddTeam()
        .AddScoped<FindCustomers>()
        .AddScoped<RecordCustomerView>()
        .AddScoped<RecordListedCustomers>()
        .AddScoped<DoneTask>()
        .AddScoped<ExportJournal>();

    /// <summary>
    /// Who is let in, what they may do and keep away from, and the look at it each quarter. Needs sign-ins and mail.
    /// </summary>
    public static IServiceCollection AddTeam(this IServiceCollection services) => services
        .AddScoped<AddStaff>()
        .AddScoped<TeamInHand>()
        .AddScoped<InviteStaff>()
        .AddScoped<GiveRole>()
        .AddScoped<SuspendStaff>()
        .AddScoped<LookAtChange>()
        .AddScoped<Ties.DeclareTie>()
        .AddScoped<Ties.EndTie>()
        .AddScoped<OpenReview>()
        .AddScoped<AnswerReview>()
        .AddScoped<CloseReview>();
}
