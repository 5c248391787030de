using Portal.Core.Data;
using Portal.Core.Data.Seeds;
using Portal.Core.Documents;
using Portal.Core.Jobs;
using Portal.Core.Mail;
using Portal.Core.Payments;
using Portal.Core.Reads;

namespace Portal.Web;

/// <summary>What the business needs from its host: the database, payments, mail and printed papers.</summary>
public static class DataSetup
{
    /// <summary>Reads <c>ConnectionStrings:Portal</c>, the role that may change rows but no table.</summary>
    public static WebApplicationBuilder AddData(this WebApplicationBuilder builder)
    {
        var configuration = builder.Configuration;
        builder.Logging.AddFilter("Microsoft.EntityFrameworkCore.Database.Command", LogLevel.Warning);
        builder.Services
            .AddPortalDatabase(_ => configuration.GetConnectionString("Portal")
                ?? throw new InvalidOperationException("Set ConnectionStrings__Portal to the database of the portal."))
            .AddMail()
            .AddDocuments()
            .AddDemoCity()
            .AddReads()
            .AddPayments(configuration)
            .AddJobs();
        return builder;
    }
}
