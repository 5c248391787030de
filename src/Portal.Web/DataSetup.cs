using Microsoft.Extensions.DependencyInjection.Extensions;
using Portal.Core.Data;
using Portal.Core.Mail;
using Portal.Core.Theme;

namespace Portal.Web;

/// <summary>What the business needs from its host: the database and what letters are written with.</summary>
public static class DataSetup
{
    /// <summary>Reads <c>ConnectionStrings:Portal</c>, the role that may change rows but no table.</summary>
    public static WebApplicationBuilder AddData(this WebApplicationBuilder builder)
    {
        var configuration = builder.Configuration;
        builder.Services.AddPortalDatabase(_ => configuration.GetConnectionString("Portal")
            ?? throw new InvalidOperationException("Set ConnectionStrings__Portal to the database of the portal."));
        builder.Services.TryAddSingleton(_ => ThemeSettings.Load(
            configuration["Portal:BuiltThemeDirectory"]
            ?? Path.Combine(builder.Environment.ContentRootPath, "wwwroot", "theme")));
        builder.Services.AddMail();
        return builder;
    }
}
