using Microsoft.EntityFrameworkCore;
using Portal.Core.Accounts;
using Portal.Core.Common;
using Portal.Core.Money;
using Portal.Core.Payments;
using Portal.Core.Payments.Returns;
using Portal.Core.Staff;
using Portal.Testing;
using static Portal.Core.Tests.Billing.Adjustments.AdjustingCity;

namespace Portal.Core.Tests.Payments.Returns;

/// <summary>Payments that come back.</summary>
internal static class ReturningCity
{
    public const string Trace = "091400600000001";

    public static ReturnPayment.Request ReturnOf(City city, Payment payment, string code = "A") =>
        new(Guid.CreateVersion7(), payment.Id, code, city.Today, ReturnSource.Person, "Advice 7", Technician);

    public static Task<Outcome<IReadOnlyList<ReturnedPayment>>> ReturnAsync(
        this City city, ReturnPayment.Request request) =>
        city.AskAsync<ReturnPayment, Outcome<IReadOnlyList<ReturnedPayment>>>(act => act.RunAsync(request, default));

    /// <summary>Money that came by bank debit under a trace.</summary>
    public static async Task<Payment> DebitAsync(
        this City city, CustomerAccount account, long cents, string? trace = Trace, Guid? operationId = null) =>
        City.Done(await city.AskAsync<PostPayment, Outcome<Payment>>(act => act.RunAsync(
            new(account.Id,
                new(operationId ?? Guid.CreateVersion7(), new Usd(cents), Tender.BankDebit, city.Clock.GetUtcNow(),
                    Actor.System)
                {
                    BankTrace = trace,
                }),
            default)));

    public static Task<PaymentRestriction?> RestrictionAsync(this City city, CustomerAccount account) =>
        city.ReadAsync(db => db.RestrictionAsync([account.Id], city.Today, default));

    public static async Task<BankFile> CheckAsync(this City city, byte[] file, string name = "returns.ach") =>
        City.Done(await city.TryCheckAsync(file, name));

    public static Task<Outcome<BankFile>> TryCheckAsync(this City city, byte[] file, string name = "returns.ach") =>
        city.AskAsync<CheckBankFile, Outcome<BankFile>>(act => act.RunAsync(
            new(Guid.CreateVersion7(), name, new MemoryStream(file), Technician), default));

    public static Task<Outcome<BankFile>> ConfirmAsync(this City city, BankFile file) =>
        city.AskAsync<ConfirmBankFile, Outcome<BankFile>>(act => act.RunAsync(new(file.Id, Technician), default));

    public static Task<int> BookAsync(this City city) =>
        city.AskAsync<BookBankRows, int>(act => act.RunAsync(default));

    public static Task<List<BankFileRow>> RowsAsync(this City city, BankFile file) => city.ReadAsync(db =>
        db.Set<BankFileRow>().AsNoTracking().Where(r => r.BankFileId == file.Id).OrderBy(r => r.Line).ToListAsync());

    public static Task<List<ReturnedPayment>> ReturnedAsync(this City city, CustomerAccount account) =>
        city.ReadAsync(db => db.Set<ReturnedPayment>().AsNoTracking().Where(r => db.Payments.Any(
            p => p.Id == r.PaymentId && p.CustomerAccountId == account.Id)).ToListAsync());
}
