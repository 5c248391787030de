using System.Reflection;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Abstractions;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.AspNetCore.Mvc.ModelBinding.Metadata;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Mvc.RazorPages.Infrastructure;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Portal.Web.Tests.Forms;

/// <summary>Every page that takes something, as the running program has them, and what each would bind.</summary>
internal sealed class PostedPages(IServiceProvider services)
{
    private readonly IModelMetadataProvider _metadata = services.GetRequiredService<IModelMetadataProvider>();

    /// <summary>A page, its address with ids that nobody has, and the handlers that take posts.</summary>
    internal sealed record Posted(CompiledPageActionDescriptor Page, string Address, IReadOnlyList<string> Handlers);

    internal async Task<IReadOnlyList<Posted>> AllAsync()
    {
        var loader = services.GetRequiredService<PageLoader>();
        var all = new List<Posted>();
        foreach (var endpoint in services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>())
        {
            if (endpoint.Metadata.GetMetadata<PageActionDescriptor>() is not { } page) { continue; }

            var compiled = await loader.LoadAsync(page, endpoint.Metadata);
            var handlers = compiled.HandlerMethods.Where(TakesPosts).Select(h => h.Name ?? "");
            if (handlers.ToList() is { Count: > 0 } some) { all.Add(new(compiled, AddressOf(endpoint), some)); }
        }

        return [.. all.DistinctBy(p => (p.Page.ViewEnginePath, p.Address))];
    }

    /// <summary>The names under which a page takes values from a form, indexes left out.</summary>
    internal IEnumerable<string> NamesBoundBy(CompiledPageActionDescriptor page) =>
        page.BoundProperties.Where(p => !IsOfAddress(p))
            .Select(p => (p.Name, Type: p.ParameterType, Source: p.BindingInfo?.BindingSource))
            .Concat(page.HandlerMethods.Where(TakesPosts).SelectMany(h => h.Parameters)
                .Select(p => (p.Name, Type: p.ParameterType, Source: p.BindingInfo?.BindingSource)))
            .Where(p => p.Source is null || p.Source.CanAcceptDataFrom(BindingSource.Form))
            .SelectMany(p => LeavesOf(p.Name, _metadata.GetMetadataForType(p.Type), [])).Distinct();

    /// <summary>Every type that binding one of a page's values may make or fill.</summary>
    internal IReadOnlySet<Type> TypesBoundBy(CompiledPageActionDescriptor page)
    {
        var seen = new HashSet<Type>();
        foreach (var type in page.BoundProperties.Select(p => p.ParameterType).Concat(
            page.HandlerMethods.Where(TakesPosts).SelectMany(h => h.Parameters)
                .Select(p => p.ParameterType)))
        {
            _ = LeavesOf("", _metadata.GetMetadataForType(type), seen).Count();
        }

        return seen;
    }

    /// <summary>Bound on reading too: it is a part of the page's address, which anybody may write.</summary>
    private static bool IsOfAddress(ParameterDescriptor property) =>
        property is PageBoundPropertyDescriptor bound
        && bound.Property.GetCustomAttribute<BindPropertyAttribute>()?.SupportsGet == true;

    private static bool TakesPosts(HandlerMethodDescriptor handler) =>
        HttpMethods.IsPost(handler.HttpMethod);

    private static IEnumerable<string> LeavesOf(string name, ModelMetadata type, HashSet<Type> seen)
    {
        if (type.ModelType == typeof(CancellationToken)) { return []; }

        if (type.ElementMetadata is { } element && type.ModelType != typeof(string))
        {
            return LeavesOf(name, element, seen);
        }

        if (!type.IsComplexType || typeof(IFormFile).IsAssignableFrom(type.ModelType)) { return [name]; }

        return seen.Add(type.ModelType)
            ? type.Properties.Where(IsBound).SelectMany(p => LeavesOf($"{name}.{p.PropertyName}", p, seen))
            : [];
    }

    private static bool IsBound(ModelMetadata property) =>
        property.IsBindingAllowed && (!property.IsReadOnly || property.IsComplexType)
        && (property as DefaultModelMetadata)?.Attributes.Attributes.OfType<BindNeverAttribute>().Any() != true;

    internal static string AddressOf(RouteEndpoint endpoint) => "/" + string.Join(
        '/', endpoint.RoutePattern.PathSegments
        .Select(segment => string.Concat(segment.Parts.Select(part => part switch
        {
            Microsoft.AspNetCore.Routing.Patterns.RoutePatternLiteralPart literal => literal.Content,
            Microsoft.AspNetCore.Routing.Patterns.RoutePatternParameterPart parameter =>
                parameter.ParameterPolicies.Any(p => p.Content == "guid") ? Guid.CreateVersion7().ToString()
                : parameter.ParameterPolicies.Any(p => p.Content == "int") ? "500"
                : "water",
            _ => "",
        }))));
}
