using Microsoft.EntityFrameworkCore;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Money;

namespace Portal.Core.Payments;

/// <summary>
/// Records money received against one customer account: oldest bill first (the city's order), the rest as a credit.
/// The same operation posts once. Refuses an unknown account and an amount that is not from $0.01 to $999,999.99.
/// </summary>
public sealed class PostPayment(PortalDbContext db, CreditReceived creditReceived)
{
    public sealed record Request(Guid CustomerAccountId, CreditReceived.Receipt Receipt);

    public async Task<Outcome<Payment>> RunAsync(Request request, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (!request.Receipt.Amount.IsPositive || request.Receipt.Amount > Usd.LargestPayment)
        {
            return new Refusal("Pay_AmountOutOfRange", new Usd(1), Usd.LargestPayment);
        }

        await using var tx = await db.Database.BeginTransactionAsync(ct);
        if (await db.TakeInHandAsync(request.CustomerAccountId, request.Receipt.OperationId, ct) is not { } account)
        {
            return new Refusal("Account_NotFound");
        }

        if (account.PostedAs is { } already)
        {
            return await db.Payments.SingleAsync(p => p.Id == already, ct);
        }

        var payment = await creditReceived.RunAsync(account, request.Receipt, ct);
        await tx.CommitAsync(ct);
        return payment;
    }
}
