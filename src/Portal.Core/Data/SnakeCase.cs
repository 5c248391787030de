using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Microsoft.EntityFrameworkCore.Metadata.Conventions;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;
using Portal.Core.Money;

namespace Portal.Core.Data;

/// <summary>
/// Names tables and columns as the migrations do: snake_case, singular, money ending in _cents, enums as their words.
/// </summary>
internal sealed partial class SnakeCase : IModelFinalizingConvention
{
    public void ProcessModelFinalizing(
        IConventionModelBuilder modelBuilder, IConventionContext<IConventionModelBuilder> context)
    {
        foreach (var table in modelBuilder.Metadata.GetEntityTypes().Where(t => !t.IsMappedToJson()))
        {
            // A table is named for its row, not for the context's set of them; what a mapping names stays.
            table.Builder.ToTable(table.GetTableNameConfigurationSource() == ConfigurationSource.Explicit
                ? table.GetTableName()!
                : Snake(table.ClrType.Name));
            foreach (var column in table.GetDeclaredProperties().Where(p => p.GetColumnName() != "xmin"))
            {
                var money = (Nullable.GetUnderlyingType(column.ClrType) ?? column.ClrType) == typeof(Usd);
                column.Builder.HasColumnName(Snake(column.GetColumnName()) + (money ? "_cents" : ""));
                var word = Nullable.GetUnderlyingType(column.ClrType) ?? column.ClrType;
                if (word.IsEnum)
                {
                    column.Builder.HasConversion(
                        (ValueConverter)Activator.CreateInstance(typeof(WordConverter<>).MakeGenericType(word))!);
                }
            }

            foreach (var link in table.GetDeclaredForeignKeys())
            {
                link.Builder.OnDelete(DeleteBehavior.Restrict);
            }
        }
    }

    internal static string Snake(string name) =>
        WordStart().Replace(name, "_").ToLowerInvariant();

    [GeneratedRegex("(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")]
    private static partial Regex WordStart();

    private sealed class WordConverter<T>()
        : ValueConverter<T, string>(v => EnumWords<T>.Of(v), v => EnumWords<T>.Read(v))
        where T : struct, Enum;
}
