using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Npgsql;

namespace Portal.Core.Data;

/// <summary>
/// Keeps the keys that protect cookies and forms in the database, so that every web process reads what another wrote
/// and a restart signs nobody out.
/// </summary>
public sealed class DataProtectionKeys(NpgsqlDataSource database, TimeProvider clock) : IXmlRepository
{
    public IReadOnlyCollection<XElement> GetAllElements()
    {
        using var command = database.CreateCommand("select xml from data_protection_key order by created_at");
        using var reader = command.ExecuteReader();
        var elements = new List<XElement>();
        while (reader.Read()) { elements.Add(XElement.Parse(reader.GetString(0))); }

        return elements;
    }

    public void StoreElement(XElement element, string friendlyName)
    {
        ArgumentNullException.ThrowIfNull(element);
        using var command = database.CreateCommand(
            "insert into data_protection_key (friendly_name, xml, created_at) values ($1, $2, $3)");
        command.Parameters.Add(new() { Value = friendlyName });
        command.Parameters.Add(new() { Value = element.ToString(SaveOptions.DisableFormatting) });
        command.Parameters.Add(new() { Value = clock.GetUtcNow().ToUniversalTime() });
        command.ExecuteNonQuery();
    }
}
