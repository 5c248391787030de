using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.WebUtilities;
using Portal.Core.Money;
using Portal.Core.Payments;
using Portal.Core.Payments.Gateway;

namespace Portal.Web.Pages.Pay;

/// <summary>
/// What a payer has decided so far: carried from step to step, sealed so that nobody can alter or borrow it.
/// </summary>
/// <param name="OperationId">Made with the order: pressing Pay twice is one payment.</param>
/// <param name="UserId">Null for a guest.</param>
public sealed record PayOrder(
    Guid OperationId, Guid? UserId, IReadOnlyList<StartPayment.Share> Shares, string? ReceiptEmail)
{
    /// <summary>The day it is scheduled for; null to pay now.</summary>
    public DateOnly? On { get; init; }

    /// <summary>To the relief fund.</summary>
    public Usd Gift { get; init; }

    /// <summary>The way of paying, where one costs a fee.</summary>
    public GatewayTender? Means { get; init; }

    /// <summary>What that way costs, as shown; a payment of its own, no part of the total.</summary>
    public Usd Fee { get; init; }

    /// <summary>For the accounts.</summary>
    public Usd Payment => Shares.Select(s => s.Amount).Sum();

    public Usd Total => Payment + Gift;

    /// <summary>Both payments: this one and its fee.</summary>
    public Usd Together => Total + Fee;
}

/// <summary>Seals orders, and a guest's proof of an account, into text for an address or a hidden field.</summary>
public sealed class PayOrders(IDataProtectionProvider protection)
{
    /// <summary>Long enough to read, decide and fetch a card.</summary>
    private static readonly TimeSpan Life = TimeSpan.FromHours(1);

    private readonly ITimeLimitedDataProtector _orders =
        protection.CreateProtector("Portal.Pay.Order.2").ToTimeLimitedDataProtector();

    private readonly ITimeLimitedDataProtector _proofs =
        protection.CreateProtector("Portal.Pay.GuestProof").ToTimeLimitedDataProtector();

    public string Seal(PayOrder order)
    {
        using var bytes = new MemoryStream();
        using var writer = new BinaryWriter(bytes);
        writer.Write(order.OperationId.ToByteArray());
        writer.Write((order.UserId ?? Guid.Empty).ToByteArray());
        writer.Write(order.ReceiptEmail ?? "");
        writer.Write(order.On?.DayNumber ?? 0);
        writer.Write(order.Shares.Count);
        foreach (var share in order.Shares)
        {
            writer.Write(share.CustomerAccountId.ToByteArray());
            writer.Write(share.Amount.Cents);
            writer.Write(share.DueSeen.Cents);
        }

        writer.Write(order.Gift.Cents);
        writer.Write(order.Means is { } means ? (int)means : -1);
        writer.Write(order.Fee.Cents);
        writer.Flush();
        return WebEncoders.Base64UrlEncode(_orders.Protect(bytes.ToArray(), Life));
    }

    /// <summary>The order, or null when the text is missing, altered, too old or another person's.</summary>
    public PayOrder? Open(string? sealedOrder, Guid? userId)
    {
        if (Unprotect(_orders, sealedOrder) is not { } bytes)
        {
            return null;
        }

        using var reader = new BinaryReader(new MemoryStream(bytes));
        var operation = new Guid(reader.ReadBytes(16));
        var owner = new Guid(reader.ReadBytes(16));
        var email = reader.ReadString();
        var day = reader.ReadInt32();
        var shares = Enumerable.Range(0, reader.ReadInt32())
            .Select(_ => new StartPayment.Share(
                new Guid(reader.ReadBytes(16)), new Usd(reader.ReadInt64()), new Usd(reader.ReadInt64())))
            .ToList();
        var gift = new Usd(reader.ReadInt64());
        var means = reader.ReadInt32();
        var fee = new Usd(reader.ReadInt64());
        return owner == (userId ?? Guid.Empty)
            ? new(operation, userId, shares, email.Length == 0 ? null : email)
            {
                On = day == 0 ? null : DateOnly.FromDayNumber(day),
                Gift = gift,
                Means = means < 0 ? null : (GatewayTender)means,
                Fee = fee,
            }
            : null;
    }

    /// <summary>A guest showed that they may pay this account.</summary>
    public string SealProof(Guid accountId) =>
        WebEncoders.Base64UrlEncode(_proofs.Protect(accountId.ToByteArray(), Life));

    /// <summary>The account proved, or null when the text is missing, altered or too old.</summary>
    public Guid? OpenProof(string? sealedProof) =>
        Unprotect(_proofs, sealedProof) is { } bytes ? new Guid(bytes) : null;

    private static byte[]? Unprotect(ITimeLimitedDataProtector protector, string? text)
    {
        try
        {
            return string.IsNullOrEmpty(text) ? null : protector.Unprotect(WebEncoders.Base64UrlDecode(text));
        }
        catch (Exception fault) when (fault is CryptographicException or FormatException)
        {
            return null;
        }
    }
}
