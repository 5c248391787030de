using Portal.Core.Accounts;
using Portal.Testing;

namespace Portal.Core.Tests.Accounts;

/// <summary>What a caller says, and whom it should find first.</summary>
public sealed class FindCustomersTests(FindCustomersTests.Directory directory)
    : IClassFixture<FindCustomersTests.Directory>
{
    [Theory]
    [InlineData("maria gonzalez", "María González-Núñez", MatchedBy.Name)]
    [InlineData("núñez maría", "María González-Núñez", MatchedBy.Name)]
    [InlineData("Gonzalse Mraia", "María González-Núñez", MatchedBy.Name)]
    [InlineData("obrien", "Seán O’Brien", MatchedBy.Name)]
    [InlineData("O'Brein", "Seán O’Brien", MatchedBy.Name)]
    [InlineData("小明", "王小明", MatchedBy.Name)]
    [InlineData("王", "王小明", MatchedBy.Name)]
    [InlineData("иванов", "Пётр Иванов", MatchedBy.Name)]
    [InlineData("петр", "Пётр Иванов", MatchedBy.Name)]
    [InlineData("خليل", "ليلى خليل", MatchedBy.Name)]
    [InlineData("शर्मा", "राजेश शर्मा", MatchedBy.Name)]
    [InlineData("lukasz", "Łukasz Wójcik", MatchedBy.Name)]
    [InlineData("featherst", "Zoë Featherstone", MatchedBy.Name)]
    [InlineData("88 canyon", "Zoë Featherstone", MatchedBy.Address)]
    [InlineData("88 Canyon Creek Boulevard", "Zoë Featherstone", MatchedBy.Address)]
    [InlineData("88 cayon crek", "Zoë Featherstone", MatchedBy.Address)]
    [InlineData("featherstone canyon", "Zoë Featherstone", MatchedBy.NameAndAddress)]
    [InlineData("3000 0000 05", "王小明", MatchedBy.AccountNumber)]
    [InlineData("3000000005", "王小明", MatchedBy.AccountNumber)]
    [InlineData("555 0187", "Łukasz Wójcik", MatchedBy.Phone)]
    [InlineData("+1 (206) 555-0187", "Łukasz Wójcik", MatchedBy.Phone)]
    [InlineData("0187", "Łukasz Wójcik", MatchedBy.Phone)]
    [InlineData("zoe.f@example.com", "Zoë Featherstone", MatchedBy.Email)]
    [InlineData("wm-00417", "Seán O’Brien", MatchedBy.MeterNumber)]
    [InlineData("WM 00417", "Seán O’Brien", MatchedBy.MeterNumber)]
    public async Task Finds_first(string words, string name, MatchedBy why)
    {
        var found = await directory.FindAsync(words);

        Assert.NotEmpty(found.Rows);
        Assert.Equal((name, why), (found.Rows[0].Name, found.Rows[0].Why));
    }

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("m")]
    [InlineData("%")]
    [InlineData("'; drop table customer; --")]
    [InlineData("nobody of this name")]
    [InlineData("\0")]
    public async Task Finds_nobody(string words)
    {
        var found = await directory.FindAsync(words);

        Assert.Empty(found.Rows);
        Assert.Equal(0, found.Count);
    }

    [Fact]
    public async Task The_exact_name_comes_before_a_similar_one()
    {
        var found = await directory.FindAsync("john smith");

        Assert.Equal(["John Smith", "John Smyth"], found.Rows.Take(2).Select(r => r.Name));
        Assert.Equal([true, false], found.Rows.Take(2).Select(r => r.IsExact));
    }

    [Fact]
    public async Task An_open_account_comes_before_a_closed_one_of_the_same_name()
    {
        var found = await directory.FindAsync("ada moved");

        Assert.Equal([false, true], found.Rows.Select(r => r.ClosedOn is not null));
    }

    [Fact]
    public async Task A_long_list_comes_in_pages_that_do_not_overlap()
    {
        var first = await directory.FindAsync("manyfold");
        var second = await directory.FindAsync("manyfold", page: 2);

        Assert.Equal(Directory.Manyfolds, first.Count);
        Assert.Equal(FindCustomers.PageSize, first.Rows.Count);
        Assert.Equal(Directory.Manyfolds - FindCustomers.PageSize, second.Rows.Count);
        Assert.Empty(first.Rows.Select(r => r.Id).Intersect(second.Rows.Select(r => r.Id)));
    }

    [Fact]
    public async Task A_customer_renamed_is_found_by_the_new_name()
    {
        await directory.RenameAsync("Before Wedding", "After Xylander");

        var found = await directory.FindAsync("xilander");

        Assert.Equal("After Xylander", Assert.Single(found.Rows).Name);
    }

    /// <summary>A few customers whose names, streets and numbers are hard to spell.</summary>
    public sealed class Directory : IAsyncLifetime, IAsyncDisposable
    {
        public const int Manyfolds = 30;

        private readonly City _city = new();
        private int _count;

        public async Task InitializeAsync()
        {
            await _city.InitializeAsync();
            await AddAsync("María González-Núñez", "12 Alder St");
            await AddAsync("Seán O’Brien", "14 Alder St", meter: "WM-00417");
            await AddAsync("John Smith", "15 Mill Ln");
            await AddAsync("John Smyth", "16 Mill Ln");
            await AddAsync("王小明", "17 Orchard Way");
            await AddAsync("Пётр Иванов", "18 Orchard Way");
            await AddAsync("ليلى خليل", "19 Orchard Way");
            await AddAsync("राजेश शर्मा", "20 Orchard Way");
            await AddAsync("Łukasz Wójcik", "21 Orchard Way", phone: "(206) 555-0187");
            await AddAsync("Zoë Featherstone", "88 Canyon Creek Blvd", email: "zoe.f@example.com");
            await AddAsync("Ada Moved", "5 Ferry Rd", closed: true);
            await AddAsync("Ada Moved", "6 Ferry Rd");
            await AddAsync("Before Wedding", "7 Ferry Rd");
            for (var i = 0; i < Manyfolds; i++)
            {
                await AddAsync($"Casey Manyfold {(char)('A' + (i % 26))}.", $"{i + 1} Union Ave");
            }
        }

        public Task<FindCustomers.Found> FindAsync(string words, int page = 1) =>
            _city.ReadAsync(db => new FindCustomers(db).RunAsync(new(words, page), default));

        public Task RenameAsync(string from, string to) => _city.ReadAsync(db =>
        {
            db.Customers.Single(c => c.Name == from).Name = to;
            return db.SaveChangesAsync();
        });

        public Task DisposeAsync() => _city.DisposeAsync();

        async ValueTask IAsyncDisposable.DisposeAsync() => await DisposeAsync();

        private Task<int> AddAsync(
            string name, string street, string? phone = null, string? email = null, string? meter = null,
            bool closed = false) => _city.ReadAsync(db =>
        {
            var no = ++_count;
            var customer = new Customer
            {
                Id = Guid.CreateVersion7(), Name = name, Kind = CustomerKind.Residential, Language = "en",
                Email = email,
                Phone = phone, MailingLine1 = street, MailingCity = "Alder Falls", MailingState = "WA",
                MailingPostalCode = "98001", CreatedAt = _city.Clock.GetUtcNow(),
            };
            var premise = new Premise
            {
                Id = Guid.CreateVersion7(), Line1 = street, City = "Alder Falls", State = "WA", PostalCode = "98001",
                Location = PremiseLocation.InsideCity,
            };
            var point = new ServicePoint
            {
                Id = Guid.CreateVersion7(), PremiseId = premise.Id, Service = UtilityService.Water,
                MeterNumber = meter ?? $"X{no}", MeterSize = "3/4\"",
            };
            var account = new CustomerAccount
            {
                Id = Guid.CreateVersion7(), Number = $"{3000000000L + no}", CustomerId = customer.Id,
                PremiseId = premise.Id, Pin = "123456", OpenedOn = new(2020, 1, 1),
                ClosedOn = closed ? new(2024, 1, 1) : null,
            };
            db.AddRange(customer, premise, point, account, new ServiceAgreement
            {
                Id = Guid.CreateVersion7(), CustomerAccountId = account.Id, ServicePointId = point.Id,
                CustomerClass = CustomerClass.Residential, StartsOn = account.OpenedOn, EndsOn = account.ClosedOn,
            });
            return db.SaveChangesAsync();
        });
    }
}
