using Microsoft.Extensions.DependencyInjection;
using Portal.Core.Data;
using Portal.Core.Look;
using Portal.Core.People;

namespace Portal.Testing;

/// <summary>For what is only a part of acts and asks for their transaction.</summary>
public static class CityParts
{
    /// <summary>Sign-ins and access, without a browser.</summary>
    internal static IServiceCollection AddSignIns(
        this IServiceCollection services, Dictionary<string, string?> settings, CityProfile profile) => services
        .AddSingleton(new SignInSettings(new(settings["Portal:PublicUrl"]!), profile.ShortName))
        .AddPeople();

    /// <summary>Runs it in a transaction of its own.</summary>
    public static async Task<TResult> PartAsync<TPart, TResult>(this City city, Func<TPart, Task<TResult>> part)
        where TPart : notnull
    {
        ArgumentNullException.ThrowIfNull(city);
        ArgumentNullException.ThrowIfNull(part);
        await using var scope = city.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<PortalDbContext>();
        await using var tx = await db.Database.BeginTransactionAsync();
        var result = await part(scope.ServiceProvider.GetRequiredService<TPart>());
        await tx.CommitAsync();
        return result;
    }
}
