using System.Collections.Concurrent;

namespace Analytics.Database;

/// <summary>Loads the <c>.sql</c> files that lie beside the classes that run them (embedded resources).</summary>
public static class Sql
{
    private static readonly ConcurrentDictionary<(Type Type, string Name), string> Loaded = new();

    /// <summary>The text of <c>&lt;name&gt;.sql</c> in the folder of <typeparamref name="T"/>, in whatever assembly that is.</summary>
    public static string Of<T>(string name) => Of(typeof(T), name);

    /// <summary>As <see cref="Of{T}"/>, for static classes.</summary>
    public static string Of(Type type, string name) => Loaded.GetOrAdd((type, name), static key => Load(key.Type, key.Name));

    private static string Load(Type type, string name)
    {
        using var stream = type.Assembly.GetManifestResourceStream(type, name + ".sql")
            ?? throw new InvalidOperationException(
                $"No embedded resource '{name}.sql' is beside {type.FullName}; the file must be in the folder that its namespace names.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
