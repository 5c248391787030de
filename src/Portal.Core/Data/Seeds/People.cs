using Portal.Core.Accounts;

namespace Portal.Core.Data.Seeds;

/// <summary>Gives each account its customer. E-mail addresses and telephone numbers are reserved ones.</summary>
internal sealed class People(long seed, SeedIds ids)
{
    private const double Unusual = 0.03;
    private static readonly string[] Domains = ["com", "net", "org"];
    private static readonly int[] AreaCodes = [206, 253, 360, 425, 509, 564];

    /// <summary>The customer of an account, with the mailing address of its premise.</summary>
    internal Customer Customer(AccountPlan plan, Premise premise, DateTimeOffset at)
    {
        var chance = new SeedRandom(seed, SeedKind.Person, plan.Index);
        var (name, language) = DemoCast.NameOf(plan.Index) ?? Name(chance, plan.Kind, plan.Index);
        var boxed = chance.Chance(0.06);
        var away = chance.Chance(0.02);
        return new()
        {
            Id = ids.Id(SeedKind.Customer, at, plan.Index),
            Name = name,
            Kind = plan.Kind,
            Language = language,
            Email = plan.Index == DemoCast.Rosa
                ? DemoCast.RosaEmail
                : chance.Chance(0.7) ? $"customer{plan.Index}@example.{chance.Of(Domains)}" : null,
            Phone = chance.Chance(0.9)
                ? $"({chance.Of(AreaCodes)}) 555-01{chance.Below(100):00}"
                : null,
            MailingLine1 = boxed ? $"PO Box {chance.Between(1, 9_999)}" : premise.Line1,
            MailingLine2 = boxed ? null : premise.Line2,
            MailingCity = away ? "Río Bravo" : premise.City,
            MailingState = away ? "TX" : premise.State,
            MailingPostalCode = away ? "78000" : premise.PostalCode,
            CreatedAt = at,
        };
    }

    private static (string Name, string Language) Name(SeedRandom chance, CustomerKind kind, int index)
    {
        if (kind == CustomerKind.Business)
        {
            var business = chance.Of(Names.Businesses);
            return (index % 3 == 0 ? business : $"{business} – {chance.Of(Streets.Named)}", "en");
        }

        if (chance.Chance(Unusual))
        {
            return (chance.Of(Names.Unusual), "en");
        }

        var origin = Pick(chance);
        var (given, family) = (chance.Of(origin.Given), chance.Of(origin.Family));
        var language = chance.Chance(origin.Spanish) ? "es" : "en";
        if (origin.FamilyFirst)
        {
            return ($"{family}{given}", language);
        }

        var both = origin.Spanish > 0 && chance.Chance(0.5) ? $"{family} {chance.Of(origin.Family)}" : family;
        return (chance.Chance(0.08) ? $"{given} & {chance.Of(origin.Given)} {both}" : $"{given} {both}", language);
    }

    private static Names.Origin Pick(SeedRandom chance)
    {
        var left = chance.Unit();
        foreach (var origin in Names.Origins)
        {
            left -= origin.Share;
            if (left < 0)
            {
                return origin;
            }
        }

        return Names.Origins[0];
    }
}
