namespace Portal.Web.Pages.Office.Requests;

/// <summary>What the pages of the desk need.</summary>
public static class DeskSetup
{
    public static WebApplicationBuilder AddDesk(this WebApplicationBuilder builder)
    {
        builder.Services.AddScoped<DeskChoices>().AddScoped<RequestMoves>().AddScoped<WaitingLists>();
        return builder;
    }
}
