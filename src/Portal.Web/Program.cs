using Portal.Web;
using Portal.Web.Look;
using Portal.Web.Pages.Office;
using Portal.Web.Pages.Pay;
using Portal.Web.People;
using Portal.Web.Security;
using Portal.Web.Verbs;
using Portal.Web.Webhooks;
using Portal.Web.Words;

var builder = WebApplication.CreateBuilder(OperatorVerbs.Ask(args) ? [] : args);

builder
    .AddLook()
    .AddWords()
    .AddSecurity()
    .AddData()
    .AddSignIn()
    .AddOffice()
    .AddPaying()
    .AddPages();

if (OperatorVerbs.Ask(args))
{
    builder.Logging.ClearProviders();
    return await OperatorVerbs.RunAsync(args, () => builder.Build().Services);
}

var app = builder.Build();

app.UseSecurity();
app.MapLive();
app.MapTheme();
app.MapLanguage();
app.MapWebhooks();
app.MapRazorPages();

await app.RunAsync();
return 0;
