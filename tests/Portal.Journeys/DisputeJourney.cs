using Microsoft.Playwright;
using Portal.Journeys.Actors;
using Portal.Journeys.Opening;

namespace Portal.Journeys;

/// <summary>A line of a bill is disputed, in Spanish and with scripts switched off.</summary>
[Collection(InTheCity.Name)]
public sealed class DisputeJourney(OpenCity city)
{
    private const string Ana = "ana.disputa@example.com";

    [Fact]
    public Task A_line_is_disputed_in_spanish_without_script() => city.LetAsync(
        async page =>
        {
            var bill = await city.Records.TakeAccountAsync();
            await city.Records.SettleAsync(Ana, "es", bill);
            var ana = new Person(page);
            await ana.GoToAsync("/signin");
            await ana.FillInAsync("Correo electrónico", Ana);
            await ana.FillInAsync("Contraseña", Resident.Password);
            await ana.PressAsync("Iniciar sesión");
            await ana.FollowAsync("Ver factura");
            await page.Locator("main details summary").First.ClickAsync();
            await ana.FollowAsync("Preguntar sobre esta línea");
            await ana.FollowAsync("Disputar un cargo");
            await Assertions.Expect(page.Locator("h1")).ToHaveTextAsync("Disputar un cargo");
            await ana.FillInAsync("¿Por qué lo cree?", "Estuve de viaje todo el mes.");

            await ana.PressAsync("Enviar la disputa");

            await ana.SeesAsync("Tenemos su solicitud.");
            await ana.SeesAsync("no genera cargos por atraso");
            await ana.SeesAsync("Estuve de viaje todo el mes.");
            var letter = await city.MailAsync(Ana, "Recibimos su solicitud");
            Assert.Contains("queda en espera", letter.Text, StringComparison.Ordinal);
        },
        new BrowserNewContextOptions { JavaScriptEnabled = false, Locale = "es-US" });
}
