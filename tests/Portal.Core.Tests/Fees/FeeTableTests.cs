using Portal.Core.Fees;
using Portal.Core.Money;
using Portal.Testing;
using static Portal.Core.Tests.Billing.Adjustments.AdjustingCity;
using static Portal.Core.Tests.Fees.ChargingCity;

namespace Portal.Core.Tests.Fees;

public sealed class FeeTableTests(City city) : IClassFixture<City>
{
    [Fact]
    public async Task A_draft_charges_nothing_until_another_person_releases_it()
    {
        var draft = City.Done(await city.DraftAsync(Draft(city, FeeKind.NewAccount, 22_00)));
        var before = await city.ReadAsync(db => db.FeeOnAsync(FeeKind.NewAccount, city.Today, default));
        Assert.Equal((1, 2), (before!.Version, draft.Version));

        Assert.Equal("Rates_SecondPerson", Refused(await city.ReleaseAsync(draft.Id, Technician)));
        var released = await Task.WhenAll(
            Enumerable.Range(0, 8).Select(_ => city.ReleaseAsync(draft.Id, Supervisor)));

        Assert.All(released, r => City.Done(r));
        var after = await city.ReadAsync(db => db.FeeOnAsync(FeeKind.NewAccount, city.Today, default));
        Assert.Equal(new Usd(22_00), after!.Amount);
        Assert.Equal("Fee_Decided", Refused(await city.DiscardAsync(draft.Id)));
    }

    [Fact]
    public async Task What_comes_later_does_not_hold_yet_and_a_discarded_draft_never()
    {
        var request = Draft(city, FeeKind.FieldVisit, 31_00);
        var later = request with { Figures = request.Figures with { EffectiveOn = city.Today.AddDays(30) } };
        var coming = City.Done(await city.DraftAsync(later));
        Assert.Equal(coming.Id, City.Done(await city.DraftAsync(later)).Id);
        Assert.Equal("Fee_DraftThere", Refused(await city.DraftAsync(Draft(city, FeeKind.FieldVisit, 32_00))));
        City.Done(await city.ReleaseAsync(coming.Id, Supervisor));
        var dropped = City.Done(await city.DraftAsync(Draft(city, FeeKind.FieldVisit, 33_00)));
        City.Done(await city.DiscardAsync(dropped.Id));
        City.Done(await city.DiscardAsync(dropped.Id));

        var shelf = (await city.ReadAsync(db => FeeTable.ShelvesAsync(db, city.Today, default)))
            .Single(s => s.Kind == FeeKind.FieldVisit);

        Assert.Equal((1, coming.Id, null), (shelf.InForce!.Version, shelf.Coming!.Id, shelf.Draft?.Id));
        Assert.Equal("Fee_Decided", Refused(await city.ReleaseAsync(dropped.Id, Supervisor)));
    }

    [Theory]
    [InlineData("Fee_AboveCap")]
    [InlineData("Fee_CapSourceMissing")]
    [InlineData("Fee_InPast")]
    [InlineData("Fee_NameMissing")]
    [InlineData("Fee_LaterMissing")]
    [InlineData("Fee_NoHours")]
    [InlineData("Fee_LowIncomeReconnect")]
    [InlineData("Fee_IndexIncomplete")]
    [InlineData("Fee_WaiverMonths")]
    [InlineData("Pay_AmountOutOfRange")]
    public async Task What_the_law_or_the_table_does_not_allow_is_refused(string refusal)
    {
        var request = Draft(city, FeeKind.ReturnedItem, 25_00);
        var right = request.Figures with { Later = new Usd(35_00) };
        var wrong = refusal switch
        {
            "Fee_AboveCap" => right with { LaterCap = new Usd(34_99), CapSource = "Civil Code 1719" },
            "Fee_CapSourceMissing" => right with { Cap = new Usd(25_00) },
            "Fee_InPast" => right with { EffectiveOn = city.Today.AddDays(-1) },
            "Fee_NameMissing" => right with { LabelEs = " " },
            "Fee_LaterMissing" => right with { Later = null },
            "Fee_NoHours" => right with { AfterHours = new Usd(1) },
            "Fee_LowIncomeReconnect" => right with { LowIncomeCap = new Usd(1) },
            "Fee_IndexIncomplete" => right with { IndexFactor = 1.1m },
            "Fee_WaiverMonths" => right with { WaiverMonths = 0 },
            _ => right with { Amount = Usd.Zero },
        };

        Assert.Equal(refusal, Refused(await city.DraftAsync(request with { Figures = wrong })));
    }

    [Theory]
    [InlineData("1", 50_00, 150_00)]
    [InlineData("1.173", 58_65, 175_95)]
    [InlineData("1.0001", 50_00, 150_01)]
    public void The_low_income_cap_is_indexed_and_never_rounded_up(string factor, long normal, long afterHours)
    {
        var rate = new FeeRate
        {
            Id = Guid.Empty,
            Kind = FeeKind.Reconnect,
            Version = 1,
            EffectiveOn = new(2026, 1, 1),
            Amount = new Usd(999_00),
            AfterHours = new Usd(999_00),
            LowIncomeCap = new Usd(50_00),
            LowIncomeAfterHoursCap = new Usd(150_00),
            IndexFactor = decimal.Parse(factor, System.Globalization.CultureInfo.InvariantCulture),
            IndexYear = 2026,
            Fund = "510",
            GlAccount = "4130",
            LabelEn = "",
            LabelEs = "",
            DraftedBy = "",
            DraftedAt = default,
        };

        Assert.Equal(new Usd(normal), rate.AmountFor(FeeBasis.Normal, lowIncome: true));
        Assert.Equal(new Usd(afterHours), rate.AmountFor(FeeBasis.AfterHours, lowIncome: true));
        Assert.Equal(new Usd(999_00), rate.AmountFor(FeeBasis.Normal, lowIncome: false));
    }
}
