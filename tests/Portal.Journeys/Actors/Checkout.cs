using Microsoft.Playwright;

namespace Portal.Journeys.Actors;

/// <summary>The payer on the card processor's page, in English or Spanish.</summary>
public sealed class Checkout(IPage page) : Person(page)
{
    public const string GoodCard = "4242 4242 4242 4242";
    public const string CardWithoutMoney = "4000 0000 0000 9995";

    public async Task PayByCardAsync(string pay, string card = GoodCard, bool inSpanish = false)
    {
        await FillInAsync(inSpanish ? "Número de tarjeta" : "Card number", card);
        await FillInAsync(inSpanish ? "Fecha de vencimiento" : "Expiration date", "12 / 40");
        await FillInAsync(inSpanish ? "Código de seguridad" : "Security code", "123");
        await PressAsync(pay);
    }

    public async Task PayFromBankAsync(string pay, string accountNumber = "000123456789")
    {
        await Page.GetByRole(AriaRole.Radio, new() { Name = "US bank account" }).CheckAsync();
        await FillInAsync("Name on the bank account", "Ana Ruiz");
        await FillInAsync("Routing number", "110000000");
        await FillInAsync("Account number", accountNumber);
        await PressAsync(pay);
    }
}
