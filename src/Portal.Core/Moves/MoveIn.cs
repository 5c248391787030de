using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Portal.Core.Accounts;
using Portal.Core.Accounts.Contacts;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.SecurityDeposits;
using Portal.Core.Staff;

namespace Portal.Core.Moves;

/// <summary>
/// Begins service at a premise, all its service points from one day on, with the reads of that day: on a new account
/// of a new customer or of one there is, or as a further premise of an account. Somebody typed as new who looks like a
/// customer is entered once the office said that it is another person. Under a landlord agreement the owner's service
/// ends the same day. The same operation starts once. Refuses with every reason at once.
/// </summary>
public sealed class MoveIn(PortalDbContext db, DemandDeposit demand, TellOfMove tell, BusinessClock clock)
{
    /// <param name="CustomerAccountId">Null for a new account of <see cref="NewCustomer"/>.</param>
    /// <param name="StartsOn">Today or before.</param>
    /// <param name="Reads">One for each meter at the premise that has no read on the day yet.</param>
    public sealed record Request(
        Guid OperationId, Guid? CustomerAccountId, Guid PremiseId, DateOnly StartsOn, CustomerClass CustomerClass,
        IReadOnlyList<PointReading> Reads, Actor By)
    {
        public NewCustomer? NewCustomer { get; init; }

        /// <summary>
        /// For a new account of somebody who has one already: that account, found by the office (<see
        /// cref="FurtherAccount"/>).
        /// </summary>
        public Guid? OwnerAccountId { get; init; }

        /// <summary>The office looked at who is alike (<see cref="LikelySame"/>), and it is another.</summary>
        public bool IsAnotherPerson { get; init; }

        /// <summary>Code of the cycle a new account is billed with.</summary>
        public string? BillingCycle { get; init; }

        /// <summary>How it was asked for; must be said.</summary>
        public MoveSource? Source { get; init; }

        /// <summary>The customer's request that this does.</summary>
        public Guid? RequestId { get; init; }

        /// <summary>What must be known of a <see cref="NewCustomer"/>.</summary>
        public OpeningApplication? Application { get; init; }

        /// <summary>Chosen at the refuse point, as the rates name it; null keeps what was chosen there.</summary>
        public string? Choice { get; init; }
    }

    public async Task<Outcome<ServiceMove>> RunAsync(Request request, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(request);
        await using var tx = await ActTransaction.BeginOrJoinAsync(db, ct);
        var locks = await MoveLocks.TakeAsync(db, request.CustomerAccountId, request.PremiseId, request.StartsOn, ct);
        var already = await db.ServiceMoves.AsNoTracking().SingleOrDefaultAsync(m => m.Id == request.OperationId, ct);
        if (already is not null)
        {
            return already;
        }

        if (locks.IsStale)
        {
            return new Refusal("Move_LandlordChanged");
        }

        if (locks.Premise is null || (request.CustomerAccountId is not null && locks.Account is null))
        {
            return new Refusal(locks.Premise is null ? "Move_PremiseMissing" : "Account_NotFound");
        }

        var place = await PlaceToServe.OfAsync(db, request.PremiseId, request.StartsOn, ct);
        var reasons = await WhyNotAsync(request, locks, place, ct);
        await MoveReads.RecordAsync(db, place.Points, request.Reads, request.StartsOn, reasons, ct);
        if (Refusal.Of(reasons) is { } refusal)
        {
            db.ChangeTracker.Clear();
            return refusal;
        }

        var account = locks.Account ?? await OpenAsync(request, locks.Premise, ct);
        var move = await ServeAsync(request, account, place, ct);
        if (locks.Account is null)
        {
            if (await request.Application!.KeepAsync(db, demand, move, request.By, ct) is { } why)
            {
                db.ChangeTracker.Clear();
                return why;
            }

            await tell.RunAsync(move, isNew: true, request.Application.Deposit, ct);
        }

        await db.SaveChangesAsync(ct);
        await tx.CommitAsync(ct);
        return move;
    }

    private async Task<List<Refusal>> WhyNotAsync(
        Request request, MoveLocks locks, PlaceToServe place, CancellationToken ct)
    {
        var reasons = new List<Refusal>();
        void When(bool wrong, string key, params object[] values)
        {
            if (wrong)
            {
                reasons.Add(new(key, values));
            }
        }

        When(request.StartsOn > clock.Today, "Move_InFuture", clock.Today);
        reasons.AddRange(await db.WhyNotAskedAsync(request.Source, request.RequestId, ct));
        When(place.Points.Count == 0, "Move_NoServices");
        foreach (var other in place.Occupants.Where(o => o.Id != place.LandlordId).DistinctBy(o => o.Id))
        {
            When(true, "Move_Occupied", CustomerAccount.Mask(other.Number));
        }

        if (locks.Account is { } account)
        {
            When(account.ClosedOn is not null, "Account_Closed", account.MaskedNumber);
            When(await db.IsOwnAccountAsync(request.By, account.Id, ct), "Move_OwnAccount");
            When(account.Id == place.LandlordId, "Move_OwnerIsServed");
            When(
                await LastBilledAsync(account.Id, ct) is { } billed && billed > request.StartsOn,
                "Move_StartsInBilled", account.MaskedNumber);
        }
        else
        {
            reasons.AddRange(await WhyNotOpenAsync(request, ct));
            if (reasons.Count == 0 && request is { OwnerAccountId: null, IsAnotherPerson: false, NewCustomer: { } who }
                && await LikelySame.OfAsync(db, who, ct) is [var same, ..])
            {
                reasons.Add(new("Move_LooksLike", same.Name, same.Number));
            }
        }

        When(
            place.LandlordId is { } owner && await LastBilledAsync(owner, ct) is { } last && last > request.StartsOn,
            "Move_LandlordBilled", locks.Landlord?.MaskedNumber ?? "", request.StartsOn);
        return reasons;
    }

    /// <summary>What is missing of somebody new.</summary>
    private async Task<List<Refusal>> WhyNotOpenAsync(Request request, CancellationToken ct)
    {
        var (reasons, who) = (new List<Refusal>(), request.NewCustomer);
        void When(bool wrong, string key)
        {
            if (wrong) { reasons.Add(new(key)); }
        }

        if (request.OwnerAccountId is { } owner)
        {
            reasons.AddRange(await db.WhyNotAsync(owner, request.By, ct) is { } no ? [no] : []);
        }
        else
        {
            When(who is not { Name.Length: > 0 and <= 300 }, "Move_NameMissing");
            reasons.AddRange(who?.Mailing.WhyNot().Select(fault => fault.Why) ?? []);
            When(who?.Email is { } email && Mail.MailRecipient.WhyNot(email) is not null, "Move_EmailWrong");
        }

        When(!await db.BillingCycles.AnyAsync(c => c.Code == request.BillingCycle, ct), "Move_CycleMissing");
        var application = request.Application ?? new(null, null, null, null, null);
        reasons.AddRange(await application.WhyNotAsync(
            db, await KindAsync(request, ct), request.PremiseId, clock.Today, ct));
        return reasons;
    }

    private async Task<CustomerKind> KindAsync(Request request, CancellationToken ct) =>
        request.OwnerAccountId is not { } owner
            ? request.NewCustomer?.Kind ?? CustomerKind.Residential
            : await db.Customers
                .Where(c => db.CustomerAccounts.Any(a => a.Id == owner && a.CustomerId == c.Id))
                .Select(c => c.Kind).FirstOrDefaultAsync(ct);

    private Task<DateOnly?> LastBilledAsync(Guid accountId, CancellationToken ct) =>
        db.Bills.Where(b => b.CustomerAccountId == accountId && !db.BillCancellations.Any(c => c.BillId == b.Id))
            .MaxAsync(b => (DateOnly?)b.PeriodTo, ct);

    private async Task<CustomerAccount> OpenAsync(Request request, Premise premise, CancellationToken ct)
    {
        var customer = request.OwnerAccountId is null ? request.NewCustomer!.ToCustomer(clock.Now) : null;
        var customerId = customer?.Id ?? await db.CustomerAccounts
            .Where(a => a.Id == request.OwnerAccountId).Select(a => a.CustomerId).SingleAsync(ct);
        var account = new CustomerAccount
        {
            Id = Guid.CreateVersion7(),
            Number = await NextNumberAsync(ct),
            CustomerId = customerId,
            PremiseId = premise.Id,
            Pin = CustomerAccount.NewPin(),
            OpenedOn = request.StartsOn,
            BillingCycle = request.BillingCycle,
        };
        if (customer is not null) { db.Add(customer); }

        db.Add(account);
        if (request.OwnerAccountId is { } owner)
        {
            await FurtherAccount.KeepAsync(db, owner, account, clock.Now, ct);
        }

        return account;
    }

    /// <summary>The next of the series, above every number there is.</summary>
    private async Task<string> NextNumberAsync(CancellationToken ct) =>
        (await db.Database.SqlQuery<long>($"""
            update number_series
            set next = greatest(next, coalesce((select max(number)::bigint from customer_account), 0) + 1) + 1
            where name = 'account' returning next - 1 as "Value"
            """).ToListAsync(ct)).Single().ToString("0000000000", CultureInfo.InvariantCulture);

    private async Task<ServiceMove> ServeAsync(
        Request request, CustomerAccount account, PlaceToServe place, CancellationToken ct)
    {
        foreach (var agreement in place.Serving)
        {
            agreement.EndsOn = request.StartsOn;
        }

        await db.SaveChangesAsync(ct);
        db.AddRange(place.Points.Select(point => place.AgreementOf(point, account.Id, request)));
        var move = new ServiceMove
        {
            Id = request.OperationId,
            Kind = MoveKind.Start,
            CustomerAccountId = account.Id,
            PremiseId = request.PremiseId,
            MovedOn = request.StartsOn,
            LandlordAccountId = place.LandlordId,
            Source = request.Source,
            RequestId = request.RequestId,
            MovedAt = clock.Now,
            MovedBy = request.By.Name,
        };
        db.Add(move);
        db.Add(AuditEntry.Of(clock.Now, request.By.Name, nameof(MoveIn), account.Id, new
        {
            move = move.Id,
            premise = move.PremiseId,
            on = move.MovedOn,
            landlord = place.LandlordId,
            customerClass = request.CustomerClass.ToString(),
            isNew = request.CustomerAccountId is null,
            ownerAccount = request.OwnerAccountId,
        }));
        await db.SaveChangesAsync(ct);
        return move;
    }
}

/// <summary>Somebody the city has not served before.</summary>
/// <param name="Language">"en" or "es".</param>
public sealed record NewCustomer(
    string Name, CustomerKind Kind, string Language, string? Email, string? Phone, PostalAddress Mailing)
{
    internal Customer ToCustomer(DateTimeOffset now)
    {
        var customer = new Customer
        {
            Id = Guid.CreateVersion7(),
            Name = Name.Trim(),
            Kind = Kind,
            Language = Language,
            Email = string.IsNullOrWhiteSpace(Email) ? null : Email.Trim(),
            Phone = string.IsNullOrWhiteSpace(Phone) ? null : Phone.Trim(),
            MailingLine1 = Mailing.Line1,
            MailingCity = Mailing.City,
            MailingState = Mailing.State,
            MailingPostalCode = Mailing.PostalCode,
            CreatedAt = now,
        };
        Mailing.Put(customer);
        return customer;
    }
}
