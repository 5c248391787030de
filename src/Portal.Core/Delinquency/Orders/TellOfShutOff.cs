using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Delinquency.Packs;
using Portal.Core.Look;
using Portal.Core.Notices;
using Portal.Core.Payments;
using Portal.Core.Staff;

namespace Portal.Core.Delinquency.Orders;

/// <summary>
/// Tells a customer what was done at their door, inside the transaction that records it: that service was shut off and
/// how to turn it back on, or that it was restored. By mail and on paper. What was done stays recorded also where the
/// letter cannot be written: a task says so.
/// </summary>
public sealed class TellOfShutOff(
    PortalDbContext db, WriteNotice write, RaiseOfficeTask raiseTask, CityProfile city, BusinessClock clock)
{
    private const string TaskKind = "shut_off_letter";

    /// <param name="Order">The order that was done.</param>
    public sealed record Request(DelinquencyCase Case, Guid Order, bool IsRestored, Actor By);

    public async Task RunAsync(Request request, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(request);
        db.RequireTransaction();
        var open = request.Case;
        var pack = RulePack.Read(await db.Set<PackVersion>().Where(p => p.Id == open.PackId).Select(p => p.Document)
            .SingleAsync(ct));
        var wanted = await (
            from account in db.CustomerAccounts
            join customer in db.Customers on account.CustomerId equals customer.Id
            where account.Id == open.CustomerAccountId
            select customer.Language).SingleAsync(ct);
        var language = pack.Languages.Contains(wanted) ? wanted : "en";
        var kind = request.IsRestored ? "restored" : "shut_off_done";
        var told = await write.RunAsync(
            new(
                $"{kind}:{request.Order:N}", kind, open.CustomerAccountId, NoticeRecipient.Customer, null, null,
                language, await FieldsAsync(request, pack, language, ct), [], true, true,
                $"{pack.Code}.{open.Ladder}.{kind}", clock.Today, request.By),
            ct);
        if (told is not Outcome<Notice>.Refused(var why)) { return; }

        await raiseTask.RunAsync(
            new(TaskKind, $"{TaskKind}:{kind}:{request.Order}", $"No letter was written: {why.Reason}")
            {
                CustomerAccountId = open.CustomerAccountId,
            },
            ct);
    }

    private async Task<Dictionary<string, string>> FieldsAsync(
        Request request, RulePack pack, string language, CancellationToken ct)
    {
        var fields = await NoticeFacts.OfAsync(db, city, new(request.Case, pack, clock.Today, language), ct);
        fields.Remove("pay_by");
        if (!request.IsRestored) { return fields; }

        fields["restored_day"] = NoticeFacts.Said(clock.Today, CultureInfo.GetCultureInfo($"{language}-US"));
        // What was asked for is paid, else nothing were restored.
        fields.Remove("amount_due");
        return fields;
    }
}
