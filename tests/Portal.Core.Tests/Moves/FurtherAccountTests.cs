using Microsoft.EntityFrameworkCore;
using Portal.Core.Accounts;
using Portal.Core.Moves;
using Portal.Core.People.Consents;
using Portal.Core.Staff;
using Portal.Core.Tests.Billing;
using Portal.Testing;

namespace Portal.Core.Tests.Moves;

/// <summary>A new account of a customer there is belongs to them; who looks like one is warned about.</summary>
public sealed class FurtherAccountTests
{
    [Fact]
    public async Task It_belongs_to_the_customer_with_their_sign_in_and_consent_and_nothing_of_the_first_changes()
    {
        await using var town = await MovingTown.CreateAsync();
        var premise = await town.VacantAsync();
        var first = await town.City.AccountAsync("Rosa Delgado", "rosa@example.com");
        var (rosa, _) = (await town.City.ResidentAsync("Rosa", first), await town.City.ResidentAsync("Manager", first));
        await town.City.ReadAsync(db => db.Customers.Where(c => c.Id == first.CustomerId)
            .ExecuteUpdateAsync(c => c.SetProperty(x => x.Email, rosa.Email)));
        await town.City.ReadAsync(db =>
        {
            db.Add(new Consent
            {
                Id = Guid.CreateVersion7(), Kind = ConsentKind.Paperless, CustomerAccountId = first.Id,
                UserId = rosa.Id, Version = "paperless-1", Language = "en", Words = "Yes", Address = null,
                GivenAt = town.City.Clock.GetUtcNow(),
            });
            return db.SaveChangesAsync();
        });
        var before = await PictureAsync(town.City, first.Id);
        var request = await town.StartingAsync(premise) with { NewCustomer = null, OwnerAccountId = first.Id };

        var moves = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => town.StartAsync(request)));

        var id = Assert.Single(moves.Select(m => City.Done(m).CustomerAccountId).Distinct());
        var opened = await town.City.ReadAsync(db => db.CustomerAccounts.AsNoTracking().SingleAsync(a => a.Id == id));
        Assert.Equal((first.CustomerId, first.BillDelivery), (opened.CustomerId, opened.BillDelivery));
        Assert.NotEqual(first.Number, opened.Number);
        Assert.Equal(rosa.Id, await town.City.ReadAsync(db => db.AccountLinks
            .Where(l => l.CustomerAccountId == id && l.Level == AccountLevel.Full)
            .Select(l => l.UserId).SingleAsync()));
        Assert.Equal(1, await town.City.ReadAsync(db => db.Set<Consent>().CountAsync(
            c => c.CustomerAccountId == id && c.Kind == ConsentKind.Paperless)));
        Assert.Equal(before, await PictureAsync(town.City, first.Id));
    }

    [Fact]
    public async Task Whoever_else_manages_the_first_account_is_not_let_in_to_the_next()
    {
        await using var town = await MovingTown.CreateAsync();
        var premise = await town.VacantAsync();
        var first = await town.City.AccountAsync("Rosa Delgado", "rosa@example.com");
        await town.City.ResidentAsync("A former spouse", first);

        var moved = City.Done(await town.StartAsync(
            await town.StartingAsync(premise) with { NewCustomer = null, OwnerAccountId = first.Id }));

        Assert.False(await town.City.ReadAsync(db =>
            db.AccountLinks.AnyAsync(l => l.CustomerAccountId == moved.CustomerAccountId)));
    }

    [Theory]
    [InlineData("ANA@example.com ", null, "Somebody Else", true)]
    [InlineData(null, "(253) 555-0188", "Somebody Else", true)]
    [InlineData(null, null, "newcomer ana", true)]
    [InlineData("other@example.com", "253 555 0199", "Anna Newcome", false)]
    public async Task Who_looks_like_a_customer_is_entered_once_the_office_said_it_is_another(
        string? email, string? phone, string name, bool isAlike)
    {
        await using var town = await MovingTown.CreateAsync();
        var first = await town.StartingAsync(await town.VacantAsync());
        City.Done(await town.StartAsync(first with
        {
            NewCustomer = first.NewCustomer! with { Phone = "253-555-0188" },
        }));
        var request = await town.StartingAsync(await VacantAsync(town)) with
        {
            IsAnotherPerson = false,
            NewCustomer = first.NewCustomer! with { Name = name, Email = email?.Trim(), Phone = phone },
        };

        var outcome = await town.StartAsync(request);

        if (!isAlike)
        {
            City.Done(outcome);
            return;
        }

        Assert.Equal(["Move_LooksLike"], MovingTown.Refused(outcome));
        City.Done(await town.StartAsync(request with { IsAnotherPerson = true }));
    }

    [Fact]
    public async Task Nobody_opens_an_account_for_themselves_nor_for_somebody_unknown()
    {
        await using var town = await MovingTown.CreateAsync();
        var (premise, own) = (await town.VacantAsync(), await town.City.AccountAsync());
        var user = await town.City.ResidentAsync("Terry", own);
        var request = await town.StartingAsync(premise) with { NewCustomer = null, OwnerAccountId = own.Id };

        Assert.Equal(["Move_OwnAccount"], MovingTown.Refused(
            await town.StartAsync(request with { By = Actor.Staff(user.Id) })));
        Assert.Equal(["Account_NotFound"], MovingTown.Refused(
            await town.StartAsync(request with { OwnerAccountId = Guid.NewGuid() })));
    }

    private static async Task<Guid> VacantAsync(BillingTown town)
    {
        var left = await town.AccountAsync(2);
        City.Done(await town.EndAsync(await town.EndingAsync(left)));
        return left.PremiseId;
    }

    /// <summary>The first account, its customer and who reads it, as they stand.</summary>
    private static Task<string> PictureAsync(City city, Guid account) => city.ReadAsync(async db =>
        (await db.Database.SqlQuery<string>($"""
            select (to_jsonb(a) || to_jsonb(c) || jsonb_build_object('links', (
              select jsonb_agg(to_jsonb(l)) from account_link l where l.customer_account_id = a.id)))::text as "Value"
            from customer_account a join customer c on c.id = a.customer_id where a.id = {account}
            """).ToListAsync()).Single());
}
