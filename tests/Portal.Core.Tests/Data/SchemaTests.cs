using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Npgsql;
using Portal.Core.Data;
using Portal.Testing;

namespace Portal.Core.Tests.Data;

/// <summary>The schema is SQL and the model maps onto it: here the two are compared, column by column.</summary>
public sealed partial class SchemaTests(City city) : IClassFixture<City>
{
    [Fact]
    public async Task Every_mapped_column_is_there_with_its_type_and_may_be_null_where_the_model_says_so()
    {
        var there = (await ColumnsAsync()).ToDictionary(c => (c.Table, c.Name));

        Faults.None(
            from table in await TablesAsync()
            from column in table.Columns
            let found = there.GetValueOrDefault((table.Name, column.Name))
            let wanted = $"{TypeOf(column)}{(column.IsNullable ? " null" : "")}"
            let actual = found is null ? "no column" : $"{found.Type}{(found.IsNullable ? " null" : "")}"
            where wanted != actual
            select $"{table.Name}.{column.Name}: the model says {wanted}, the database {actual}");
    }

    [Fact]
    public async Task A_column_that_the_model_leaves_out_fills_itself()
    {
        var mapped = (await TablesAsync()).ToDictionary(t => t.Name, t => t.Columns.Select(c => c.Name).ToHashSet());

        Faults.None(
            from column in await ColumnsAsync()
            where !column.IsSystem && !column.IsNullable && !column.HasDefault
            where mapped.TryGetValue(column.Table, out var known) && !known.Contains(column.Name)
            select $"{column.Table}.{column.Name} must be given a value, and the model does not know it");
    }

    [Fact]
    public async Task The_words_of_every_enum_are_those_that_the_table_allows()
    {
        var allowed = (await RowsAsync("""
            select conrelid::regclass::text || '.' || attname, pg_get_constraintdef(c.oid)
            from pg_constraint c join pg_attribute a on a.attrelid = c.conrelid and array[a.attnum] = c.conkey
            where contype = 'c' and pg_get_constraintdef(c.oid) like '%ARRAY[%'
            """)).ToDictionary(r => r[0], r => string.Join(", ", WordsIn(r[1])));

        Faults.None(
            from table in await TablesAsync()
            from column in table.Columns
            where column.PropertyMappings.Count > 0
            let type = Nullable.GetUnderlyingType(column.PropertyMappings[0].Property.ClrType)
                ?? column.PropertyMappings[0].Property.ClrType
            where type.IsEnum
            let words = string.Join(", ", WordsOf(type, column))
            let rule = allowed.GetValueOrDefault($"{table.Name}.{column.Name}", "anything")
            where words != rule
            select $"{table.Name}.{column.Name}: {type.Name} says {words}; the table allows {rule}");
    }

    [Fact]
    public async Task Nothing_is_deleted_along_with_something_else() => Assert.Empty(await RowsAsync("""
        select conname from pg_constraint
        where contype = 'f' and connamespace = 'public'::regnamespace and confdeltype not in ('a', 'r')
        """));

    [Fact]
    public async Task Every_rule_has_a_name_of_our_own() => Assert.Empty(await RowsAsync("""
        select name from (
          select conname as name from pg_constraint
            where connamespace = 'public'::regnamespace and contype in ('c', 'f', 'u', 'x')
          union all
          select tgname from pg_trigger join pg_class on pg_class.oid = tgrelid
            where relnamespace = 'public'::regnamespace and not tgisinternal
          union all
          select relname from pg_class
            where relnamespace = 'public'::regnamespace and relkind = 'i' and relname !~ '_pkey$') named
        where name !~ '^(ck|ux|fk|ix|tr)_'
        """));

    [Fact]
    public async Task Every_rule_is_tried_by_a_test()
    {
        var tests = string.Concat(SourceTree.Files("tests", ".cs").Select(SourceTree.Read));

        Faults.None(
            from rule in await RowsAsync("""
                select conname from pg_constraint
                where connamespace = 'public'::regnamespace and contype in ('c', 'u', 't')
                union
                select relname from pg_class join pg_index on indexrelid = pg_class.oid
                where relnamespace = 'public'::regnamespace and indisunique and not indisprimary
                union
                select tgname from pg_trigger join pg_class on pg_class.oid = tgrelid
                where relnamespace = 'public'::regnamespace and not tgisinternal
                  and tgname ~ '_(append_only|no_|keeps_)'
                """)
            where !Regex.IsMatch(tests, $@"\b{rule[0]}\b")
            select $"{rule[0]} is not tried by any test");
    }

    private static string TypeOf(IColumn column) =>
        column.StoreType.StartsWith("character varying", StringComparison.Ordinal) ? "text" : column.StoreType;

    private static IEnumerable<string> WordsIn(string rule) =>
        Word().Matches(rule).Select(m => m.Groups[1].Value).Order(StringComparer.Ordinal);

    private static IEnumerable<string> WordsOf(Type type, IColumn column) =>
        Enum.GetValues(type).Cast<object>()
            .Select(v => (string)column.PropertyMappings[0].TypeMapping.Converter!.ConvertToProvider(v)!)
            .Order(StringComparer.Ordinal);

    private Task<List<ITable>> TablesAsync() =>
        city.ReadAsync(db => Task.FromResult(db.Model.GetRelationalModel().Tables.ToList()));

    private async Task<IEnumerable<Column>> ColumnsAsync() =>
        from row in await RowsAsync("""
            select relname, attname, format_type(atttypid, -1), (not attnotnull)::text, atthasdef::text,
              (attnum < 0)::text, attidentity::text
            from pg_attribute join pg_class on pg_class.oid = attrelid
            where relnamespace = 'public'::regnamespace and relkind = 'r' and not attisdropped
              and (attnum > 0 or attname = 'xmin')
            """)
        select new Column(row[0], row[1], row[2], row[3] == "true", row[4] == "true" || row[6] != "", row[5] == "true");

    /// <summary>As the application role, which may read everything.</summary>
    private async Task<List<string[]>> RowsAsync(string sql)
    {
        await using var command = city.Database.App.CreateCommand(sql);
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<string[]>();
        while (await reader.ReadAsync())
        {
            rows.Add([.. Enumerable.Range(0, reader.FieldCount).Select(reader.GetString)]);
        }

        return rows;
    }

    private sealed record Column(
        string Table, string Name, string Type, bool IsNullable, bool HasDefault, bool IsSystem);

    [GeneratedRegex("'([^']*)'::text")]
    private static partial Regex Word();
}
