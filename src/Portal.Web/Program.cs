using Portal.Web;
using Portal.Web.Look;
using Portal.Web.Pages.Office;
using Portal.Web.Pages.Office.Billing.Rates;
using Portal.Web.Pages.Office.Requests;
using Portal.Web.Pages.Pay;
using Portal.Web.People;
using Portal.Web.Security;
using Portal.Web.Verbs;
using Portal.Web.Webhooks;
using Portal.Web.Words;
using Portal.Web.Work;

var builder = WebApplication.CreateBuilder(OperatorVerbs.Ask(args) ? [] : args);

builder
    .AddLook()
    .AddWords()
    .AddSecurity()
    .AddData()
    .AddSignIn()
    .AddOffice()
    .AddDesk()
    .AddPaying()
    .AddPages();

if (OperatorVerbs.Ask(args))
{
    builder.Logging.ClearProviders();
    return await OperatorVerbs.RunAsync(args, () => builder.Build().Services);
}

if (args is [WorkSetup.Verb, ..])
{
    builder.AddWork();
}

var app = builder.Build();

app.UseSecurity();
app.MapLive();
app.MapReady();
app.MapTheme();
app.MapRateSchema();
app.MapLanguage();
app.MapWebhooks();
app.MapBounces();
app.MapRazorPages();

await app.RunAsync();
return 0;
