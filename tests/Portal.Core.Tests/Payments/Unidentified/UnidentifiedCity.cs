using Portal.Core.Accounts;
using Portal.Core.Billing.Approvals;
using Portal.Core.Common;
using Portal.Core.Money;
using Portal.Core.Payments;
using Portal.Core.Payments.Unidentified;
using Portal.Core.Staff;
using Portal.Testing;
using static Portal.Core.Tests.Billing.Adjustments.AdjustingCity;

namespace Portal.Core.Tests.Payments.Unidentified;

/// <summary>Money of nobody known.</summary>
internal static class UnidentifiedCity
{
    public static RecordUnidentified.Request Form(City city, long cents) => new(
        Guid.CreateVersion7(), new Usd(cents), Tender.Check, SuspenseSource.Mail, city.Today, "A neighbor", null, null,
        null, Technician);

    public static Task<Outcome<SuspenseItem>> EnterAsync(this City city, RecordUnidentified.Request request) =>
        city.AskAsync<RecordUnidentified, Outcome<SuspenseItem>>(act => act.RunAsync(request, default));

    public static async Task<PutOnAccount.Request> PutOfAsync(
        this City city, SuspenseItem item, CustomerAccount account) => new(
        Guid.CreateVersion7(), item.Id, account.Number, await city.BalanceAsync(account), "They called", Technician);

    public static Task<Outcome<Posted>> PutAsync(this City city, PutOnAccount.Request request) =>
        city.AskAsync<PutOnAccount, Outcome<Posted>>(act => act.RunAsync(request, default));

    public static Task<Outcome<SuspenseItem>> EndAsync(this City city, SuspenseItem item, Actor by) =>
        city.AskAsync<EndSuspense, Outcome<SuspenseItem>>(act => act.RunAsync(
            new(Guid.CreateVersion7(), item.Id, "Mailed back with a note", by), default));
}
