using Portal.Web;
using Portal.Web.Look;
using Portal.Web.Pages.Office;
using Portal.Web.Pages.Pay;
using Portal.Web.People;
using Portal.Web.Security;
using Portal.Web.Words;

var builder = WebApplication.CreateBuilder(args);

builder
    .AddLook()
    .AddWords()
    .AddSecurity()
    .AddData()
    .AddSignIn()
    .AddOffice()
    .AddPaying()
    .AddPages();

var app = builder.Build();

app.UseSecurity();
app.MapLive();
app.MapTheme();
app.MapLanguage();
app.MapRazorPages();

await app.RunAsync();
