using Portal.Journeys.Actors;
using Portal.Journeys.Opening;

namespace Portal.Journeys;

/// <summary>From the first page to the letter, in Spanish.</summary>
[Collection(InTheCity.Name)]
public sealed class SpanishJourney(OpenCity city)
{
    private const string Ana = "ana.espanol@example.com";

    [Fact]
    public Task A_bill_is_paid_in_spanish_from_the_first_page_to_the_letter() => city.LetAsync(async page =>
    {
        var bill = await city.Records.TakeAccountAsync();
        await city.Records.SettleAsync(Ana, "es", bill);
        var (ana, checkout) = (new Person(page), new Checkout(page));
        await ana.GoToAsync("/");
        await ana.FollowAsync("Español");
        await ana.IsOnAsync("Su factura de agua", "es");
        await ana.FollowAsync("Iniciar sesión");
        await ana.IsOnAsync("Iniciar sesión", "es");
        await ana.FillInAsync("Correo electrónico", Ana);
        await ana.FillInAsync("Contraseña", Resident.Password);
        await ana.PressAsync("Iniciar sesión");
        await ana.IsOnAsync("Mi inicio", "es");
        await ana.FollowAsync("Ver factura");
        await ana.IsOnAsync("Factura del", "es");
        await ana.FollowAsync($"Pagar {bill.Owed}");
        await ana.IsOnAsync("¿Cuánto quiere pagar?", "es");
        await ana.PressAsync("Continuar");
        await ana.IsOnAsync("Revise antes de pagar", "es");
        await ana.PressAsync($"Pagar {bill.Owed}");
        await checkout.IsOnAsync("Pague su factura", "es");

        await checkout.PayByCardAsync($"Pagar {bill.Owed}", inSpanish: true);

        await ana.IsOnAsync("Pago recibido", "es");
        await ana.SeesAsync($"Recibimos {bill.Owed}. Gracias.");
        var letter = await city.MailAsync(Ana, $"Recibimos su pago de {bill.Owed}");
        Assert.Contains("lang=\"es\"", letter.Html, StringComparison.Ordinal);
    });
}
