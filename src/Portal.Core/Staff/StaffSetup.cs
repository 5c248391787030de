using Microsoft.Extensions.DependencyInjection;
using Portal.Core.Accounts;
using Portal.Core.Ledger;

namespace Portal.Core.Staff;

/// <summary>What the office does and asks. Needs the context and the clocks registered.</summary>
public static class StaffSetup
{
    public static IServiceCollection AddOffice(this IServiceCollection services) => services
        .AddScoped<AddStaff>()
        .AddScoped<FindCustomers>()
        .AddScoped<RecordCustomerView>()
        .AddScoped<RecordListedCustomers>()
        .AddScoped<DoneTask>()
        .AddScoped<ExportJournal>();
}
